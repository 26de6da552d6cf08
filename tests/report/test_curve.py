"""The curve of an endurance run: well formed, small whatever the length of the run, with its incidents."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from hil.endurance.records import Course, Incident, IncidentKind
from hil.report.curve import BINS, bins, curves
from hil.report.html.page import page
from tests.endurance.samples import BEGIN, course_of
from tests.results.samples import sample

INCIDENT = Incident(IncidentKind.LEAK, 51, 10, 300.0, "implicit: open", "success", "<-13>")


def test_a_course_without_sessions_has_no_curve() -> None:
    assert curves(Course(BEGIN)) == ()


@pytest.mark.parametrize("rounds", [1, 2, 50, 4000])
def test_each_picture_is_well_formed_and_small(rounds: int) -> None:
    for curve in curves(course_of([1.0] * rounds)):
        ET.fromstring(curve.svg)

        assert len(curve.svg) < 12_000


def test_a_bin_has_least_median_and_most_of_its_sessions() -> None:
    course = course_of([1.0, 5.0])
    found = bins(course.sessions, lambda session: session.took_s, 1.0)

    assert [(each.least, each.middle, each.most) for each in found] == [(1.0, 3.0, 5.0)]


def test_a_long_run_has_no_more_bins_than_a_picture_has_room_for() -> None:
    course = course_of([1.0] * 1000)

    assert len(bins(course.sessions, lambda session: session.took_s, course.sessions[-1].at_s)) == BINS


def test_an_incident_is_a_mark_and_a_row_of_the_page() -> None:
    course = course_of([1.0] * 10)
    course.incidents.append(INCIDENT)

    assert curves(course)[0].svg.count('class="incident"') == 1
    html = page(sample(), course)
    assert "session 51, 00:05:00" in html
    assert "came &lt;-13&gt;" in html
    assert "came &lt;-13&gt;" not in page(sample())


def test_the_scale_has_no_exponents() -> None:
    throughput = curves(course_of([0.001] * 20))[-1]

    assert "e+0" not in str(throughput)
