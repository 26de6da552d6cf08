"""The rows of cases that pass rightly on degenerate DUTs, and their comparison with a run."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hil.emulator.defects import DEGENERATE

from .rightful import RIGHTFUL
from .rightful.model import Rightful, row_for, stale

SUITES = Path(__file__).parents[2] / "suites"

LEAST_WORDS = 5
"""A reason is a sentence."""

ROW = Rightful(("never-dials",), ("a/test_x.py::test_y[*b*]", "a/test_z.py::test_w"), "a reason")


@pytest.mark.parametrize(
    ("dut", "case", "is_there"),
    [
        ("never-dials", "suites/a/test_x.py::test_y[1-b-[2]]", True),
        ("never-dials", "suites/a/test_x.py::test_y[1]", False),
        ("never-dials", "suites/a/test_z.py::test_w", True),
        ("never-dials", "suites/a/test_z.py::test_w[1]", True),
        ("never-dials", "suites/a/test_z.py::test_w_too", False),
        ("hangs-up", "suites/a/test_z.py::test_w", False),
        ("never-dials", "suites/a/test_zXpy::test_w", False),
    ],
)
def test_a_row_is_for_its_duts_and_cases(dut: str, case: str, *, is_there: bool) -> None:
    assert (row_for((ROW,), dut, case) is ROW) is is_there


def test_a_row_by_which_cases_passed_is_not_stale() -> None:
    ran = {"never-dials": ["suites/a/test_x.py::test_y[b]", "suites/a/test_z.py::test_w"]}

    assert stale((ROW,), ran, ran) == []


def test_a_function_none_of_whose_cases_passed_is_stale() -> None:
    ran = {"never-dials": ["suites/a/test_x.py::test_y[b]", "suites/a/test_z.py::test_w"]}
    passed = {"never-dials": ["suites/a/test_z.py::test_w"]}

    (found,) = stale((ROW,), ran, passed)

    assert found.startswith("a/test_x.py::test_y[*b*] on never-dials")


def test_a_dut_on_which_no_case_passed_is_stale() -> None:
    row = Rightful(("never-dials", "hangs-up"), ("a/test_z.py::test_w",), "a reason")
    ran = {name: ["suites/a/test_z.py::test_w"] for name in row.duts}
    passed = {"never-dials": ["suites/a/test_z.py::test_w"]}

    (found,) = stale((row,), ran, passed)

    assert found.startswith("hangs-up: none of")


def test_a_row_of_which_nothing_ran_is_not_stale() -> None:
    assert stale((ROW,), {"never-dials": ["suites/a/test_v.py::test_w"]}, {}) == []


@pytest.mark.parametrize("row", RIGHTFUL, ids=lambda row: row.cases[0])
def test_a_row_names_duts_and_functions_that_there_are_and_a_reason(row: Rightful) -> None:
    functions = [case.partition("[")[0] for case in row.cases]

    assert [name for name in row.duts if name not in DEGENERATE] == []
    assert [name for name in functions if not _is_there(name)] == []
    assert len(row.reason.split()) >= LEAST_WORDS


def _is_there(function: str) -> bool:
    file, _, name = function.partition("::")
    text = (SUITES / file).read_text() if (SUITES / file).is_file() else ""
    return re.search(rf"^def {re.escape(name)}\(", text, re.MULTILINE) is not None
