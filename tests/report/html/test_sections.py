"""Sections of the page: causes, what is unproven, warnings, the log of the bench, pictures of times."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from xml.etree import ElementTree as ET

from hil.report.html.first_screen import FirstScreen, first_screen
from hil.report.html.log import log
from hil.report.html.page import page
from hil.report.html.plots import plots, rate, seconds
from hil.report.view.timing import timing
from hil.results.conclusion import coverage
from hil.results.description import Description, PlannedCase
from hil.results.ending import Resumption
from hil.results.model import PreflightLine, PreflightOutcome, RunReport, Withdrawal
from hil.results.recovery import ClimbedRung, Recovery, RungOutcome
from hil.verdict import Verdict
from tests.report.view.test_timing import case, session
from tests.results.samples import FAILED, HEADER, LAST, OTHERS, sample
from tests.results.selftests import FIT, OVERLOOKED


def screen(report: RunReport) -> FirstScreen:
    return first_screen(report, coverage(report.cases))


def test_errors_and_inconclusive_cases_are_grouped_by_reason() -> None:
    twin = replace(OTHERS[1], id="suites/a.py::test_twin")

    found = screen(replace(sample(), cases=(*OTHERS, twin)))

    assert [(group.verdict, len(group.cases)) for group in found.unclear] == [
        (Verdict.ERROR, 1),
        (Verdict.INCONCLUSIVE, 2),
    ]


def test_groups_have_numbers_of_their_own() -> None:
    found = screen(sample())

    numbers = [group.number for group in (*found.failing, *found.unclear)]
    assert numbers == list(range(len(numbers)))


def test_a_mandatory_requirement_without_a_verdict_is_unproven() -> None:
    found = screen(replace(sample(), cases=(FAILED,)))

    names = [row.requirement.id for row in found.unproven]
    assert "AUTH-05" not in names
    assert "AUTH-01" in names


def test_a_run_that_ended_early_is_a_warning() -> None:
    assert "the run ended early: no answer to AT; 1 of 188 cases were not run" in screen(sample()).warnings


def test_the_log_has_each_kind_of_event() -> None:
    rung = ClimbedRung("power cycle", 1.5, RungOutcome.HELPED)
    report = replace(
        sample(),
        preflight=(PreflightLine("SIM", PreflightOutcome.MET),),
        resumptions=(Resumption("2026-02-01T08:00:00+00:00", ("hil",)),),
        withdrawals=(Withdrawal("m1", "the port was lost", "2026-02-01T08:00:00+00:00"),),
        cases=(replace(OTHERS[1], recoveries=(Recovery("silence", (rung,)),)),),
    )

    assert [line.kind for line in log(report)] == [
        "preflight",
        "resumption",
        "withdrawal",
        "recovery ladder",
        "recovery",
        "disturbance",
    ]


def test_each_picture_is_well_formed_and_has_its_values_in_words() -> None:
    found = plots(timing([case(0.003)], [session()], None))

    assert len(found) == 4
    for plot in found:
        ET.fromstring(plot.svg)
    assert 'aria-label="TLS1.2 0X0035: median 3 ms of 2"' in found[0].svg


def test_a_run_without_times_has_no_pictures() -> None:
    assert plots(timing([], [], None)) == ()


def test_values_have_units_and_three_digits() -> None:
    assert [seconds(value) for value in (0.00012345, 0.0031, 61.26)] == ["0.123 ms", "3.1 ms", "61.3 s"]
    assert [rate(value) for value in (12.0, 11_520, 2_500_000)] == ["12 B/s", "11.5 kB/s", "2.5 MB/s"]


def test_the_selftest_stands_beside_the_tools_with_its_warning() -> None:
    same = page(replace(sample(), selftest=FIT))
    other = page(replace(sample(), selftest=FIT, header=replace(HEADER, commit="other")))

    assert FIT.line in same
    assert "selftest of another installation" not in same
    assert FIT.line in other
    assert (
        "<b>Warning</b> selftest of another installation: commit 0123456789ab there, other in this run"
        in other
    )
    assert "<dt>selftest</dt>" not in page(sample())


def test_a_selftest_that_is_not_fit_is_a_warning_with_its_reasons() -> None:
    unfit = replace(FIT, defects=(OVERLOOKED,))

    html = page(replace(sample(), selftest=unfit))

    assert f"says that the installation is not fit: {escape(unfit.reasons[0])}" in html
    assert "is not fit" not in page(replace(sample(), selftest=FIT))


def test_a_requirement_tells_how_many_of_its_cases_were_not_run() -> None:
    planned = Description(planned=(PlannedCase(LAST, "The last one", ("GEN-01",)),))

    row = re.search(r'id="req-GEN-01".*?</summary>', page(replace(sample(), description=planned)))

    assert row is not None
    assert "1 case, 1 not run" in row[0]
