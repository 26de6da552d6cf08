"""Files of schema 1 and 2: a fail gets its ground from the catalogue, an inconclusive case its cause."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hil.results.case import ASIDE, CaseResult
from hil.results.case_records import case_record, encode
from hil.results.conclusion import Exit, exit_code
from hil.results.model import RunReport
from hil.results.records import read, run_record
from hil.spec.catalogue import requirement
from hil.transcript import Kind
from hil.verdict import Cause, Ground, Verdict
from tests.results.samples import FAILED, HEADER, OTHERS

NEW = ("ground", "checks", "departures", "cause")


def read_earlier(folder: Path, schema: int, *cases: CaseResult) -> RunReport:
    header = {**run_record(RunReport(header=HEADER)), "schema": schema}
    header.pop("gate")
    records = [json.loads(encode(case_record(case))) for case in cases]
    for record in records:
        for key in NEW:
            del record[key]
    lines = map(json.dumps, (header, *records))
    (folder / "results.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read(folder)


@pytest.mark.parametrize("schema", [1, 2])
def test_a_fail_is_one_failed_check_of_its_requirements(tmp_path: Path, schema: int) -> None:
    (case,) = read_earlier(tmp_path, schema, FAILED).cases

    (check,) = case.checks
    assert check.requirements == FAILED.requirements
    assert check.sentence == FAILED.reason
    grounds = {row.ground for row in map(requirement, FAILED.requirements) if row.is_mandatory}
    assert check.ground in grounds


def test_an_inconclusive_case_still_decides_the_exit_code(tmp_path: Path) -> None:
    report = read_earlier(tmp_path, 2, replace(OTHERS[0], verdict=Verdict.INCONCLUSIVE))

    assert report.cases[0].cause is Cause.NO_STIMULUS
    assert exit_code(report) is Exit.DEVIATES
    assert report.header.gate is Ground.READING


def test_the_section_of_a_requirement_was_called_clause(tmp_path: Path) -> None:
    own = json.loads(
        json.dumps(run_record(RunReport(header=replace(HEADER, own_requirements=(requirement("MODE-01"),)))))
    )
    row = own["own_requirements"][0]
    row["clause"] = row.pop("section")
    del row["ground"], row["reasoning"]
    own["schema"] = 2
    (tmp_path / "results.jsonl").write_text(json.dumps(own) + "\n", encoding="utf-8")

    (read_row,) = read(tmp_path).header.own_requirements

    assert read_row.section == requirement("MODE-01").section
    assert read_row.ground is Ground.READING


def test_the_kind_of_a_line_check_is_the_recorder_s() -> None:
    assert Kind.LINE_CHECK.value == ASIDE
