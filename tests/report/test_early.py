"""Each rendering of a run that ended early says so, and none of them is green."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from hil.report.allure_cases import write_results
from hil.report.render import render
from hil.results.ending import ENDED, Resumption, stopped_by
from hil.results.folder import JUNIT, PAGE, SUMMARY
from hil.results.model import RunReport
from tests.results.samples import HEADER, LAST, OTHERS

PASSED, *_ = OTHERS
STOPPED = RunReport(
    header=HEADER,
    cases=(PASSED,),
    planned=(PASSED.id, LAST),
    not_run=(LAST,),
    ending=stopped_by("SIGTERM"),
    resumptions=(Resumption("2026-02-01T08:00:00+00:00", ("hil", "conformance", "--resume", "out")),),
)
WORDS = "incomplete: 1 of 2 cases have no verdict (SIGTERM)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    render(STOPPED, tmp_path)
    write_results(STOPPED, tmp_path)
    return tmp_path


def test_the_summary_says_what_was_not_run(folder: Path) -> None:
    found = json.loads((folder / SUMMARY).read_text())

    assert (found["complete"], found["incomplete"], found["exit_code"]) == (False, WORDS, 143)
    assert (found["planned"], found["not_run"]) == (2, [LAST])
    assert found["resumed"][0]["at"] == "2026-02-01T08:00:00+00:00"


def test_the_page_says_it_at_its_top(folder: Path) -> None:
    head, _, rest = (folder / PAGE).read_text().partition('<section aria-labelledby="cases">')

    assert WORDS in head
    assert "the run ended early: SIGTERM; 1 of 2 cases were not run" in head
    assert "resumed 2026-02-01T08:00:00+00:00 by hil conformance --resume out" in rest
    assert "the run ended before them: SIGTERM" in rest
    assert LAST in rest


def test_junit_has_a_skipped_case_for_each_and_an_error_of_the_run(folder: Path) -> None:
    suite = ET.parse(folder / JUNIT).getroot().find("testsuite")

    assert suite is not None
    assert {name: suite.attrib[name] for name in ("tests", "skipped", "errors", "failures")} == {
        "tests": "3",
        "skipped": "1",
        "errors": "1",
        "failures": "0",
    }
    (skipped,), (error,) = suite.findall("testcase/skipped"), suite.findall("testcase/error")
    assert skipped.attrib == {"message": "not run: SIGTERM", "type": "not_run"}
    assert error.attrib["message"] == "the run ended early: SIGTERM; 1 of 2 cases were not run"


def test_allure_has_a_skipped_result_for_each_and_a_broken_one_of_the_run(folder: Path) -> None:
    results = [json.loads(path.read_text()) for path in folder.glob("*-result.json")]

    assert {result["fullName"]: result["status"] for result in results} == {
        PASSED.id: "passed",
        LAST: "skipped",
        "the run ended early": "broken",
    }
    assert f"incomplete={WORDS}" in (folder / "environment.properties").read_text()


def test_a_complete_run_has_none_of_it(tmp_path: Path) -> None:
    render(replace(STOPPED, not_run=(), ending=ENDED), tmp_path)

    assert json.loads((tmp_path / SUMMARY).read_text())["incomplete"] == ""
    assert "incomplete" not in (tmp_path / PAGE).read_text().partition("<body>")[2]
    assert not list(ET.parse(tmp_path / JUNIT).getroot().iter("error"))
