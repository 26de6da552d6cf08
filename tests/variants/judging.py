"""What the campaigns on sound DUTs show: each fail and each error is one of the suites, the driver or the bench."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from hil.results.case import CaseResult
from hil.selftest.forks import Outcome
from hil.selftest.judging import is_misjudged
from hil.verdict import Verdict

UNCLAIMED = " unclaimed"
"""The end of the name of a plan whose DUT lacks what its PICS claims."""


@dataclass(frozen=True, slots=True)
class Misjudged:
    """A case that a sound DUT did not get through; `plan` is the DUT's choice of values."""

    plan: str
    case: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Soundness:
    """The outcome of all plans.

    `inconclusive` are the cases that the note leaves open.  `unnoticed` are
    the plans without their PICS entry that passed all the same, `broken` the plans
    that did not end, with the reason.
    """

    plans: int
    cases: int
    misjudged: tuple[Misjudged, ...]
    inconclusive: tuple[Misjudged, ...]
    unnoticed: tuple[str, ...]
    broken: Mapping[str, str]
    duration_s: float

    @property
    def holds(self) -> bool:
        """Whether no sound DUT failed and no unsound claim passed."""
        return not (self.misjudged or self.unnoticed or self.broken)


def judge(outcomes: Iterable[Outcome], duration_s: float) -> Soundness:
    """Judge the outcomes."""
    outcomes = tuple(outcomes)
    sound = [outcome for outcome in outcomes if not outcome.plan.name.endswith(UNCLAIMED)]
    unclaimed = [outcome for outcome in outcomes if outcome.plan.name.endswith(UNCLAIMED)]
    return Soundness(
        plans=len(outcomes),
        cases=sum(len(outcome.cases) for outcome in outcomes),
        misjudged=tuple(_found(sound, is_misjudged)),
        inconclusive=tuple(_found(sound, _is_left_open)),
        unnoticed=tuple(
            outcome.plan.name
            for outcome in unclaimed
            if not any(case.verdict is Verdict.FAIL for case in outcome.cases)
        ),
        broken={outcome.plan.name: outcome.trouble for outcome in outcomes if outcome.trouble},
        duration_s=duration_s,
    )


def _is_left_open(case: CaseResult) -> bool:
    return case.verdict is Verdict.INCONCLUSIVE and not is_misjudged(case)


def _found(outcomes: Iterable[Outcome], belongs: Callable[[CaseResult], bool]) -> Iterable[Misjudged]:
    for outcome in outcomes:
        for case in outcome.cases:
            if belongs(case):
                yield Misjudged(outcome.plan.name, case.id, case.verdict_words, _words(case))


def _words(case: CaseResult) -> str:
    problem = case.problem
    if problem is None or not problem.expected:
        return case.reason
    return f"{case.reason} (expected {problem.expected}; came {problem.actual})"
