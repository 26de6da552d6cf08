"""A file that a user writes: what is read, and what an error says of a place in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import pytest

from hil.config.file import load
from hil.config.form import FileForm, Line, Words, meaning, whole
from hil.errors import UsageError


@dataclass(frozen=True, slots=True)
class Port:
    """A port of the bench."""

    url: Words
    rate: Annotated[int, whole(1, 9)] = 1
    since: date = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Power:
    """The supply."""

    kind: Annotated[Literal["relay", "hub"], meaning("what switches it")] = "relay"
    names: Mapping[str, Line] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BenchFile:
    """Tables in a list, a table, a list of numbers."""

    power: Power = Power()
    port: tuple[Port, ...] = ()
    levels: tuple[Literal[0, 1], ...] = (0,)


FORM = FileForm("bench", "A bench", "docs/none.md", BenchFile)


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "bench.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_what_is_absent_has_its_default(tmp_path: Path) -> None:
    path = written(tmp_path, '[[port]]\nurl = "a"\nsince = 2026-05-06\n[power]\nnames = { x = "y" }')

    assert load(path, FORM) == BenchFile(
        power=Power(names={"x": "y"}), port=(Port(url="a", since=date(2026, 5, 6)),)
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[pover]\nkind = 'hub'", "unknown key pover.kind; expected power.kind, power.names, [[port]], levels; the"),
        ("[pover]\nkind = 'hub'", "the nearest is 'power.kind'"),
        ("[[port]]\nurl = 'a'\n[[port]]\nulr = 'a'", "unknown key port[1].ulr; expected url, rate, since; the nearest is 'url'"),
        ("[[port]]\nrate = 1", "port[0].url: expected words in quotes; got nothing"),
        ("[[port]]\nurl = [2026-01-31, true]", "port[0].url: expected words in quotes; got [2026-01-31, true]"),
        ("[[port]]\nurl = { a = 10:30:00 }", "port[0].url: expected words in quotes; got { a = 10:30:00 }"),
        ("[[port]]\nurl = ''", "port[0].url: expected words in quotes; got ''"),
        ("[[port]]\nurl = 'a'\nrate = 10", "port[0].rate: expected a number from 1 to 9; got 10"),
        ("[[port]]\nurl = 'a'\nrate = true", "port[0].rate: expected a number from 1 to 9; got true"),
        ("[[port]]\nurl = 'a'\nsince = '2026-01-01'", "port[0].since: expected a date such as 2027-03-31; got '2026-"),
        ("[port]\nurl = 'a'", "port: expected entries headed [[port]]; got { url = 'a' }"),
        ("power = 1", "power: expected a table; got 1"),
        ("levels = 1", "levels: expected a list of 0, 1; got 1"),
        ("levels = [0, 2]", "levels[1]: expected one of 0, 1; got 2"),
        ("[power]\nkind = 'Hup'", "power.kind: expected one of hub, relay; got 'Hup'; the nearest is 'hub'"),
        ("[power\nnames = 1", "is no TOML"),
        ('[power]\nnames = { x = "a\\n" }', "power.names: expected a table, each value a line of printable ASCII in quotation marks; got { x = 'a\\n' }"),
    ],
)  # fmt: skip
def test_an_error_is_one_line_with_file_key_expected_and_got(text: str, said: str, tmp_path: Path) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UsageError) as wrong:
        load(path, FORM)

    assert said in str(wrong.value)
    assert str(wrong.value).startswith(f"{path}: ")
    assert "\n" not in str(wrong.value)


def test_the_schema_has_the_meaning_the_bounds_and_no_other_keys() -> None:
    schema = FORM.schema()

    power, port = schema["$defs"]["Power"], schema["$defs"]["Port"]
    assert schema["title"] == "A bench"
    assert power["properties"]["kind"] == {
        "description": "what switches it", "enum": ["hub", "relay"], "default": "relay",
    }  # fmt: skip
    assert port["properties"]["rate"] == {"type": "integer", "minimum": 1, "maximum": 9, "default": 1}
    assert port["required"] == ["url"]
    assert power["additionalProperties"] is port["additionalProperties"] is False
