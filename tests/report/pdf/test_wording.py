"""Words that sections of the formal report share."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.report.pdf.wording import ended, listed, moment, numbered, numbers, sentence
from tests.results.samples import FAILED, OTHERS, sample


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb", "A b"),
        ("", ""),
        ("x" * 600, "X" + "x" * 599),
        ("x" * 601, "X" + "x" * 599 + "… (1 more letter in the records)"),
    ],
)
def test_a_text_is_one_sentence_of_bounded_length(text: str, shown: str) -> None:
    assert sentence(text) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [("2026-01-31T11:15:00.250+01:00", "2026-01-31 10:15:00 UTC"), ("yesterday", "yesterday")],
)
def test_a_moment_is_told_in_utc_and_no_moment_as_it_is(text: str, shown: str) -> None:
    assert moment(text) == shown


def test_a_run_ends_with_its_last_case() -> None:
    later = replace(FAILED, started="2026-01-31T10:15:09.900+00:00", duration_s=2.2)

    assert ended(replace(sample(), cases=(later, *OTHERS))) == "2026-01-31 10:15:12 UTC"


def test_a_case_has_the_number_of_its_place_in_the_plan() -> None:
    report = sample()

    assert numbered((report.cases[2], report.cases[0]), numbers(report)) == "1, 3"
    assert numbers(replace(report, planned=()))[report.cases[1].id] == 2


def test_of_many_names_the_first_are_told_and_how_many_more_there_are() -> None:
    assert listed(["a", "b", "c"], 2) == "a, b and 1 more"
