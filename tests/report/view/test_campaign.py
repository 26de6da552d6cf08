"""The campaign in tables."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.report.view.campaign import campaign_of, subject_of
from hil.results.description import Description, PlannedCase
from hil.verdict import FailedCheck, Verdict
from tests.results.samples import OTHERS, sample

DEPARTURE = FailedCheck(("GEN-06",), None, "came late", "soon", "late")
PASSED = replace(
    OTHERS[0],
    id="suites/ssl_config/test_a.py::test_a_value[0]",
    title="A value is kept [0]",
    requirements=("GEN-01",),
)


def test_passed_cases_of_one_purpose_are_one_row() -> None:
    second = replace(
        PASSED,
        id=PASSED.id.replace("0", "1"),
        title="A value is kept [1]",
        requirements=("GEN-02", "GEN-01"),
        departures=(DEPARTURE,),
    )
    alone = replace(PASSED, id="suites/at/test_b.py::test_b[x]", title="B is so [x]")

    rows = campaign_of(replace(sample(), cases=(PASSED, alone, second))).passed

    assert [(row.subject, row.purpose, row.requirements, row.count, row.not_met) for row in rows] == [
        ("SSL config", "A value is kept", ("GEN-01", "GEN-02"), 2, 1),
        ("AT", "B is so [x]", ("GEN-01",), 1, 0),
    ]


def test_each_case_is_in_one_table() -> None:
    report = sample()

    campaign = campaign_of(report)

    of_tables = (
        sum(row.count for row in campaign.passed)
        + sum(len(group.cases) for group in campaign.failed)
        + sum(len(row.cases) for row in campaign.others)
    )
    assert of_tables == len(report.cases)
    assert [row.verdict for row in campaign.others] == [
        "inconclusive",
        "error",
        "known deviation",
        "not applicable",
    ]
    assert [row.is_not_applicable for row in campaign.others] == [False, False, False, True]


def test_cases_without_a_verdict_have_the_titles_of_the_plan() -> None:
    left = "suites/at/test_b.py::test_b[1]"
    known = Description(planned=(PlannedCase(left, "B is so [1]", ("GEN-01",)),))
    report = replace(sample(), not_run=(left, "suites/at/test_c.py::test_c"), description=known)

    rows = campaign_of(report).not_run

    assert [(row.purpose, row.requirements) for row in rows] == [
        ("B is so [1]", ("GEN-01",)),
        ("test_c", ()),
    ]


def test_requirements_are_counted_by_section_of_the_note() -> None:
    chapters = {row.section: row for row in campaign_of(sample()).chapters}

    assert list(chapters)[:3] == ["1", "1.1", "1.2"]
    assert list(chapters)[-1] == ""
    assert chapters["1"].verdict is Verdict.ERROR
    assert dict(chapters["1"].verdicts)[Verdict.KNOWN_DEVIATION] == 1
    assert chapters["2.4"].tested == 0
    assert chapters["2.4"].verdict is None


@pytest.mark.parametrize(
    ("identifier", "subject"),
    [
        ("suites/ftp_config/test_a.py::test_b[x/y]", "FTP config"),
        ("suites/data_connection/test_a.py::test_b", "data connection"),
        ("test_a.py::test_b", ""),
    ],
)
def test_the_subject_of_a_case_is_its_folder(identifier: str, subject: str) -> None:
    assert subject_of(identifier) == subject
