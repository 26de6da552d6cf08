"""A folder that holds no run, or a damaged one: each command that reads runs says so in one line, with exit code 2."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import pytest

from hil.cli.main import run
from hil.results.records import RESULTS
from tests.cli.test_personality import CASE, HEADER, written_run
from tests.fidelity.recorded import answers, record

Damage = Callable[[Path], object]

DUT = {"kind": "dut", "url": "/dev/ttyUSB0", "manufacturer": "Quectel", "model": "M95", "imei": ""}


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A run of one case."""
    folder = record(tmp_path / "good", {"t.py::0": [("AT\r", answers("OK"))]})
    return written_run(folder, {"something": "x"})


def copied(good: Path, damage: Damage) -> Path:
    """A copy with that damage."""
    folder = good.parent / "damaged"
    shutil.copytree(good, folder)
    damage(folder)
    return folder


def wire(folder: Path) -> Path:
    """The record of the line."""
    return folder / "wire" / "main.jsonl"


def emptied(folder: Path) -> None:
    """A folder without anything."""
    shutil.rmtree(folder)
    folder.mkdir()


def in_place_of_record(folder: Path) -> None:
    """A folder that has the name of the record."""
    wire(folder).unlink()
    wire(folder).mkdir()


RESULTS_DAMAGED: dict[str, Damage] = {
    "no folder": shutil.rmtree,
    "an empty folder": emptied,
    "empty results": lambda folder: (folder / RESULTS).write_bytes(b""),
    "truncated results": lambda folder: (folder / RESULTS).write_bytes(b'{"kind":"run","sch'),
    "binary results": lambda folder: (folder / RESULTS).write_bytes(bytes(range(256)) * 4),
    "foreign results": lambda folder: (folder / RESULTS).write_text('{"a": 1}\n', encoding="ascii"),
}

RECORD_DAMAGED: dict[str, Damage] = {
    "no record": lambda folder: shutil.rmtree(folder / "wire"),
    "an empty record": lambda folder: wire(folder).write_bytes(b""),
    "a binary record": lambda folder: wire(folder).write_bytes(bytes(range(256)) * 4),
    "a foreign record": lambda folder: wire(folder).write_text('{"a": 1}\n', encoding="ascii"),
    "a folder as record": in_place_of_record,
    "an endless time": lambda folder: wire(folder).write_text(
        wire(folder).read_text(encoding="ascii").replace('"t":', '"t":1e400,"_":'), encoding="ascii"
    ),
}

READING_RESULTS = ("report RUN", "merge RUN GOOD", "personality --from RUN")
READING_RECORD = ("fidelity RUN GOOD", "fidelity GOOD RUN", "personality RUN", "replay RUN --cases")


@pytest.mark.parametrize(
    "command", [*READING_RESULTS, *READING_RECORD, "replay RUN --tcp 127.0.0.1:0 --once"]
)
@pytest.mark.parametrize("damage", RESULTS_DAMAGED)
def test_damaged_results_are_one_line(
    damage: str, command: str, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    is_refused(command, copied(good, RESULTS_DAMAGED[damage]), good, capsys)


@pytest.mark.parametrize("command", [*READING_RECORD, "replay RUN --tcp 127.0.0.1:0 --once"])
@pytest.mark.parametrize("damage", RECORD_DAMAGED)
def test_a_damaged_record_is_one_line(
    damage: str, command: str, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    is_refused(command, copied(good, RECORD_DAMAGED[damage]), good, capsys)


def is_refused(
    command: str, damaged: Path, good: Path, capsys: pytest.CaptureFixture[str], *, expected: int = 2
) -> str:
    """The command says one line that names the folder, and has that exit code; returns the line."""
    named = {"RUN": str(damaged), "GOOD": str(good)}

    code = run([named.get(word, word) for word in command.split()])

    said = capsys.readouterr()
    (line,) = said.err.splitlines()
    assert (code, said.out) == (expected, ""), line
    assert line.startswith("hil: ")
    assert str(damaged) in line
    assert "a defect of m95-hil" not in line
    return line


def test_results_that_may_not_be_read_are_one_line(
    good: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    opened = Path.open

    def denied(path: Path, mode: str = "r", **options: Any) -> IO[Any]:
        if path.name == RESULTS:
            raise PermissionError(13, "Permission denied")
        return opened(path, mode, **options)

    monkeypatch.setattr(Path, "open", denied)

    line = is_refused("report RUN", good, good, capsys, expected=3)

    assert f"{RESULTS} cannot be read: Permission denied" in line


@pytest.mark.parametrize("command", [*READING_RESULTS, "verify RUN"])
@pytest.mark.parametrize("name", ["n" * 300, ""], ids=["long", "a folder as records"])
def test_a_path_at_which_no_run_can_be_is_one_line(
    name: str, command: str, good: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = good.parent / "folder"
    (folder / RESULTS).mkdir(parents=True)

    is_refused(command, folder / name, good, capsys)


def test_a_run_is_named_by_its_results_too(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["fidelity", str(good / RESULTS), str(good)]) == 0
    assert "100.0%  overall: 1 of 1" in capsys.readouterr().out


def with_records(folder: Path, *records: dict[str, object]) -> Path:
    """The run, with these records as its results."""
    text = "".join(f"{json.dumps(each)}\n" for each in records)
    (folder / RESULTS).write_text(text, encoding="utf-8")
    return folder


def test_fidelity_says_that_a_run_is_incomplete(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    killed = copied(good, lambda _: None)
    case = {**CASE, "id": "t.py::0", "observed": {}}
    with_records(killed, {**HEADER, "schema": 4, "planned": ["t.py::0", "t.py::1"]}, case)

    assert run(["fidelity", str(good), str(killed), "--json"]) == 0

    notes = json.loads(capsys.readouterr().out)["notes"]
    assert "the emulated run is incomplete: 1 of 2 planned cases have a verdict" in notes


def test_fidelity_says_that_a_record_lacks_cases(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    cut = written_run(copied(good, lambda _: None), {"a": "x"}, {"a": "x"})

    assert run(["fidelity", str(good), str(cut)]) == 0

    assert (
        "the emulated run has 1 case without an exchange in its record, such as t.py::1"
        in capsys.readouterr().out
    )


def test_a_personality_is_of_one_kind_of_module(good: Path, capsys: pytest.CaptureFixture[str]) -> None:
    mixed = copied(good, lambda _: None)
    case = {**CASE, "id": "t.py::0", "observed": {}}
    duts: list[dict[str, object]] = [{**DUT, "revision": name, "module": name} for name in ("A1", "B2")]
    with_records(mixed, {**HEADER, "schema": 4, "planned": ["t.py::0"]}, *duts, case)

    assert run(["personality", str(mixed)]) == 2

    assert "modules of several kinds: Quectel M95 A1 (A1); Quectel M95 B2 (B2)" in capsys.readouterr().err
