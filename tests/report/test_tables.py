"""The CSV tables of a run: every case and requirement once, RFC 4180, nothing that a spreadsheet calculates."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from hil.report.source import Source
from hil.report.tables import CASE_COLUMNS, cell, rendered
from hil.results.case import Attempt, CaseResult
from hil.results.description import Description, PlannedCase
from hil.results.model import RunReport
from hil.spec.catalogue import requirements
from hil.verdict import Cause, FailedCheck, Ground, Verdict
from tests.results.samples import FAILED, HEADER, LAST, OTHERS, sample

CHECK = FailedCheck(("AUTH-05",), Ground.NOTE, 'AT+QFTPOPEN: expected -5, came "0"\r\nnow', "-5", "=1+1", "")
DEPARTURE = FailedCheck(("GEN-07",), None, "answers late", "5 s", "9 s")
JUDGED = replace(
    FAILED, checks=(CHECK,), reason=CHECK.sentence, departures=(DEPARTURE,), module="m1", run="shard-1"
)
LEFT_OPEN = replace(OTHERS[1], cause=Cause.LEFT_OPEN)
BARE = replace(OTHERS[0], id="suites/wire/test_hello.py::test_bare", requirements=())
PLANNED = PlannedCase(LAST, "The last one", ("TLS-01",), line=7)
REPORT = replace(
    sample(),
    cases=(JUDGED, LEFT_OPEN, BARE, *sample().cases[7:]),
    description=Description(planned=(PLANNED,)),
)


def tables(folder: Path, report: RunReport = REPORT) -> dict[str, list[dict[str, str]]]:
    rendered(Source(report, folder), folder / "csv")
    return {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text("utf-8-sig"), newline=""), strict=True))
        for path in (folder / "csv").iterdir()
    }


def case(rows: list[dict[str, str]], of: CaseResult) -> dict[str, str]:
    return next(row for row in rows if row["id"] == of.id)


def test_each_case_has_one_row_and_those_that_were_not_run_come_last(tmp_path: Path) -> None:
    rows = tables(tmp_path)["cases"]

    assert [row["id"] for row in rows] == [*(each.id for each in REPORT.cases), LAST]
    assert {name: rows[-1][name] for name in ("title", "requirements", "verdict", "reason", "line")} == {
        "title": "The last one",
        "requirements": "TLS-01",
        "verdict": "not run",
        "reason": "no answer to AT",
        "line": "7",
    }


def test_a_failed_case_has_what_decided_it(tmp_path: Path) -> None:
    row = case(tables(tmp_path)["cases"], JUDGED)

    assert tuple(row) == CASE_COLUMNS
    assert {
        name: row[name] for name in CASE_COLUMNS if row[name] and name not in {"id", "title", "started"}
    } == {
        "requirements": "AUTH-05 AUTH-06",
        "verdict": "fail",
        "ground": "note",
        "judged": "AUTH-05",
        "expected": "-5",
        "actual": "'=1+1",
        "reason": 'AT+QFTPOPEN: expected -5, came "0" now',
        "optional_not_met": "answers late",
        "duration_s": "0.250",
        "attempts": "1",
        "module": "m1",
        "file": "suites/authentication/test_server.py",
        "line": "42",
        "run": "shard-1",
        "selection": "full",
    }


def test_a_case_of_the_matrix_has_its_cell_and_an_inconclusive_one_its_cause(tmp_path: Path) -> None:
    rows = tables(tmp_path)["cases"]

    last = case(rows, REPORT.cases[-1])
    assert (last["sslversion"], last["seclevel"], last["mode"]) == ("4", "2", "explicit")
    assert case(rows, LEFT_OPEN)["cause"] == "left open"


def test_a_second_attempt_is_counted(tmp_path: Path) -> None:
    twice = replace(JUDGED, attempts=(Attempt(Verdict.ERROR, "port", ()), Attempt(Verdict.FAIL, "", ())))

    assert case(tables(tmp_path, replace(REPORT, cases=(twice,)))["cases"], twice)["attempts"] == "2"


def test_each_requirement_has_one_row_with_its_counts(tmp_path: Path) -> None:
    rows = {row["id"]: row for row in tables(tmp_path)["requirements"]}

    assert list(rows) == list(requirements())
    failed = rows["AUTH-05"]
    assert (failed["ground"], failed["verdict"], failed["tested"], failed["cases"], failed["fail"]) == (
        requirements()["AUTH-05"].ground.value,
        "fail",
        "yes",
        "1",
        "1",
    )
    waiting = rows["TLS-01"]
    assert (waiting["verdict"], waiting["tested"], waiting["cases"], waiting["not_run"]) == (
        "not tested",
        "no",
        "1",
        "1",
    )


def test_the_coverage_reads_both_ways(tmp_path: Path) -> None:
    rows = [tuple(row.values())[:4] for row in tables(tmp_path)["coverage"]]

    assert ("AUTH-05", JUDGED.id, "fail", "failed") in rows
    assert ("AUTH-06", JUDGED.id, "fail", "") in rows
    assert ("TLS-01", LAST, "not run", "") in rows
    assert ("", BARE.id, "pass", "") in rows
    assert ("GEN-01", "", "", "") in rows
    assert {row[0] for row in rows} - {""} == set(requirements())


def test_a_departure_is_told_of_its_requirement_alone(tmp_path: Path) -> None:
    departing = replace(OTHERS[0], requirements=("GEN-01", "GEN-07"), departures=(DEPARTURE,))

    rows = tables(tmp_path, replace(REPORT, cases=(departing,)))["coverage"]

    assert [(row["requirement"], row["check"]) for row in rows if row["case"] == departing.id] == [
        ("GEN-01", ""),
        ("GEN-07", "optional not met"),
    ]


def test_the_run_tells_what_was_selected_and_its_verdict(tmp_path: Path) -> None:
    narrowed = replace(REPORT, header=replace(HEADER, narrowed=(("-k", "close"),)))

    run = {row["name"]: row["value"] for row in tables(tmp_path, narrowed)["run"]}

    assert (run["selection"], run["exit_code"]) == ("full, -k close", "1")
    assert "incomplete: 1 of" in run["verdict"]


def test_rows_end_as_rfc_4180_says_and_a_cell_is_one_line(tmp_path: Path) -> None:
    tables(tmp_path)

    content = (tmp_path / "csv/cases.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbfid,title,")
    assert content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r") == len(REPORT.cases) + 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('=HYPERLINK("http://a")', '\'=HYPERLINK("http://a")'),
        ("+CREG: 1", "'+CREG: 1"),
        ("-5 (network error)", "'-5 (network error)"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\t=1", "'=1"),
        ("\r\n=1", "'=1"),
        ("\uff1d1", "'\uff1d1"),
        ("-5", "-5"),
        ("+1.50", "+1.50"),
        ("-5+cmd", "'-5+cmd"),
        ("OK", "OK"),
        ("a\r\nb\x1b\ud800", "a b\ufffd\ufffd"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, shown: str) -> None:
    assert cell(text) == shown


def test_a_requirement_of_which_a_case_was_not_run_tells_so_with_run_and_selection(tmp_path: Path) -> None:
    waiting = Description(planned=(replace(PLANNED, requirements=("GEN-02",)),))
    report = replace(REPORT, description=waiting, header=replace(HEADER, narrowed=(("-k", "sni"),)))

    found = tables(tmp_path, report)

    row = next(row for row in found["requirements"] if row["id"] == "GEN-02")
    assert (row["verdict"], row["cases"], row["inconclusive"], row["not_run"]) == (
        "inconclusive",
        "2",
        "1",
        "1",
    )
    for name in ("cases", "requirements", "coverage"):
        assert {each["selection"] for each in found[name]} == {"full, -k sni"}
        assert HEADER.run_id in {each["run"] for each in found[name]}
