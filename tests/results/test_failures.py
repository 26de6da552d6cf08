"""Failing cases are grouped by what was expected and what came, the strongest ground first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.results.case import CaseResult, Cell
from hil.results.failures import groups, step_of
from hil.verdict import FailedCheck, Ground, Role, Step, Verdict
from tests.results.samples import FAILED, OTHERS


def failing(number: int, *checks: FailedCheck) -> CaseResult:
    return replace(
        OTHERS[0], id=f"suites/a/test_a.py::test_it[{number}]", verdict=Verdict.FAIL, checks=checks
    )


def check(
    ground: Ground, requirement: str = "GEN-01", *, what: str = "type 7", actual: str = "0"
) -> FailedCheck:
    return FailedCheck((requirement,), ground, f"{what}: expected 1,\ncame {actual}", "1", actual)


def test_cases_that_fail_alike_are_one_group_whatever_their_subject_is_called() -> None:
    found = groups(
        [
            failing(1, check(Ground.READING)),
            failing(2, check(Ground.NOTE, what="type 7 of context 1")),
            failing(3, check(Ground.NOTE, what="type 7 of context 2")),
            failing(4, check(Ground.NOTE, actual="2")),
            OTHERS[0],
        ]
    )

    assert [[case.id[-2] for case in group.cases] for group in found] == [["2", "3"], ["4"], ["1"]]
    assert found[0].line == (
        "[note] GEN-01: type 7 of context 1: expected 1, came 0 (2 cases, first test_a.py::test_it[2])"
    )
    assert found[2].line == "[reading] GEN-01: type 7: expected 1, came 0 (test_a.py::test_it[1])"


def test_the_check_on_the_strongest_ground_decides() -> None:
    (group,) = groups([failing(1, check(Ground.READING, "READ-01"), check(Ground.STANDARD, "STD-01"))])

    assert group.check.requirements == ("STD-01",)


def test_a_fail_without_checks_stands_by_its_reason() -> None:
    (group,) = groups([FAILED])

    assert (group.check.expected, group.check.actual) == ("<ErrorCode.NETWORK: -5>", "0")
    assert group.line.startswith("[note] AUTH-05, AUTH-06: assert 0 == -5 (")


def sides(number: int, expected: str, actual: str, *requirements: str, parameter: str = "") -> CaseResult:
    judged = FailedCheck(requirements or ("GEN-01",), Ground.NOTE, "a sentence", expected, actual, "a.py:1")
    return replace(
        failing(number, judged),
        id=f"suites/a/test_a.py::test_it[{number}-{parameter}]",
        requirements=judged.requirements,
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (sides(1, "context 1", "nothing"), sides(2, "context 2", "nothing")),
        (sides(1, "1460 bytes", "0"), sides(2, "2920 bytes", "0")),
        (sides(1, "OK", "silence for 5.0 s"), sides(2, "OK", "silence for 7.5 s")),
        (sides(1, "COM", "nothing", parameter="COM"), sides(2, "RAM", "nothing", parameter="RAM")),
        (
            sides(1, "TLS1.0 with 0X0035 (TLS_RSA_A)", "TLS1.1 with 0X0035 (TLS_RSA_A)"),
            sides(2, "TLS1.0 with 0X0005 (TLS_RSA_B)", "TLS1.1 with 0X0005 (TLS_RSA_B)"),
        ),
        (sides(1, "TLS1.0", "TLS1.1"), sides(2, "TLS1.0 on each", "TLS1.1 on each")),
    ],
)
def test_a_parameter_of_the_case_parts_no_causes(first: CaseResult, second: CaseResult) -> None:
    (group,) = groups([first, second])

    assert len(group.cases) == 2


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (sides(1, "-7", "-5"), sides(2, "-7", "-9")),
        (sides(1, "TLS1.0", "TLS1.1"), sides(2, "TLS1.0", "TLS1.2")),
        (sides(1, "OK", "0", "AUTH-05"), sides(2, "OK", "0", "AUTH-06")),
    ],
)
def test_another_result_or_requirement_is_another_cause(first: CaseResult, second: CaseResult) -> None:
    assert len(groups([first, second])) == 2


def test_the_requirement_of_a_cell_is_the_same_cause_in_each_cell() -> None:
    cells = ((1, "TLS10", "0035"), (2, "TLS11", "002F"))
    cases = [
        replace(
            sides(version, "success", "-5", f"PAIR-{name}-{suite}"), cell=Cell(version, f"0X{suite}", 1, "")
        )
        for version, name, suite in cells
    ]

    (group,) = groups(cases)

    assert group.requirements == ("PAIR-TLS10-0035", "PAIR-TLS11-002F")


def test_the_requirement_that_fewest_cases_name_decides_and_three_are_named() -> None:
    every = ("GEN-05", "AUTH-05", "AUTH-16", "AUTH-17", "AUTH-18")
    passed = replace(OTHERS[0], requirements=tuple(name for name in every if name != "AUTH-16"))
    step = Step(0.1, Role.CHECK, "AT+QFTPOPEN", "an error", "0", held=False, where="a.py:1")
    wide = replace(sides(1, "an error", "0", *every), steps=(step,))

    (group,) = groups([wide, sides(2, "an error", "0", "AUTH-16"), passed, passed])

    assert group.named == "AUTH-16, GEN-05, AUTH-05 +2"


def test_a_step_before_the_matter_of_the_cases_is_one_cause_whatever_they_are_about() -> None:
    step = Step(0.1, Role.PREAMBLE, "AT+QFTPOPEN", "success", "-5", held=False, where="a.py:1")
    about = (("AUTH-05", "AUTH-06"), ("TLS-01", "TLS-02"))
    cases = [
        replace(sides(number, "success", "-5", *names), steps=(step,)) for number, names in enumerate(about)
    ]

    (group,) = groups(cases)

    assert group.cause == "AUTH-05, TLS-01, AUTH-06 +1: preamble: AT+QFTPOPEN: expected success, came -5"


def test_what_only_one_case_says_of_its_subject_is_left_out() -> None:
    cases = [
        replace(
            sides(number, "an error", "0"),
            steps=(
                Step(0.1, Role.CHECK, f"AT+QFTPOPEN ({flaw})", "an error", "0", held=False, where="a.py:1"),
            ),
        )
        for number, flaw in enumerate(("expired", "not yet valid"))
    ]

    assert groups(cases)[0].words == "AT+QFTPOPEN: expected an error, came 0"
    assert groups(cases[:1])[0].words == "AT+QFTPOPEN (expired): expected an error, came 0"


def test_checks_of_a_loop_have_a_step_each() -> None:
    checks = [
        FailedCheck(
            ("AUTH-16",), Ground.NOTE, f"{flaw}: expected an error, came 0", "an error", "0", "a.py:1"
        )
        for flaw in ("expired", "not yet valid")
    ]
    steps = tuple(
        Step(t, Role.CHECK, subject, "an error", "0", held, ("AUTH-16",), "a.py:1")
        for t, subject, held in ((0.1, "good", True), (0.2, "expired", False), (0.3, "not yet valid", False))
    )
    case = replace(failing(1, *checks), steps=steps)

    found = [step_of(case, check) for check in checks]

    assert [step.subject for step in found if step] == ["expired", "not yet valid"]
