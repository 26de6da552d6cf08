"""The table of all cases."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

from hil.report.pdf.annex import COLUMNS, rendered
from hil.report.source import Source
from hil.results.description import Description, PlannedCase
from hil.results.model import RunReport
from tests.results.samples import LAST, OTHERS, sample


def rows_of(report: RunReport) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(rendered(Source(report, Path())).decode(), newline="")))


def test_each_planned_case_is_a_row_in_the_order_of_the_plan() -> None:
    report = sample()

    rows = rows_of(report)

    assert tuple(rows[0]) == COLUMNS
    assert [row["case"] for row in rows] == list(report.planned)
    assert [row["number"] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]
    assert (rows[0]["verdict"], rows[0]["requirements"]) == ("fail", "AUTH-05 AUTH-06")
    assert {(row["run"], row["selection"]) for row in rows} == {
        (report.header.run_id, report.header.selected)
    }


def test_a_case_that_was_not_run_is_a_row_with_its_title_and_the_reason() -> None:
    known = Description(planned=(PlannedCase(LAST, "The last one", ("GEN-01",)),))

    row = rows_of(replace(sample(), description=known))[-1]

    assert (row["title"], row["requirements"], row["verdict"]) == ("The last one", "GEN-01", "not run")
    assert row["reason"] == "no answer to AT"


def test_no_text_is_a_formula_or_spans_lines() -> None:
    case = replace(OTHERS[0], title="=cmd()\nx\x1b", reason="\uff1d1+1")

    (row,) = rows_of(replace(sample(), cases=(case,), planned=(case.id,), not_run=()))

    assert (row["title"], row["reason"]) == ("'=cmd() x\ufffd", "'\uff1d1+1")
