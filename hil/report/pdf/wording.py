"""Words that several sections of the formal report share: times, counts, lists of identifiers, numbers of cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from hil.results.case import CaseResult
from hil.results.model import RunReport

NOT_GIVEN = "(not given)"
"""In place of what the laboratory has to tell and has not."""

MOST_REQUIREMENTS = 8
"""So many requirements a row names; the annex of the cases has all."""

MOST_NUMBERS = 24
"""So many cases a row names by their numbers; the annex of the cases has all."""


EPOCH = datetime.fromtimestamp(0, UTC)
"""The date of a document whose run does not tell when it began."""


def moment_of(text: str) -> datetime | None:
    """A moment of a record, in UTC; None where a foreign record has no time there."""
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return None


def moment(text: str) -> str:
    """A moment of a record for people: `2026-11-28 10:09:55 UTC`."""
    found = moment_of(text)
    return f"{found:%Y-%m-%d %H:%M:%S} UTC" if found else text


def ended(report: RunReport) -> str:
    """When the last case of the run ended, as `moment`."""
    began = [(moment_of(case.started), case.duration_s) for case in report.cases]
    ends = [start + timedelta(seconds=lasted) for start, lasted in began if start]
    return moment(max(ends).isoformat()) if ends else NOT_GIVEN


def counted(count: int, noun: str) -> str:
    """`1 case`, `2 cases`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def listed(names: Sequence[str], most: int = MOST_REQUIREMENTS) -> str:
    """The first names, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def numbers(report: RunReport) -> Mapping[str, int]:
    """The number of each case by its id: its place in the plan, from 1; without a plan, in the records."""
    order = report.planned or tuple(case.id for case in report.cases)
    return {name: number for number, name in enumerate(order, start=1)}


def numbered(cases: Iterable[CaseResult], known: Mapping[str, int]) -> str:
    """The numbers of the cases: `3, 17, 20`."""
    found = sorted(known.get(case.id, 0) for case in cases)
    return listed([str(number) for number in found], MOST_NUMBERS)


MOST_LETTERS = 600
"""So many letters of a text a report shows; the records have all."""


def sentence(text: str) -> str:
    """A text on one line, with a capital letter first; of a long one its beginning."""
    words = " ".join(text.split())
    rest = len(words) - MOST_LETTERS
    more = f"… ({counted(rest, 'more letter')} in the records)" if rest > 0 else ""
    return words[:1].upper() + words[1:MOST_LETTERS] + more
