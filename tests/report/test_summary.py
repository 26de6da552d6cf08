"""What a run means: exit codes, coverage, the picture of the matrix, security advice."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.report.grid import advice, column_titles, grids
from hil.report.summary import Exit, exit_code, failing_requirements, summarise
from hil.results.coverage import coverage
from hil.results.model import CaseResult, RunReport
from hil.verdict import Verdict
from tests.results.samples import FAILED, HEADER, OTHERS, matrix_cases, sample


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

    assert len(rows) == 461
    assert (rows["GEN-01"].verdict, rows["GEN-01"].tested) == (Verdict.FAIL, True)
    assert (rows["GEN-05"].verdict, rows["GEN-05"].tested) == (Verdict.ERROR, False)
    assert (rows["GEN-06"].verdict, rows["GEN-06"].tested) == (None, False)


def test_an_error_elsewhere_does_not_hide_a_failing_requirement() -> None:
    report = RunReport(HEADER, cases=(FAILED, replace(FAILED, verdict=Verdict.ERROR)))

    assert [row.requirement.id for row in failing_requirements(report)] == ["AUTH-05", "AUTH-06"]
    assert summarise(report)["requirements"]["failing"] == ["AUTH-05", "AUTH-06"]


def test_the_picture_has_180_squares_in_six_grids() -> None:
    pictured = grids(matrix_cases())

    squares = [square for grid in pictured for _, row in grid.rows for square in row]
    assert column_titles() == ("SSL3.0", "TLS1.0", "TLS1.1", "TLS1.2", "all")
    assert [(grid.seclevel, grid.mode) for grid in pictured] == [
        (level, mode) for level in range(3) for mode in ("implicit", "explicit")
    ]
    assert len(squares) == 180
    assert sum(square.refusal for square in squares) == 18  # 0X003D below TLS1.2
    assert [square.letter for square in squares].count("F") == 1


def test_no_picture_without_matrix_cases() -> None:
    assert grids(OTHERS) == ()


def test_a_square_without_a_case_is_a_dot() -> None:
    pictured = grids(matrix_cases()[:1])

    assert [square.letter for grid in pictured for _, row in grid.rows for square in row].count("·") == 179


def cell_case(sslversion: int, ciphersuite: str, verdict: Verdict = Verdict.PASS) -> CaseResult:
    case = matrix_cases()[0]
    assert case.cell is not None
    return replace(
        case, verdict=verdict, cell=replace(case.cell, sslversion=sslversion, ciphersuite=ciphersuite)
    )


@pytest.mark.parametrize(
    ("case", "subjects"),
    [
        (cell_case(3, "0X0035"), []),
        (cell_case(1, "0X0035"), ["TLS1.0"]),
        (cell_case(0, "0X0004"), ["SSL3.0", "0X0004 TLS_RSA_WITH_RC4_128_MD5"]),
        (cell_case(4, "0X000A"), ["0X000A TLS_RSA_WITH_3DES_EDE_CBC_SHA"]),
        (cell_case(0, "0X003D"), []),  # the refusal of an illegal pair
        (cell_case(1, "0X0035", Verdict.FAIL), []),
    ],
)
def test_advice_names_what_was_seen_to_work_though_deprecated(case: CaseResult, subjects: list[str]) -> None:
    assert [row.subject for row in advice([case])] == subjects


def test_the_sample_has_every_verdict() -> None:
    assert all(sample().counts().values())
