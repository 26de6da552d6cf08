"""What the campaigns of a selftest came to, as entries of its record."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hil.emulator.defects import DEFECTS
from hil.results.case import CaseResult
from hil.results.selftest import DefectTrial, FalseFail, VariantTrial
from hil.selftest.forks import Outcome
from hil.selftest.judging import departed, is_misjudged, is_optional
from hil.selftest.plans import NO_DEFECT
from hil.selftest.sample import all_variants, variant_name
from hil.verdict import Verdict

USUAL = "the usual module"
"""The sound module that differs in nothing."""

Trial = DefectTrial | VariantTrial

_MEANINGS = {
    NO_DEFECT: USUAL,
    **{variant_name(switch, value): value.meaning for switch, value in all_variants()},
}


def trial_of(outcome: Outcome) -> Trial:
    """The entry of a campaign."""
    return _defect_trial(outcome) if outcome.plan.name in DEFECTS else _variant_trial(outcome)


def _defect_trial(outcome: Outcome) -> DefectTrial:
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


def _variant_trial(outcome: Outcome) -> VariantTrial:
    """A sound module passes each case, or the case leaves it open."""
    name = outcome.plan.name
    return VariantTrial(
        variant="" if name == NO_DEFECT else name,
        meaning=_MEANINGS[name],
        cases=len(outcome.cases),
        false_fails=tuple(
            FalseFail(case.id, case.verdict_words, _words(case))
            for case in outcome.cases
            if is_misjudged(case)
        ),
        trouble=outcome.trouble,
    )


def joined(trials: Sequence[VariantTrial]) -> VariantTrial:
    """One entry of the campaigns on one sound module."""
    return replace(
        trials[0],
        cases=sum(trial.cases for trial in trials),
        false_fails=tuple(found for trial in trials for found in trial.false_fails),
        trouble="; ".join(trial.trouble for trial in trials if trial.trouble),
        before="; ".join(trial.before for trial in trials if trial.before),
    )


def _words(case: CaseResult) -> str:
    problem = case.problem
    if problem is None or not problem.expected:
        return case.reason
    return f"{case.reason} (expected {problem.expected}; came {problem.actual})"
