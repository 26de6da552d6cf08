"""Failing cases are grouped by what was expected and what came, the strongest ground first."""

from __future__ import annotations

from dataclasses import replace

from hil.results.case import CaseResult
from hil.results.failures import groups
from hil.verdict import FailedCheck, Ground, Verdict
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
