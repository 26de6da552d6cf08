"""Known deviations: what a DUT is known to do against a requirement, by a file of the user (note, clause by clause).

An entry turns a failed case of its requirement into a known deviation when the
case shows what the entry says was observed.  Entries are of limited time: one
past its date is refused before the run, one whose requirement passes now is a
failure of the run, so that no entry outlives its cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from hil.campaign import toml_file
from hil.errors import UsageError
from hil.spec import catalogue

TABLE = "deviation"
KEYS = ("requirement", "observed", "reason", "expires")


@dataclass(frozen=True, slots=True)
class Deviation:
    """One entry; `observed` are words that a failed case shows, `expires` is the last day on which it holds."""

    requirement: str
    observed: str
    reason: str
    expires: date

    def covers(self, requirements: Iterable[str], shown: str) -> bool:
        """Whether a failed case of these requirements that showed this is the known one."""
        return self.requirement in set(requirements) and _plain(self.observed) in _plain(shown)

    def __str__(self) -> str:
        return f"{self.requirement}: {self.observed}: {self.reason} (until {self.expires.isoformat()})"


def load(path: Path, today: date) -> tuple[Deviation, ...]:
    """The entries of a file; raises `UsageError` of one line for what is wrong or out of date."""
    tables = toml_file.read(path)
    for name in tables:
        if name != TABLE:
            raise toml_file.unknown(path, name, [f"[[{TABLE}]]"])
    rows = tables.get(TABLE, [])
    if not isinstance(rows, list):
        raise toml_file.wrong(path, TABLE, expected=f"entries headed [[{TABLE}]]", got=rows)
    return tuple(_entry(path, f"{TABLE}[{number}]", row, today) for number, row in enumerate(rows))


def find(deviations: Iterable[Deviation], requirements: Iterable[str], shown: str) -> Deviation | None:
    """The entry that a failed case of these requirements is known by."""
    named = tuple(requirements)
    return next((entry for entry in deviations if entry.covers(named, shown)), None)


def _entry(path: Path, place: str, row: Any, today: date) -> Deviation:
    if not isinstance(row, dict):
        raise toml_file.wrong(path, place, expected="a table", got=row)
    for key in row:
        if key not in KEYS:
            raise toml_file.unknown(path, f"{place}.{key}", KEYS)
    words = {key: _words(path, f"{place}.{key}", row.get(key)) for key in KEYS[:3]}
    try:
        catalogue.requirement(words["requirement"])
    except UsageError as unknown:
        raise UsageError(f"{path}: {place}.requirement: {unknown}") from None
    expires = row.get("expires")
    if type(expires) is not date:
        raise toml_file.wrong(path, f"{place}.expires", expected="a date such as 2027-03-31", got=expires)
    if expires < today:
        raise UsageError(
            f"{path}: {place}: the deviation of {words['requirement']} is past its date, {expires}; "
            "remove it, or renew its date and reason"
        )
    return Deviation(**words, expires=expires)


def _words(path: Path, key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise toml_file.wrong(path, key, expected="words in quotes", got=value)
    return value.strip()


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
