"""Personalities as TOML files: those of the package and those of users.

A file has the keys of `Personality`.  A missing key has the value of the
personality that `based_on` names, by default `note`.
"""

from __future__ import annotations

from dataclasses import make_dataclass, replace
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from hil.config import file
from hil.config.form import FileForm, meaning
from hil.emulator.device.personality import NOTE, Personality
from hil.errors import UsageError, hint

_FOLDER = Path(__file__).parent / "personalities"
_BASE = "based_on"
_YEARS = range(2000, 2100)  # AT+CCLK has two digits of the year


def shipped() -> tuple[str, ...]:
    """The names of the personalities in the package."""
    return tuple(sorted((path.stem for path in _FOLDER.glob("*.toml")), key=str.lower))


@cache
def form() -> FileForm[Any]:
    """The form of the file: the keys of `Personality`, and `based_on`."""
    name: Any = Literal[shipped()]
    base = Annotated[name, meaning("the personality that gives the value of each key that is absent")]
    return FileForm(
        "personality",
        "Personality of the emulated M95",
        "docs/personalities.md",
        make_dataclass("personality", [(_BASE, base, "note")], bases=(Personality,), frozen=True),
    )


def personality(name_or_path: str) -> Personality:
    """A personality of the package by its name, another one by the path of its file; raises `UsageError`.

    A text with a `/`, or one that ends with `.toml`, is a path.
    """
    if "/" in name_or_path or name_or_path.endswith(".toml"):
        return _read(Path(name_or_path))
    names = {name.lower(): name for name in shipped()}
    name = names.get(name_or_path.lower())
    if name is None:
        raise UsageError(
            f"no personality is called {name_or_path!r}{hint(name_or_path, names.values())}"
            " (there are " + ", ".join(shipped()) + "; a file of your own is named by a path with a /)"
        )
    return _read(_FOLDER / f"{name}.toml")


def _read(path: Path) -> Personality:
    table = file.read(path)
    checked = file.convert(path, table, form())
    if checked.boot_rtc.year not in _YEARS:
        expected = f"a date and time from {_YEARS[0]} to {_YEARS[-1]}, like 2004-01-01T00:00:00Z"
        raise file.wrong(path, "boot_rtc", expected=expected, got=table["boot_rtc"])
    values = {key: getattr(checked, key) for key in table if key != _BASE}
    if checked.boot_rtc.tzinfo is None:
        values["boot_rtc"] = checked.boot_rtc.replace(tzinfo=UTC)
    return replace(personality(checked.based_on) if _BASE in table else NOTE, **values)
