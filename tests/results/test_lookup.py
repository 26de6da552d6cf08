"""A case by the words of a user."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.errors import UsageError
from hil.results.lookup import case_of
from hil.results.model import RunReport

from .samples import FAILED, HEADER

REPORT = RunReport(
    HEADER,
    cases=(
        replace(FAILED, id="suites/a/test_modes.py::test_open[0]"),
        replace(FAILED, id="suites/a/test_modes.py::test_open[0-long]"),
        replace(FAILED, id="suites/b/test_close.py::test_close"),
    ),
    not_run=("suites/b/test_close.py::test_later",),
)


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("suites/a/test_modes.py::test_open[0]", 0),
        ("test_modes.py::test_open[0]", 0),
        ("0-LONG", 1),
        ("close", 2),
        ("3", 2),
    ],
)
def test_a_case_is_found_by_its_id_by_a_part_of_it_and_by_its_number(words: str, number: int) -> None:
    assert case_of(REPORT, words) is REPORT.cases[number]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("4", "the run has the cases 1 to 3, no case 4"),
        ("open", "open is part of 2 cases: test_modes.py::test_open[0], test_modes.py::test_open[0-long]"),
        ("later", "was planned and has no verdict"),
        ("upload", "no case of the run has upload in its id"),
    ],
)
def test_words_that_name_no_case_or_several_are_refused(words: str, said: str) -> None:
    with pytest.raises(UsageError) as refused:
        case_of(REPORT, words)

    assert said in str(refused.value)
