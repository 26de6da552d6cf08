"""Known deviations: what a DUT is known to do against a requirement, by a file of the user (note, clause by clause).

An entry turns a failed case of its requirement into a known deviation when the
case shows what the entry says was observed.  Entries are of limited time: one
past its date is refused before the run, one whose requirement passes now is a
failure of the run, so that no entry outlives its cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from hil.config import file
from hil.config.form import Form, Words, meaning
from hil.errors import UsageError
from hil.spec import catalogue


@dataclass(frozen=True, slots=True)
class Deviation:
    """One entry; `observed` are words that a failed case shows, `expires` is the last day on which it holds."""

    requirement: Annotated[Words, meaning("the requirement that the DUT does not meet, such as AUTH-05")]
    observed: Annotated[Words, meaning("words that the failed case shows; spaces and capitals do not count")]
    reason: Annotated[Words, meaning("why this is accepted, with the ticket")]
    expires: Annotated[date, meaning("the last day on which the entry holds")]

    def covers(self, requirements: Iterable[str], shown: str) -> bool:
        """Whether a failed case of these requirements that showed this is the known one."""
        return self.requirement in set(requirements) and _plain(self.observed) in _plain(shown)

    def __str__(self) -> str:
        return f"{self.requirement}: {self.observed}: {self.reason} (until {self.expires.isoformat()})"


@dataclass(frozen=True, slots=True)
class DeviationFile:
    """The file: a list of entries, each headed `[[deviation]]`."""

    deviation: tuple[Deviation, ...] = ()


FORM = Form("deviations", "Known deviations of a DUT", "docs/selection.md", DeviationFile)


def load(path: Path, today: date) -> tuple[Deviation, ...]:
    """The entries of a file; raises `UsageError` of one line for what is wrong or out of date."""
    entries = file.load(path, FORM).deviation
    return tuple(
        _accepted(path, f"deviation[{number}]", entry, today) for number, entry in enumerate(entries)
    )


def find(deviations: Iterable[Deviation], requirements: Iterable[str], shown: str) -> Deviation | None:
    """The entry that a failed case of these requirements is known by."""
    named = tuple(requirements)
    return next((entry for entry in deviations if entry.covers(named, shown)), None)


def _accepted(path: Path, place: str, entry: Deviation, today: date) -> Deviation:
    entry = replace(
        entry,
        requirement=entry.requirement.strip(),
        observed=entry.observed.strip(),
        reason=entry.reason.strip(),
    )
    try:
        catalogue.requirement(entry.requirement)
    except UsageError as unknown:
        raise UsageError(f"{path}: {place}.requirement: {unknown}") from None
    if entry.expires < today:
        raise UsageError(
            f"{path}: {place}: the deviation of {entry.requirement} is past its date, {entry.expires}; "
            "remove it, or renew its date and reason"
        )
    return entry


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
