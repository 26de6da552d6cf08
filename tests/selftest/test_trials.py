"""What a campaign says of a defect and of a sound module."""

from __future__ import annotations

import pytest

from hil.emulator.defects import DEFECTS
from hil.results.case import CaseResult
from hil.results.selftest import DefectTrial, VariantTrial
from hil.selftest.forks import Outcome, Plan
from hil.selftest.judging import is_optional
from hil.selftest.sample import all_variants, variant_name
from hil.selftest.trials import Trial, joined, trial_of
from hil.verdict import Cause, FailedCheck, Verdict

DEFECT = "accepts-expired"
REQUIREMENT = DEFECTS[DEFECT].requirements[0]
VARIANT = variant_name(*all_variants()[0])


def make_case(
    name: str,
    verdict: Verdict,
    *requirements: str,
    cause: Cause | None = None,
    departures: tuple[FailedCheck, ...] = (),
) -> CaseResult:
    return CaseResult(
        id=name,
        title=name,
        requirements=requirements,
        verdict=verdict,
        started="2026-01-31T10:15:02.000+00:00",
        duration_s=0.1,
        cause=cause,
        departures=departures,
    )


def trial(name: str, *cases: CaseResult, trouble: str = "") -> Trial:
    return trial_of(Outcome(Plan(name, "emulator://m95", ()), cases, trouble, 1.0))


@pytest.mark.parametrize(
    ("verdict", "requirement", "is_killed"),
    [
        (Verdict.FAIL, REQUIREMENT, True),
        (Verdict.FAIL, "AT-01", False),
        (Verdict.ERROR, REQUIREMENT, False),
        (Verdict.INCONCLUSIVE, REQUIREMENT, False),
        (Verdict.PASS, REQUIREMENT, False),
    ],
)
def test_only_a_fail_of_its_own_requirement_notices_a_defect(
    verdict: Verdict, requirement: str, is_killed: bool
) -> None:
    found = trial(DEFECT, make_case("a", verdict, requirement))

    assert isinstance(found, DefectTrial)
    assert found.is_killed is is_killed
    assert found.case == ("a" if is_killed else "")


def test_a_departure_notices_a_defect_of_optional_requirements_alone() -> None:
    optional = next(defect for defect in DEFECTS.values() if is_optional(defect.requirements))

    found = [trial(name, departing(DEFECTS[name].requirements)) for name in (optional.name, DEFECT)]

    assert [isinstance(one, DefectTrial) and one.is_killed for one in found] == [True, False]


def departing(requirements: tuple[str, ...]) -> CaseResult:
    check = FailedCheck(requirements, None, "a number: expected 1, came 0", "1", "0")
    return make_case("a", Verdict.PASS, *requirements, departures=(check,))


@pytest.mark.parametrize(
    ("verdict", "cause", "false_fails"),
    [
        (Verdict.FAIL, None, 1),
        (Verdict.ERROR, None, 1),
        (Verdict.INCONCLUSIVE, Cause.NO_STIMULUS, 1),
        (Verdict.INCONCLUSIVE, Cause.LEFT_OPEN, 0),
        (Verdict.PASS, None, 0),
        (Verdict.NOT_APPLICABLE, None, 0),
    ],
)
def test_what_a_sound_module_comes_to(verdict: Verdict, cause: Cause | None, false_fails: int) -> None:
    found = trial(VARIANT, make_case("a", verdict, "AT-01", cause=cause))

    assert isinstance(found, VariantTrial)
    assert len(found.false_fails) == false_fails
    assert found.is_as_expected is (false_fails == 0)


def test_the_campaigns_on_the_usual_module_are_one_entry() -> None:
    parts = [
        trial("none", make_case("a", Verdict.PASS, "AT-01")),
        trial("none", make_case("b", Verdict.FAIL, "AT-01"), trouble="1 case without a result"),
    ]

    whole = joined([part for part in parts if isinstance(part, VariantTrial)])

    assert (whole.variant, whole.cases, len(whole.false_fails)) == ("", 2, 1)
    assert whole.trouble == "1 case without a result"
