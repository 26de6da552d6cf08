"""Known deviations of a DUT from requirements, in a file of the user.

A failed case counts as a known deviation when an entry names its requirement and
the case shows the text of `observed`.  Entries expire: an entry after its date is
refused before the run, and an entry whose requirement passes now makes the run
fail.  So no entry stays longer than its cause.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated

from hil.config import file
from hil.config.form import FileForm, Words, meaning
from hil.errors import UsageError
from hil.spec import catalogue
from hil.spec.catalogue import Requirement


@dataclass(frozen=True, slots=True)
class Deviation:
    """One entry of the file."""

    requirement: Annotated[Words, meaning("the requirement that the DUT does not meet, such as AUTH-05")]
    observed: Annotated[Words, meaning("words that the failed case shows; spaces and capitals do not count")]
    reason: Annotated[Words, meaning("why this is accepted, with the ticket")]
    expires: Annotated[date, meaning("the last day on which the entry holds")]

    def covers(self, requirements: Iterable[str], shown: str) -> bool:
        """Whether a failed case of these requirements that showed this text is the known deviation."""
        return self.requirement in set(requirements) and _plain(self.observed) in _plain(shown)

    def __str__(self) -> str:
        return f"{self.requirement}: {self.observed}: {self.reason} (until {self.expires.isoformat()})"


@dataclass(frozen=True, slots=True)
class DeviationFile:
    """The file: a list of entries, each headed `[[deviation]]`."""

    deviation: tuple[Deviation, ...] = ()


FORM = FileForm("deviations", "Known deviations of a DUT", "docs/selection.md", DeviationFile)


def load(path: Path, today: date, own: Iterable[Requirement] = ()) -> tuple[Deviation, ...]:
    """The entries of a file; raises `UsageError` of one line for a wrong or expired entry.

    `own` are requirements of a third party, valid beside those of the catalogue.
    """
    entries = file.load(path, FORM).deviation
    return tuple(
        _accepted(path, f"deviation[{number}]", entry, today, own) for number, entry in enumerate(entries)
    )


def find(deviations: Iterable[Deviation], requirements: Iterable[str], shown: str) -> Deviation | None:
    """The first entry that covers a failed case of these requirements; None if there is none."""
    named = tuple(requirements)
    return next((entry for entry in deviations if entry.covers(named, shown)), None)


def _accepted(path: Path, place: str, entry: Deviation, today: date, own: Iterable[Requirement]) -> Deviation:
    entry = replace(
        entry,
        requirement=entry.requirement.strip(),
        observed=entry.observed.strip(),
        reason=entry.reason.strip(),
    )
    try:
        catalogue.requirement(entry.requirement, own)
    except UsageError as unknown:
        raise UsageError(f"{path}: {place}.requirement: {unknown}") from None
    if entry.expires < today:
        raise UsageError(
            f"{path}: {place}: the deviation of {entry.requirement} is past its date, {entry.expires}; "
            "remove it, or give it a new date and reason"
        )
    return entry


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
