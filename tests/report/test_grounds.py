"""Grounds, causes and departures in every rendering of a run."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import pytest

from hil.report.allure_cases import write_results
from hil.report.html.page import page
from hil.report.junit import junit
from hil.report.summary import summarise
from hil.report.view.heat import grids
from hil.results.case import CaseResult, Cell, TranscriptLine
from hil.results.model import RunReport
from hil.results.records import read
from hil.verdict import Cause, FailedCheck, Ground, Verdict
from tests.report.unpacked import whole
from tests.results.samples import HEADER, OTHERS, write_run

PASSED = OTHERS[0]
CELL = Cell(3, "0X0035", 1, "implicit")
CHECKING = TranscriptLine(0.3, "at", "→", "ATE1V1Q0", "line check")


def case(name: str, verdict: Verdict, cause: Cause | None = None, *checks: FailedCheck) -> CaseResult:
    return replace(
        PASSED,
        id=f"suites/t.py::{name}",
        title=name,
        requirements=("GEN-01", "GEN-05", "GEN-07"),
        verdict=verdict,
        cause=cause,
        reason="" if verdict is Verdict.PASS else f"the reason of {name}",
        checks=tuple(check for check in checks if check.ground),
        departures=tuple(check for check in checks if not check.ground),
        transcript=(CHECKING,),
    )


def check(ground: Ground | None, name: str) -> FailedCheck:
    return FailedCheck((name,), ground, f"type 7 of {name}: expected 1, came 0", "1", "0", "test_t.py:7")


REPORT = RunReport(
    replace(HEADER, gate=Ground.STANDARD),
    cases=(
        case(
            "on_note",
            Verdict.FAIL,
            None,
            check(Ground.READING, "GEN-05"),
            check(Ground.NOTE, "GEN-01"),
            check(None, "GEN-07"),
        ),
        case("on_reading", Verdict.FAIL, None, check(Ground.READING, "GEN-05")),
        case("left_open", Verdict.INCONCLUSIVE, Cause.LEFT_OPEN),
        case("unstimulated", Verdict.INCONCLUSIVE, Cause.NO_STIMULUS),
        case("departing", Verdict.PASS, None, check(None, "GEN-07")),
    ),
)


def test_a_run_reads_as_it_was_written(tmp_path: Path) -> None:
    write_run(tmp_path / "results.jsonl", REPORT)

    assert read(tmp_path) == REPORT


def test_the_summary_counts_each_for_itself() -> None:
    found = summarise(REPORT)

    assert found["fail_by_ground"] == {"note": 1, "standard": 0, "reading": 1}
    assert found["inconclusive_by_cause"] == {"left_open": 1, "no_stimulus": 1}
    assert (found["pass"], found["optional_not_met"], found["gate"]) == (1, 1, "standard")
    assert found["requirements"]["failing"] == ["GEN-01", "GEN-05"]
    assert found["requirements"]["optional_not_met"] == ["GEN-07"]
    assert [row["requirements"] for row in found["departures"]] == [("GEN-07",), ("GEN-07",)]
    assert "fail: 1 on the note, 1 on our reading" in found["meaning"]
    assert json.dumps(found)


def test_the_page_shows_a_line_for_each_failed_check() -> None:
    html = whole(page(REPORT))

    for words in (
        "fail (note)",
        "fail (reading)",
        "inconclusive (left open)",
        "inconclusive (no stimulus, or disturbed)",
        "pass (optional not met)",
        "type 7 of GEN-05",
        "type 7 of GEN-01",
        "Optional requirements not met <",
        "fails on the note or a standard decide the exit code",
    ):
        assert words in html, words
    assert "ATE1V1Q0" not in html


def test_junit_fails_where_the_exit_code_does(tmp_path: Path) -> None:
    (tmp_path / "junit.xml").write_bytes(junit(REPORT))

    suite = ET.parse(tmp_path / "junit.xml").getroot()[0]
    told = {
        element.attrib["name"]: [
            (child.tag, child.attrib["type"]) for child in element if "type" in child.attrib
        ]
        for element in suite.iter("testcase")
    }
    assert told == {
        "on_note": [("failure", "fail.note")],
        "on_reading": [("skipped", "fail.reading")],
        "left_open": [("skipped", "inconclusive")],
        "unstimulated": [("failure", "inconclusive")],
        "departing": [],
    }
    assert (suite.attrib["failures"], suite.attrib["skipped"]) == ("2", "2")
    properties = {row.attrib["name"]: row.attrib["value"] for row in suite.iter("property")}
    assert (
        properties["fail.note"]
        == properties["inconclusive.left_open"]
        == properties["optional_not_met"]
        == "1"
    )
    text = (tmp_path / "junit.xml").read_text()
    assert "inconclusive (left open): the reason of left_open" in text
    assert "optional not met: [optional] type 7 of GEN-07" in text
    assert "ATE1V1Q0" not in text


def test_allure_has_them_as_tags_and_words(tmp_path: Path) -> None:
    write_results(REPORT, tmp_path)

    results = [json.loads(path.read_text()) for path in tmp_path.glob("*-result.json")]
    tags = {
        row["name"]: {label["value"] for label in row["labels"] if label["name"] == "tag"} for row in results
    }
    assert tags == {
        "on_note": {"fail", "ground-note"},
        "on_reading": {"fail", "ground-reading"},
        "left_open": {"inconclusive", "left_open"},
        "unstimulated": {"inconclusive", "no_stimulus"},
        "departing": {"pass", "optional_not_met"},
    }
    (on_note,) = [row for row in results if row["name"] == "on_note"]
    assert on_note["statusDetails"]["message"].startswith("Fail (note): ")
    assert "[note] type 7 of GEN-01" in on_note["statusDetails"]["trace"]
    assert on_note.get("attachments", []) == []


@pytest.mark.parametrize(
    ("name", "letter", "words"),
    [
        ("left_open", "O", "inconclusive (left open)"),
        ("unstimulated", "I", "inconclusive (no stimulus, or disturbed)"),
        ("departing", "p", "pass (optional not met)"),
        ("on_note", "F", "fail (note)"),
    ],
)
def test_a_square_of_the_grid_tells_them_apart(name: str, letter: str, words: str) -> None:
    (shown,) = [each for each in REPORT.cases if each.title == name]
    pictured = grids([replace(shown, cell=CELL)])

    (square,) = [
        square for grid in pictured for _, row in grid.rows for square in row if square.letter != "·"
    ]
    assert square.letter == letter
    assert words in square.label
