"""Every option and argument of every command, with what cannot be meant: one line, exit code 2, and nothing begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from hil.cli.main import COMMANDS, hil, run

NUMBERS = (click.types.IntParamType, click.types.FloatParamType)
NO_NUMBERS = ("nan", "inf", "1e999", "0x", "--1", "1,5", "ten")
MANY = ["a"] * 40

READERS = {
    "compare": "PLACE PLACE",
    "fidelity": "PLACE PLACE",
    "history": "PLACE",
    "merge": "PLACE PLACE",
    "personality": "PLACE",
    "replay": "PLACE --cases",
    "report": "PLACE",
    "repro": "PLACE 1",
    "seal": "PLACE --tsa http://127.0.0.1:1/",
    "show": "PLACE",
    "verify": "PLACE",
}
"""The commands that take the folder of a run."""


def commands() -> Iterator[tuple[str, click.Command]]:
    context = click.Context(hil)
    for name in COMMANDS:
        command = hil.get_command(context, name)
        assert command is not None
        yield name, command


def options(of: Callable[[click.Option], bool]) -> list[tuple[str, str]]:
    return [
        (name, max(each.opts, key=len))
        for name, command in commands()
        for each in command.params
        if isinstance(each, click.Option) and of(each)
    ]


def takes_a_value(option: click.Option) -> bool:
    return not option.is_flag and not option.count


def needs_a_value(option: click.Option) -> bool:
    return takes_a_value(option) and not vars(option).get("_flag_needs_value")


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Run a command line that must not begin; the one line that says why."""

    def began(**_: object) -> int:
        raise AssertionError("the command began")

    def line_of(name: str, *words: str) -> str:
        command = dict(commands())[name]
        monkeypatch.setattr(command, "callback", began)
        code = run([name, *words])
        told = capsys.readouterr()
        assert (code, told.out, told.err.count("\n")) == (2, "", 1), told.err
        return told.err

    return line_of


@pytest.mark.parametrize("value", ["", "  ", "a\nb"], ids=["empty", "blank", "lines"])
@pytest.mark.parametrize(("name", "option"), options(takes_a_value))
def test_a_value_that_is_none(name: str, option: str, value: str, refused: Callable[..., str]) -> None:
    assert option in refused(name, option, value)


@pytest.mark.parametrize(("name", "option"), options(needs_a_value))
def test_an_option_at_the_end_lacks_its_value(name: str, option: str, refused: Callable[..., str]) -> None:
    assert option in refused(name, option)


@pytest.mark.parametrize(("name", "option"), options(lambda each: each.is_flag))
def test_a_flag_takes_no_value(name: str, option: str, refused: Callable[..., str]) -> None:
    assert option in refused(name, f"{option}=yes")


@pytest.mark.parametrize("value", NO_NUMBERS)
@pytest.mark.parametrize(
    ("name", "option"), options(lambda each: takes_a_value(each) and isinstance(each.type, NUMBERS))
)
def test_a_number_that_is_none(name: str, option: str, value: str, refused: Callable[..., str]) -> None:
    assert option in refused(name, option, value)


@pytest.mark.parametrize(
    ("name", "option"), options(lambda each: takes_a_value(each) and isinstance(each.type, click.Choice))
)
def test_a_choice_that_there_is_not(name: str, option: str, refused: Callable[..., str]) -> None:
    told = refused(name, option, "qqqzzz")

    assert option in told
    assert "qqqzzz" in told
    assert "Did you mean" not in told


@pytest.mark.parametrize(
    "name", [name for name, each in commands() if not any(part.nargs == -1 for part in each.params)]
)
def test_too_many_arguments(name: str, refused: Callable[..., str]) -> None:
    refused(name, *MANY)


@pytest.mark.parametrize("kind", ["nothing", "file", "empty folder", "folder of other files"])
@pytest.mark.parametrize("name", READERS)
def test_a_place_that_is_no_run(
    name: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").write_text("no record\n", encoding="utf-8")
    Path("empty folder").mkdir()
    Path("folder of other files").mkdir()
    Path("folder of other files/a.txt").write_text("a\n", encoding="utf-8")

    code = run(_line(name, kind))

    told = capsys.readouterr()
    assert (code, told.out, told.err.count("\n")) == (2, "", 1), told.err
    assert kind in told.err


def _line(name: str, place: str) -> list[str]:
    return [name, *(place if word == "PLACE" else word for word in READERS[name].split())]
