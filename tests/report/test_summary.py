"""`summary.json`, and the picture of the matrix."""

from __future__ import annotations

from dataclasses import replace

from hil.report.grid import column_titles, grids
from hil.report.summary import summarise
from hil.results.model import RunReport
from hil.verdict import Verdict
from tests.results.samples import FAILED, HEADER, OTHERS, matrix_cases, sample


def test_an_error_elsewhere_does_not_hide_a_failing_requirement() -> None:
    report = RunReport(HEADER, cases=(FAILED, replace(FAILED, verdict=Verdict.ERROR)))

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


def test_the_sample_has_every_verdict() -> None:
    assert all(sample().counts().values())
