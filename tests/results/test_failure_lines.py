"""What fails, as a terminal shows it: lines that fit, ten causes, a case that can be copied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.results.case import CaseResult
from hil.results.failure_lines import failure_lines, next_step, shortened
from hil.results.model import RunReport
from hil.verdict import FailedCheck, Ground, Verdict
from tests.results.samples import OTHERS, sample

LONG = "test_each_flaw_of_a_history_is_refused_and_a_good_session_follows_whatever_came_before"


def failing(number: int, requirement: str, words: str = "a short sentence") -> CaseResult:
    judged = FailedCheck((requirement,), Ground.NOTE, words, "success", "-5")
    return replace(
        OTHERS[0],
        id=f"suites/a/test_a.py::{LONG}[{number}]",
        requirements=(requirement,),
        verdict=Verdict.FAIL,
        checks=(judged,),
    )


def of(*cases: CaseResult) -> RunReport:
    return replace(sample(), cases=cases)


@pytest.mark.parametrize("width", [80, 100])
def test_reasons_fit_the_columns_and_the_name_of_the_case_is_whole_and_last(width: int) -> None:
    lines = failure_lines(of(OTHERS[0], failing(1, "AUTH-05", "word " * 90)), width)

    *reason, case = lines
    assert all(len(line) <= width for line in reason)
    assert "…" in " ".join(reason)
    assert case == f"  case 2: test_a.py::{LONG}[1]"


def test_a_cause_of_several_cases_tells_their_number_and_the_first() -> None:
    lines = failure_lines(of(failing(1, "AUTH-05"), failing(2, "AUTH-05")), 80)

    assert lines == (
        "fail [note] AUTH-05: a short sentence",
        f"  2 cases, first 1: test_a.py::{LONG}[1]",
    )


def test_ten_causes_are_told_and_the_others_counted() -> None:
    lines = failure_lines(of(*(failing(number, f"AUTH-{number:02}") for number in range(12))), 80)

    assert len(lines) == 2 * 10 + 1
    assert lines[-1] == "fail in 2 more cases for 2 more causes; the report has all"


def test_the_next_step_names_the_run_and_the_first_failing_case() -> None:
    run = of(OTHERS[0], failing(1, "AUTH-05"))

    assert next_step(run, "my runs/out").startswith("next: hil show 'my runs/out' 2 ")
    assert next_step(of(OTHERS[0]), "out") == ""


@pytest.mark.parametrize("width", [20, 21])
def test_a_text_is_shortened_in_its_middle_to_exactly_the_width(width: int) -> None:
    made = shortened("abcdefghijklmnopqrstuvwxyz0123456789", width)

    assert len(made) == width
    assert made.startswith("abc")
    assert made.endswith("789")
