"""What a run means: exit codes, failing requirements, coverage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.results.conclusion import Exit, coverage, exit_code, failing_requirements
from hil.results.model import RunReport
from hil.spec.catalogue import requirements
from hil.verdict import Verdict
from tests.results.samples import FAILED, HEADER, OTHERS


def ended(*verdicts: Verdict) -> RunReport:
    cases = [replace(OTHERS[0], id=f"t::{n}", verdict=verdict) for n, verdict in enumerate(verdicts)]
    return RunReport(header=HEADER, cases=tuple(cases))


P, F, I, E, N, K = Verdict  # noqa: E741 - the letters of the matrix


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((P,), Exit.CONFORMS),
        ((P, N), Exit.CONFORMS),
        ((P, K), Exit.CONFORMS),
        ((K,), Exit.CONFORMS),
        ((K, F), Exit.DEVIATES),
        ((P, F), Exit.DEVIATES),
        ((P, I), Exit.DEVIATES),
        ((E, F), Exit.DEVIATES),
        ((P, E), Exit.INFRASTRUCTURE),
        ((E,), Exit.INFRASTRUCTURE),
        ((N,), Exit.INFRASTRUCTURE),
        ((), Exit.INFRASTRUCTURE),
    ],
)
def test_verdicts_decide_the_exit_code(verdicts: tuple[Verdict, ...], code: Exit) -> None:
    assert exit_code(ended(*verdicts)) is code


def test_an_interrupted_run_never_conforms() -> None:
    assert exit_code(replace(ended(P), interrupted=True)) is Exit.INTERRUPTED


def test_a_run_that_left_cases_out_never_conforms() -> None:
    assert exit_code(replace(ended(P), not_run=("t::x",))) is Exit.INFRASTRUCTURE


def test_a_requirement_is_as_good_as_its_worst_case_and_untested_without_a_verdict_on_the_dut() -> None:
    cases = (
        OTHERS[0],
        replace(OTHERS[0], verdict=Verdict.FAIL),
        replace(OTHERS[0], requirements=("GEN-05",), verdict=Verdict.ERROR),
    )

    rows = {row.requirement.id: row for row in coverage(cases)}

    assert len(rows) == len(requirements())
    assert (rows["GEN-01"].verdict, rows["GEN-01"].tested) == (Verdict.FAIL, True)
    assert (rows["GEN-05"].verdict, rows["GEN-05"].tested) == (Verdict.ERROR, False)
    assert (rows["GEN-06"].verdict, rows["GEN-06"].tested) == (None, False)


def test_an_error_elsewhere_does_not_hide_a_failing_requirement() -> None:
    report = RunReport(HEADER, cases=(FAILED, replace(FAILED, verdict=Verdict.ERROR)))

    assert [row.requirement.id for row in failing_requirements(report)] == ["AUTH-05", "AUTH-06"]
