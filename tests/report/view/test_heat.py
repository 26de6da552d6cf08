"""The picture of the TLS matrix: its grids and their squares."""

from __future__ import annotations

from hil.report.view.heat import column_titles, grids
from tests.results.samples import OTHERS, matrix_cases


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


def test_a_square_tells_its_cell_and_the_verdicts_of_its_cases() -> None:
    (grid, *_) = grids(matrix_cases()[:1])

    labels = [square.label for _, row in grid.rows for square in row]
    assert labels[0] == "SSL3.0, 0X0035, seclevel 0, implicit, 1 pass"
    assert labels[1] == "TLS1.0, 0X0035, seclevel 0, implicit, not run"
