"""Changed verdicts: of each case that two runs have, and of each requirement by these cases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from hil.results.case import CaseResult
from hil.results.failures import deciding
from hil.verdict import Cause, Ground, Verdict


class Direction(StrEnum):
    """Which way a verdict changed; the value is for people and for records."""

    WORSE = "worse"
    BETTER = "better"
    OTHER = "other"  # neither: a side says nothing about the DUT, or the case fails in another way


class Pair(NamedTuple):
    """One case in two runs."""

    before: CaseResult
    after: CaseResult


_FAILED = {Ground.READING: 3, Ground.STANDARD: 4, Ground.NOTE: 5}
_FAILS = frozenset({Verdict.FAIL, Verdict.KNOWN_DEVIATION})
_NOTHING_SAID = frozenset({Verdict.ERROR, Verdict.NOT_APPLICABLE})


def weight(case: CaseResult) -> int | None:
    """How much a verdict speaks against the DUT, from 0 (pass); None if it says nothing about it."""
    match case.verdict:
        case Verdict.PASS:
            return 0
        case Verdict.INCONCLUSIVE:
            return 1 if case.cause is Cause.LEFT_OPEN else 2
        case Verdict.FAIL | Verdict.KNOWN_DEVIATION:
            return _FAILED[case.ground or Ground.NOTE]
        case _:
            return None


def direction(pair: Pair) -> Direction | None:
    """Which way the verdict of a case changed; None if it did not.

    A fail of which the later run had no stimulus is not better: nothing shows that it is gone.
    """
    before, after = weight(pair.before), weight(pair.after)
    if before is None or after is None:
        return Direction.OTHER if pair.before.verdict is not pair.after.verdict else None
    if after > before:
        return Direction.WORSE
    if after < before:
        unproven = pair.before.verdict in _FAILS and pair.after.verdict is Verdict.INCONCLUSIVE
        return Direction.OTHER if unproven else Direction.BETTER
    return Direction.OTHER if _fails_otherwise(pair) else None


def _fails_otherwise(pair: Pair) -> bool:
    if pair.before.verdict is not pair.after.verdict:
        return True
    if pair.after.verdict not in _FAILS:
        return False
    first, second = deciding(pair.before), deciding(pair.after)
    return (first.requirements, first.expected, first.actual) != (
        second.requirements,
        second.expected,
        second.actual,
    )


@dataclass(frozen=True, slots=True)
class Side:
    """A case in one of the runs: its verdict in words; both sides of the check that decides it, else its reason."""

    verdict: str
    expected: str = ""
    actual: str = ""

    @property
    def words(self) -> str:
        """What was expected and what came, in one sentence; empty for a pass."""
        if self.expected:
            return f"expected {self.expected}, came {self.actual or 'nothing'}"
        return self.actual


def side_of(case: CaseResult) -> Side:
    """The side of a case."""
    if case.verdict in _FAILS:
        check = deciding(case)
        return Side(case.verdict_words, check.expected, check.actual)
    return Side(case.verdict_words, "", case.reason)


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case whose verdict changed; `case` is its id in the later run.

    `requirements` are those that the deciding check of a fail judges, else those of the case.
    `allowed` is the pattern of `--allow` that accepts a worse verdict, empty if none does.
    """

    case: str
    name: str
    title: str
    requirements: tuple[str, ...]
    direction: Direction
    before: Side
    after: Side
    allowed: str = ""

    @property
    def is_worse(self) -> bool:
        """Whether the verdict is worse, and nobody accepts that."""
        return self.direction is Direction.WORSE and not self.allowed


def case_changes(pairs: Iterable[Pair]) -> tuple[CaseChange, ...]:
    """The cases with a changed verdict: worse ones first, in the order of the later run."""
    found = [
        CaseChange(
            case=pair.after.id,
            name=pair.after.name,
            title=pair.after.title,
            requirements=_judged(pair),
            direction=way,
            before=side_of(pair.before),
            after=side_of(pair.after),
        )
        for pair in pairs
        if (way := direction(pair))
    ]
    return tuple(sorted(found, key=lambda change: list(Direction).index(change.direction)))


def _judged(pair: Pair) -> tuple[str, ...]:
    for case in (pair.after, pair.before):
        if case.verdict in _FAILS:
            return deciding(case).requirements or case.requirements
    return pair.after.requirements


@dataclass(frozen=True, slots=True)
class RequirementChange:
    """A requirement whose verdict by the common cases changed; `worse` and `better` count these cases."""

    requirement: str
    direction: Direction
    before: str
    after: str
    worse: int
    better: int


def requirement_changes(pairs: Sequence[Pair]) -> tuple[RequirementChange, ...]:
    """The requirements with a changed verdict, worse ones first."""
    of: dict[str, list[Pair]] = {}
    for pair in pairs:
        for name in dict.fromkeys((*pair.before.requirements, *pair.after.requirements)):
            of.setdefault(name, []).append(pair)
    found = [change for name, about in sorted(of.items()) if (change := _requirement(name, about))]
    return tuple(sorted(found, key=lambda change: list(Direction).index(change.direction)))


def _requirement(name: str, pairs: Sequence[Pair]) -> RequirementChange | None:
    before = decisive(name, (pair.before for pair in pairs))
    after = decisive(name, (pair.after for pair in pairs))
    if before is None or after is None:
        return None
    way = direction(Pair(before, after))
    if way is None or before.verdict_words == after.verdict_words:
        return None
    ways = [direction(pair) for pair in pairs]
    worse, better = ways.count(Direction.WORSE), ways.count(Direction.BETTER)
    return RequirementChange(name, way, before.verdict_words, after.verdict_words, worse, better)


def decisive(name: str, cases: Iterable[CaseResult]) -> CaseResult | None:
    """The case that gives a requirement its verdict: the one that speaks most against the DUT.

    A fail of which no check judges the requirement says nothing about it.  None if no case says anything.
    """
    about = [case for case in cases if case.verdict not in _NOTHING_SAID and not _about_others(name, case)]
    return max(about, key=lambda case: weight(case) or 0, default=None)


def _about_others(name: str, case: CaseResult) -> bool:
    judged = {judged for check in case.checks for judged in check.requirements}
    return case.verdict in _FAILS and bool(judged) and name not in judged
