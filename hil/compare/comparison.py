"""A later run beside a base: everything that changed, and the exit code of `hil compare`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from fnmatch import fnmatchcase
from pathlib import Path

from hil.compare.answers import (
    AnswerChange,
    DepartureChange,
    ReadingChange,
    answer_changes,
    departure_changes,
    reading_changes,
)
from hil.compare.conditions import Condition, conditions, dut_words, unfinished
from hil.compare.dialect import DialectChange, dialect_changes
from hil.compare.presence import Renamed, Single, presence
from hil.compare.timing import Shift, incomparable, of_hosts, shifts
from hil.compare.verdicts import (
    CaseChange,
    Direction,
    RequirementChange,
    case_changes,
    requirement_changes,
)
from hil.results.model import RunReport
from hil.results.words import counts_line
from hil.verdict import Verdict

HOST_TIMES = "both DUTs are emulated: their times are those of the host, and of what else it did"


class Outcome(IntEnum):
    """The exit codes of `hil compare`."""

    NOT_WORSE = 0
    WORSE = 1
    INCOMPARABLE = 3  # no common case, a run that is not whole, a case without a verdict now


@dataclass(frozen=True, slots=True)
class Run:
    """A run with its folder."""

    report: RunReport
    folder: Path


@dataclass(frozen=True, slots=True)
class Brief:
    """A run in a comparison: its id, when it began (UTC, ISO 8601), its DUT, its selection, its counts in words."""

    run_id: str
    started: str
    dut: str
    selected: str
    counts: str
    folder: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from `base` to `later`; `common` counts the cases that both have.

    `lost` are the cases that had a verdict about the DUT and end in an error now.
    `remarks` tell what limits the comparison, `unused` the patterns of `--allow` that accepted nothing.
    """

    base: Brief
    later: Brief
    common: int
    conditions: tuple[Condition, ...]
    remarks: tuple[str, ...]
    cases: tuple[CaseChange, ...]
    requirements: tuple[RequirementChange, ...]
    renamed: tuple[Renamed, ...]
    singles: tuple[Single, ...]
    dialect: tuple[DialectChange, ...]
    answers: tuple[AnswerChange, ...]
    readings: tuple[ReadingChange, ...]
    departures: tuple[DepartureChange, ...]
    shifts: tuple[Shift, ...]
    times: str
    lost: int
    is_whole: bool
    unused: tuple[str, ...] = ()

    def count(self, way: Direction) -> int:
        """How many verdicts changed that way."""
        return sum(change.direction is way for change in self.cases)

    @property
    def outcome(self) -> Outcome:
        """The exit code: a worse verdict counts also where the runs are not whole."""
        if any(change.is_worse for change in self.cases):
            return Outcome.WORSE
        return Outcome.NOT_WORSE if self.common and self.is_whole and not self.lost else Outcome.INCOMPARABLE

    @property
    def sentence(self) -> str:
        """What the exit code means, in words."""
        worse = sum(change.is_worse for change in self.cases)
        accepted = sum(bool(change.allowed) for change in self.cases)
        match self.outcome:
            case Outcome.WORSE:
                words = f"{worse} of {self.common} common cases have a worse verdict"
            case Outcome.NOT_WORSE:
                words = f"no verdict of {self.common} common cases is worse"
            case _ if not self.common:
                words = "not comparable: the runs have no case in common"
            case _ if self.lost:
                words = f"no statement: {self.lost} cases have no verdict about the DUT any more (error)"
            case _:
                words = f"no statement about whole runs: no verdict of {self.common} common cases is worse"
        return f"{words}; {accepted} worse accepted by --allow" if accepted else words


def compared(base: Run, later: Run, allowed: Sequence[str] = ()) -> Comparison:
    """Compare two runs; `allowed` are patterns of cases and requirements whose worse verdicts are accepted."""
    before, after = base.report, later.report
    found = presence(before, after)
    pairs = found.pairs
    cases = tuple(_accepted(change, allowed) for change in case_changes(pairs))
    dialect = dialect_changes(before.cases, after.cases)
    no_times = incomparable(before, after)
    used = {change.allowed for change in cases}
    lost = [
        pair
        for pair in pairs
        if pair.after.verdict is Verdict.ERROR and pair.before.verdict is not Verdict.ERROR
    ]
    return Comparison(
        base=brief(base),
        later=brief(later),
        common=len(pairs),
        conditions=conditions(before, after),
        remarks=(*unfinished(before, after), *_damage(before, after)),
        cases=cases,
        requirements=requirement_changes(pairs),
        renamed=found.renamed,
        singles=found.singles,
        dialect=dialect,
        answers=answer_changes(pairs, dialect),
        readings=reading_changes(pairs),
        departures=departure_changes(pairs),
        shifts=() if no_times else shifts(pairs, base.folder, later.folder),
        times=no_times or (HOST_TIMES if of_hosts(before, after) else ""),
        lost=len(lost),
        is_whole=before.is_complete and after.is_complete,
        unused=tuple(pattern for pattern in allowed if pattern not in used),
    )


def brief(run: Run) -> Brief:
    """What a comparison tells of a run."""
    report = run.report
    return Brief(
        run_id=report.header.run_id,
        started=report.header.started,
        dut=dut_words(report),
        selected=report.header.selected,
        counts=counts_line(report),
        folder=run.folder.name,
    )


def _damage(before: RunReport, after: RunReport) -> Iterable[str]:
    for name, report in (("the base", before), ("the later run", after)):
        yield from (f"{name}: {text}" for text in report.damage)


def _accepted(change: CaseChange, patterns: Iterable[str]) -> CaseChange:
    """The change with the pattern that accepts it: it names the case, or each judged requirement is named."""
    if change.direction is not Direction.WORSE:
        return change
    for pattern in patterns:
        names_case = any(name == pattern or fnmatchcase(name, pattern) for name in (change.name, change.case))
        judged = change.requirements
        if names_case or (judged and all(fnmatchcase(name, pattern) for name in judged)):
            return replace(change, allowed=pattern)
    return change
