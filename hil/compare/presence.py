"""Cases of one run only, and why: new or gone, under another name, not selected there, not run there."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from hil.compare.verdicts import Pair
from hil.results.case import CaseResult
from hil.results.model import RunReport
from hil.results.words import WHOLE


class Why(StrEnum):
    """Why a run does not have a case that the other one has."""

    NEW = "new"
    GONE = "gone"
    NOT_SELECTED_BEFORE = "not selected in the base"
    NOT_SELECTED = "not selected now"
    NOT_RUN_BEFORE = "planned and not run in the base"
    NOT_RUN = "planned and not run now"


@dataclass(frozen=True, slots=True)
class Single:
    """A case that one of the runs has; `verdict` is its verdict there, in words."""

    case: str
    name: str
    why: Why
    verdict: str


@dataclass(frozen=True, slots=True)
class Renamed:
    """A case with another id in the later run; it is compared like any other."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Presence:
    """The cases of two runs: in both, under another name, and in one of them."""

    pairs: tuple[Pair, ...]
    renamed: tuple[Renamed, ...]
    singles: tuple[Single, ...]


def presence(before: RunReport, after: RunReport) -> Presence:
    """Put the cases of two runs side by side, in the order of the later run."""
    first = {case.id: case for case in before.cases}
    second = {case.id: case for case in after.cases}
    left = {name: case for name, case in first.items() if name not in second}
    right = {name: case for name, case in second.items() if name not in first}
    moved = dict(_renamed(_unplanned(left, after), _unplanned(right, before)))
    known = {late: first[moved.get(late, late)] for late in second if moved.get(late, late) in first}
    gone = [case for name, case in left.items() if name not in moved.values()]
    new = [case for name, case in right.items() if name not in moved]
    singles = [
        *(Single(case.id, case.name, _why_gone(case, before, after), case.verdict_words) for case in gone),
        *(Single(case.id, case.name, _why_new(case, before, after), case.verdict_words) for case in new),
    ]
    return Presence(
        pairs=tuple(Pair(early, second[late]) for late, early in known.items()),
        renamed=tuple(Renamed(early, late) for late, early in moved.items()),
        singles=tuple(sorted(singles, key=lambda single: list(Why).index(single.why))),
    )


def _unplanned(cases: dict[str, CaseResult], other: RunReport) -> dict[str, CaseResult]:
    """Those of the cases that the other run did not plan either: only they can have another name there."""
    planned = frozenset(other.planned)
    return {name: case for name, case in cases.items() if name not in planned}


def _why_gone(case: CaseResult, before: RunReport, after: RunReport) -> Why:
    if case.id in after.planned:
        return Why.NOT_RUN
    return Why.GONE if _had_to_be_there(after, before) else Why.NOT_SELECTED


def _why_new(case: CaseResult, before: RunReport, after: RunReport) -> Why:
    if case.id in before.planned:
        return Why.NOT_RUN_BEFORE
    return Why.NEW if _had_to_be_there(before, after) else Why.NOT_SELECTED_BEFORE


def _had_to_be_there(absent_in: RunReport, present_in: RunReport) -> bool:
    """Whether the selection of a run would have had a case of the other run, if its suites had it."""
    suites = absent_in.description.suites
    if suites and suites == present_in.description.suites:
        return False
    header = absent_in.header
    is_whole = header.campaign == WHOLE and not header.narrowed and not header.shard
    return is_whole or header.selected == present_in.header.selected


# --- another name ------------------------------------------------------------------------------------------------

_Key = Callable[[CaseResult], object]

_ALIKE: tuple[_Key, ...] = (
    lambda case: (case.id.partition("::")[2], case.requirements),  # in another file
    lambda case: (case.title, case.file, case.requirements),  # another name of the same title
    lambda case: (case.file, _function(case), case.requirements, case.cell, _values(case)),
    lambda case: (case.file, _values(case), case.requirements, case.cell, case.line),  # the function
    lambda case: (case.file, _function(case), case.requirements, case.cell),  # the values
)
"""What a case keeps under another name, the surest first; it counts where one case on each side has it."""


def _function(case: CaseResult) -> str:
    return case.id.partition("::")[2].partition("[")[0]


def _values(case: CaseResult) -> str:
    return case.id.partition("[")[2]


def _renamed(left: dict[str, CaseResult], right: dict[str, CaseResult]) -> Iterator[tuple[str, str]]:
    """The ids of equal cases, that of the later run first."""
    early, late = dict(left), dict(right)
    for key in _ALIKE:
        first, second = _unique(early.values(), key), _unique(late.values(), key)
        for found in [found for found in second if found in first]:
            yield second[found].id, first[found].id
            del early[first[found].id], late[second[found].id]


def _unique(cases: Iterable[CaseResult], key: _Key) -> dict[object, CaseResult]:
    of: dict[object, list[CaseResult]] = {}
    for case in cases:
        of.setdefault(key(case), []).append(case)
    return {found: alike[0] for found, alike in of.items() if len(alike) == 1}
