"""The days between which a run took place, to which the dates of the laboratory are compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from hil.results.model import RunReport

ZONE = timedelta(days=1)
"""The date of a laboratory may be the day beside that of UTC, in which runs are recorded."""


@dataclass(frozen=True, slots=True)
class Days:
    """The first and the last day of a run, in UTC."""

    first: date
    last: date

    def contradict_receipt(self, received: date) -> bool:
        """Whether the item came after its tests had begun, in whatever time zone."""
        return received > self.first + ZONE

    def contradict_issue(self, issued: date) -> bool:
        """Whether the report was issued before its tests had ended, in whatever time zone."""
        return issued < self.last - ZONE


def days_of(report: RunReport) -> Days | None:
    """The days of a run; None where a foreign record has no times."""
    found = sorted(_moments(report))
    return Days(found[0].date(), found[-1].date()) if found else None


def _moments(report: RunReport) -> Iterator[datetime]:
    texts = [(report.header.started, 0.0)]
    texts += [(each.at, 0.0) for each in report.resumptions]
    texts += [(case.started, case.duration_s) for case in report.cases]
    for text, lasted_s in texts:
        try:
            yield datetime.fromisoformat(text).astimezone(UTC) + timedelta(seconds=lasted_s)
        except (ValueError, OverflowError):
            continue
