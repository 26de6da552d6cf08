"""What the campaigns of a selftest came to, as entries of its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from hil.emulator.defects import DEFECTS
from hil.results.case import CaseResult
from hil.results.selftest import DefectTrial, FalseFail, VariantTrial
from hil.selftest.forks import Outcome
from hil.selftest.judging import departed, is_misjudged, is_optional
from hil.verdict import Verdict


def defect_trial(outcome: Outcome) -> DefectTrial:
    """A defect is noticed by a failed case of a requirement that it breaks; an optional one by a departure, too."""
    defect = DEFECTS[outcome.plan.name]
    named = set(defect.requirements)
    departures_count = is_optional(defect.requirements)
    noticed, first = set[str](), ""
    for case in outcome.cases:
        found = _broken(case, departures_count=departures_count) & named
        first = first or (case.id if found else "")
        noticed |= found
    verdicts = Counter(case.verdict.words for case in outcome.cases)
    return DefectTrial(
        defect=defect.name,
        description=defect.description,
        requirements=defect.requirements,
        noticed=tuple(name for name in defect.requirements if name in noticed),
        case=first,
        verdicts=tuple(sorted(verdicts.items())),
        trouble=outcome.trouble,
    )


def _broken(case: CaseResult, *, departures_count: bool) -> set[str]:
    failed = set(case.requirements) if case.verdict is Verdict.FAIL else set()
    return failed | (departed(case) if departures_count else set())


def variant_trial(name: str, meaning: str, outcomes: Iterable[Outcome]) -> VariantTrial:
    """A sound module passes each case, or the case leaves it open."""
    whole = tuple(outcomes)
    cases = [case for outcome in whole for case in outcome.cases]
    return VariantTrial(
        variant=name,
        meaning=meaning,
        cases=len(cases),
        false_fails=tuple(
            FalseFail(case.id, case.verdict_words, _words(case)) for case in cases if is_misjudged(case)
        ),
        trouble="; ".join(outcome.trouble for outcome in whole if outcome.trouble),
    )


def _words(case: CaseResult) -> str:
    problem = case.problem
    if problem is None or not problem.expected:
        return case.reason
    return f"{case.reason} (expected {problem.expected}; came {problem.actual})"
