"""The page: what stands on it, that it is one file, and that every link has its target."""

from __future__ import annotations

import re
from dataclasses import replace
from sys import getrefcount

import pytest

from hil.report.html.page import page
from hil.results.case import TranscriptLine
from hil.results.collection import without_collection
from hil.spec.catalogue import requirements
from tests.report.unpacked import bodies, facts, whole
from tests.results.samples import DUT, FAILED, HEADER, OTHERS, sample


def test_the_page_asks_nothing_of_the_network() -> None:
    html = page(sample())

    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", html)
    assert "@import" not in html
    assert "url(" not in html


def test_a_run_that_is_drawn_is_free_again() -> None:
    report = sample()
    with without_collection():
        before = getrefcount(report)

        page(report)

        assert getrefcount(report) == before


def test_identity_counts_and_failures_stand_on_the_page() -> None:
    html = page(sample())

    for text in (DUT.revision, DUT.imei, HEADER.run_id, HEADER.commit, HEADER.openssl, "tlslite-ng 0.8.2"):
        assert text in html
    assert "SNI" in html
    assert "the DUT claims no CMUX" in html
    assert "must not be used (RFC 7465)" in html
    assert "suites/tls/test_matrix.py::test_last" in html
    assert "+QFTPOPEN: 0" in whole(html)


def test_no_python_object_reaches_a_reader() -> None:
    html = whole(page(sample()))

    assert "<ErrorCode" not in html
    assert "&lt;ErrorCode" not in html
    assert "-5 (NETWORK)" in html
    assert "AssertionError" not in html


def test_what_a_dut_says_is_never_markup() -> None:
    shouting = replace(FAILED, transcript=(TranscriptLine(0.1, "at", "←", "</script><b>", "response"),))
    html = page(replace(sample(), cases=(shouting,)))

    assert "<script>alert(1)</script>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "</script><b>" not in html
    assert "</script><b>" in whole(html)


def test_every_link_has_its_target_and_every_target_is_one() -> None:
    html = page(sample())

    targets = re.findall(r'\bid="([^"]+)"', html)
    assert len(targets) == len(set(targets))
    links = {link.partition("?")[0] for link in re.findall(r'href="#([^"]+)"', html)}
    assert links <= set(targets)
    assert "req-AUTH-05" in targets


def test_each_case_has_a_body_passing_ones_too() -> None:
    report = sample()

    found = bodies(page(report))

    assert [found[number]["id"] for number in range(len(report.cases))] == [case.id for case in report.cases]


def test_the_bodies_of_cases_in_trouble_come_first() -> None:
    report = replace(sample(), cases=(*OTHERS, FAILED))

    first = next(iter(bodies(page(report)).values()))

    assert first["id"] == OTHERS[1].id  # inconclusive


def test_the_facts_tell_each_requirement() -> None:
    found = facts(page(sample()))

    assert set(found["requirements"]) == set(requirements())
    assert found["lanes"] == ["DTE", "module", "server"]


@pytest.mark.parametrize(
    ("narrowed", "title"),
    [
        ((("-k", "close"),), "<title>Not every selected case passed"),
        ((), "<title>Not every applicable case passed"),
    ],
)
def test_a_narrowed_run_never_looks_like_a_whole_campaign(
    narrowed: tuple[tuple[str, str], ...], title: str
) -> None:
    html = page(replace(sample(), header=replace(HEADER, narrowed=narrowed), deviations=()))

    assert title in html
    assert ("This run is no whole campaign: only full, -k close was selected." in html) == bool(narrowed)


def test_damage_of_the_folder_is_a_warning_above_the_verdict() -> None:
    html = page(replace(sample(), damage=("run.json is missing: titles are unknown",)))

    head, _, rest = html.partition('<h1 id="verdict">')
    assert "run.json is missing: titles are unknown" in head
    assert "run.json is missing" not in rest.partition("<script")[0]


def test_a_cause_leads_to_all_of_its_cases() -> None:
    twin = replace(FAILED, id="suites/a.py::test_twin", title="Its twin")

    html = page(replace(sample(), cases=(FAILED, twin)))

    assert html.count('data-c="0"') == 2
    assert '<a href="#cases?cause=0">all 2 cases</a>' in html
