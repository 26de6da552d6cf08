"""What a campaign on a defect proves, and what not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.results.case import CaseResult
from hil.selftest.forks import Outcome, Plan
from hil.selftest.plans import NO_DEFECT, plan_of_defect
from hil.spec.catalogue import requirements
from hil.verdict import FailedCheck, Ground, Verdict

from .choice import sound_plans
from .dependence import DEPENDENCES, dependence
from .killing import Killing, baseline, judge, proven, unproven
from .matrix import Proof, lines
from .unproven import ACCEPTED

CASES = {f"suites/t.py::test_{number}": ("AUTH-05",) for number in range(20)} | {
    f"suites/u.py::test_{number}": ("MODE-01",) for number in range(20)
}


def case(name: str, verdict: Verdict, *verified: str) -> CaseResult:
    return CaseResult(f"suites/{name}", name, verified, verdict, "", 0.1, reason="why")


def outcome(*cases: CaseResult, name: str = "some-defect", trouble: str = "") -> Outcome:
    return Outcome(Plan(name, "emulator://m95", ()), cases, trouble, 1.0)


def killing(*cases: CaseResult, wanted: tuple[str, ...] = ("AUTH-05", "AUTH-13")) -> Killing:
    return judge(outcome(*cases), wanted)


def proof(*killings: Killing) -> Proof:
    return Proof(0, 4, 1.0, killings, (), ())


def test_a_failed_case_of_a_named_requirement_kills() -> None:
    found = killing(case("t.py::a", Verdict.FAIL, "AUTH-05"), case("t.py::b", Verdict.PASS, "AUTH-13"))

    assert found.killed
    assert found.killers["AUTH-05"] == ("suites/t.py::a",)
    assert found.unshown == ("AUTH-13",)
    assert proof(found).holds


@pytest.mark.parametrize("verdict", [Verdict.PASS, Verdict.ERROR, Verdict.INCONCLUSIVE])
def test_a_defect_that_no_case_fails_on_survives(verdict: Verdict) -> None:
    found = killing(case("t.py::a", verdict, "AUTH-05"))

    assert not found.killed
    assert not proof(found).holds
    assert "survived: some-defect (AUTH-05, AUTH-13)" in lines(proof(found))


MAY, MUST = "AUTH-15", "AUTH-05"
"""An optional requirement and a mandatory one."""


def departing(name: str, *departed: str) -> CaseResult:
    check = FailedCheck(departed, None, "type 5: expected 1, came 0", "1", "0")
    return replace(case(name, Verdict.PASS, *departed), departures=(check,))


def test_a_departure_kills_a_defect_that_names_optional_requirements_alone() -> None:
    found = killing(departing("t.py::a", MAY), wanted=(MAY,))

    assert not requirements()[MAY].is_mandatory
    assert found.killed
    assert found.is_killed_by_departures
    assert found.unshown == ()
    assert proof(found).departures == (found,)
    assert "killed by departures only: some-defect" in lines(proof(found))


def test_a_departure_does_not_kill_a_defect_that_names_a_mandatory_requirement() -> None:
    found = killing(departing("t.py::a", MAY), wanted=(MAY, MUST))

    assert not found.killed
    assert proof(found).survivors == (found,)
    assert proven([found]) == {MAY: {"some-defect": ("suites/t.py::a",)}}


def test_a_failure_that_is_no_sentence_makes_the_proof_fail() -> None:
    python = replace(case("t.py::a", Verdict.FAIL, MUST), reason="assert 0 == -5")
    python = replace(python, checks=(FailedCheck((MUST,), Ground.NOTE, "assert 0 == -5", "", ""),))

    found = proof(killing(python))

    assert not found.holds
    assert found.expressions == ("some-defect: suites/t.py::a: assert 0 == -5", *found.expressions[1:])


def test_a_failed_case_of_another_requirement_strays() -> None:
    found = killing(case("t.py::a", Verdict.FAIL, "AUTH-05"), case("u.py::b", Verdict.FAIL, "MODE-01"))

    assert [stray.case for stray in found.strays] == ["suites/u.py::b"]
    assert not proof(found).holds


def test_a_case_that_says_nothing_about_the_dut_does_not_stray() -> None:
    found = killing(case("t.py::a", Verdict.FAIL, "AUTH-05"), case("u.py::b", Verdict.ERROR, "MODE-01"))

    assert found.strays == ()


def test_a_campaign_that_broke_off_does_not_hold() -> None:
    found = judge(outcome(case("t.py::a", Verdict.FAIL, "AUTH-05"), trouble="killed"), ("AUTH-05",))

    assert found.killed
    assert not proof(found).holds


def test_a_dependent_case_may_fail_with_what_it_stands_on() -> None:
    cases = (case("t.py::a", Verdict.FAIL, "AUTH-05"), case("u.py::b", Verdict.FAIL, "VER-01"))

    alone, meeting = (
        judge(outcome(*cases), ("AUTH-05",), sessions) for sessions in ((), ("suites/u.py::b",))
    )

    assert [stray.case for stray in alone.strays] == ["suites/u.py::b"]
    assert meeting.strays == ()
    assert set(meeting.dependents) == {"suites/u.py::b"}


@pytest.mark.parametrize(
    ("name", "requirement", "allowed"),
    [
        ("suites/security_files/test_2_6_deletion.py::x", "SECREAD-05", True),
        ("suites/security_files/test_2_6_deletion.py::x", "AUTH-05", False),
        ("suites/ssl_config/test_generic.py::x", "SSLCFG-GEN-01", True),
        ("suites/ssl_config/test_generic.py::x", "SECWRITE-01", True),
        ("suites/ssl_config/test_generic.py::x", "EX423-03", False),
        ("suites/ftp_config/test_effects.py::test_type_6_x", "EX423-03", True),
        ("suites/ftp_config/test_effects.py::test_type_1_x", "EX423-03", False),
    ],
)
def test_dependence_is_by_case_and_requirement(name: str, requirement: str, allowed: bool) -> None:
    assert (dependence(name, (requirement,)) is not None) is allowed


def test_every_row_of_dependence_has_a_reason() -> None:
    assert [row for row in DEPENDENCES if len(row.reason) < 15] == []
    assert dependence("suites/none.py::test", ("AUTH-05",)) is None


def test_a_case_that_fails_without_a_defect_makes_the_proof_unsound() -> None:
    failed = outcome(case("t.py::a", Verdict.FAIL, "AUTH-05"), name=NO_DEFECT)

    assert [stray.case for stray in baseline([failed])] == ["suites/t.py::a"]


def test_a_requirement_is_proven_by_a_defect_that_names_it() -> None:
    found = killing(case("t.py::a", Verdict.FAIL, "AUTH-05", "GEN-05"))

    assert proven([found]) == {"AUTH-05": {"some-defect": ("suites/t.py::a",)}}


def test_what_is_not_proven_is_listed_with_the_reason() -> None:
    rows = [requirements()[name] for name in ("AUTH-05", "AUTH-13", "MODE-01", "MODE-02", "GEN-06")]
    verified = {"suites/t.py::a": ("AUTH-05", "AUTH-13"), "suites/u.py::b": ("MODE-01",)}

    listed = unproven(rows, verified, [killing(case("t.py::a", Verdict.FAIL, "AUTH-05"))])

    assert {row.requirement: row.reason for row in listed} == {
        "AUTH-13": "no case of it fails on some-defect",
        "MODE-01": "no defect names it",
        "MODE-02": "no case verifies it",
    }  # GEN-06 is for inspection


def test_a_defect_that_the_note_may_allow_is_not_counted_and_not_hidden() -> None:
    found = judge(
        outcome(case("t.py::a", Verdict.PASS, "AUTH-12"), name="mismatched-key-accepted"), ("AUTH-12",)
    )

    assert proof(found).holds
    assert lines(proof(found))[-1].startswith("0 of 0 killed")
    assert lines(proof(found))[0].startswith("not judged: mismatched-key-accepted: ")


def test_what_is_accepted_as_unproven_is_of_the_catalogue_and_has_a_reason() -> None:
    assert set(ACCEPTED) <= set(requirements())
    assert [name for name, reason in ACCEPTED.items() if len(reason) < 20] == []


def test_a_plan_takes_some_cases_of_each_requirement_and_keeps_the_rest_in_reserve() -> None:
    made = plan_of_defect(CASES, "accepts-foreign-ca", ("AUTH-05",), salt="1/", others=3, first=6)

    assert len([name for name in made.cases if CASES[name] == ("AUTH-05",)]) == 6
    assert len([name for name in made.cases if CASES[name] == ("MODE-01",)]) == 3
    assert len(made.rest) == 14
    assert made.url == "emulator://m95?defect=accepts-foreign-ca"


def test_a_plan_begins_with_cases_of_different_functions() -> None:
    many = {f"suites/a.py::test_many[{number}]": ("AUTH-05",) for number in range(100)}
    few = {f"suites/a.py::test_{name}[x]": ("AUTH-05",) for name in "abcdefgh"}

    made = plan_of_defect({**many, **few}, "accepts-foreign-ca", ("AUTH-05",), salt="1/", others=0, first=6)

    assert len({name.partition("[")[0] for name in made.cases}) == 6
    assert len({name.partition("[")[0] for name in (*made.cases, *made.rest[:8])}) == 9


def test_another_seed_draws_other_cases() -> None:
    drawn = [
        plan_of_defect(CASES, "x", ("AUTH-05",), salt=salt, others=3).cases for salt in ("1/", "1/", "2/")
    ]

    assert drawn[0] == drawn[1] != drawn[2]


@pytest.mark.parametrize("parts", [1, 3, 60])
def test_sound_plans_have_each_case_once(parts: int) -> None:
    made = sound_plans(list(CASES), parts=parts)

    assert [name for one in made for name in one.cases] == list(CASES)
    assert {one.name for one in made} == {NO_DEFECT}
    assert len(made) <= parts
