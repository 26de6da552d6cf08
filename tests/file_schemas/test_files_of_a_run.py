"""The files of runs keep to the schemas that `hil schema` prints: failing, made by hand with each verdict, of faults."""

from __future__ import annotations

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from hil.cli.schema import FORMS
from hil.ftps.session import Session
from hil.report.render import render
from hil.results.description import RUN, Claim, Description, KnownDeviation, encode
from hil.results.ending import Resumption
from hil.results.model import Withdrawal
from hil.results.records import RESULTS, resumed_record, withdrawn_record
from hil.results.shard import Part
from tests.cli.test_resume import conformance
from tests.file_schemas.judged import validator, violations
from tests.results.samples import HEADER, sample, write_run

PART = Part("a", "1/2", HEADER.started, 1.0, "emulator://m95", "m95-1", "Linux", 3, (("name", "Lab"),))


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A run with every verdict, made of shards, with claims and deviations."""
    report = replace(sample(), header=replace(HEADER, merged=(PART,), narrowed=(("-k", "close"),)))
    known = Description(
        claims=(Claim("tls.versions", "the versions", ("ssl3", 4), stated=True),),
        deviations=(KnownDeviation("GEN-04", "x", "y", "2026-12-31"),),
    )
    (tmp_path / RUN).write_bytes(encode(HEADER.run_id, known))
    write_run(tmp_path / RESULTS, report)
    render(report, tmp_path)
    return tmp_path


def test_a_run_with_every_verdict_keeps_to_the_schemas(made: Path) -> None:
    assert violations(made) == []


def test_a_failing_run_with_faults_keeps_to_the_schemas(tmp_path: Path) -> None:
    chosen = ("-k", "test_a_negative_reply and STOR or expired and seclevel1", "-n", "1")

    done = conformance(
        tmp_path, "--dut", "emulator://m95?defect=accepts-expired-ca", *chosen, "--report-dir", "out"
    )

    assert done.returncode == 1, done.stdout + done.stderr
    assert violations(tmp_path / "out") == []


RECORDS = (
    resumed_record(Resumption("2026-01-31T10:15:00+00:00", ("hil", "conformance"))),
    withdrawn_record(Withdrawal("m95-1", "silent", "2026-01-31T10:15:00+00:00")),
)


@pytest.mark.parametrize("record", RECORDS, ids=["resumed", "withdrawn"])
def test_a_rare_record_keeps_to_the_schema(record: dict[str, Any]) -> None:
    validator("results").validate(json.loads(json.dumps(record)))


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (RESULTS, b'"verdict":"pass"', b'"verdict":"passed"'),
        (RESULTS, b'"kind":"case"', b'"kind":"cases"'),
        (RESULTS, b'"duration_s":', b'"duration":'),
        (RESULTS, b'"schema":6', b'"schema":5'),
        (RUN, b'"planned"', b'"plan"'),
        ("summary.json", b'"exit_code":', b'"exit":'),
    ],
)
def test_a_file_of_another_form_is_refused(made: Path, file: str, old: bytes, new: bytes) -> None:
    content = (made / file).read_bytes()
    assert old in content

    (made / file).write_bytes(content.replace(old, new, 1))

    assert violations(made) != []


def test_the_schema_of_a_session_has_its_members() -> None:
    schema = json.loads(FORMS["session"]().schema_text())

    assert schema["required"] == [field.name for field in fields(Session)]
