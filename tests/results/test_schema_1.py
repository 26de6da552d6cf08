"""A file of schema 1 stays readable; its measured values are found among the readings."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from hil.results.case import Measurement, TranscriptLine
from hil.results.case_records import case_record, encode
from hil.results.model import RunReport
from hil.results.records import read, run_record
from tests.results.samples import FAILED, HEADER


def read_schema_1(folder: Path, observed: dict[str, str]) -> RunReport:
    header = {**run_record(RunReport(header=HEADER)), "schema": 1}
    case = json.loads(encode(case_record(FAILED)))
    case["transcript"] = [line[:4] for line in case["transcript"]]
    case["observed"] = observed
    del case["measured"], case["disturbance"]
    (folder / "results.jsonl").write_text(f"{json.dumps(header)}\n{json.dumps(case)}\n", encoding="utf-8")
    return read(folder)


def test_a_transcript_line_has_no_kind(tmp_path: Path) -> None:
    report = read_schema_1(tmp_path, {})

    assert report.cases[0].transcript[1] == TranscriptLine(0.002, "at", "←", "OK", "")


@pytest.mark.parametrize(
    ("name", "text", "measured"),
    [
        ("AT+GMI", "Quectel_Ltd", Measurement("manufacturer", ("Quectel_Ltd",))),
        ("AT+GMR", "Revision: M95", Measurement("revision", "M95")),
        ("lines after a start at a fixed rate", "none", Measurement("boot_urcs", ())),
        ("OK behind +QFTPGET", "no", Measurement("get_trailing_ok", value=False)),
        ("AT+CMEE after AT&F", "2", Measurement("cmee_default", 2)),
        ("busy is told by", "ERROR", Measurement("ftp_busy_is_error", value=True)),
        ("blank behind +QFTPOPEN:", "no", Measurement("compact_replies", value=True, item="QFTPOPEN")),
        ("words of 4012", "Already exits", Measurement("cme_texts", "Already exits", "4012")),
        ("AT+QSECREAD tells the sum of", "something else", Measurement("qsecread_checksum", "stored")),
    ],
)
def test_a_reading_becomes_a_measurement(tmp_path: Path, name: str, text: str, measured: Measurement) -> None:
    report = read_schema_1(tmp_path, {name: text})

    assert report.cases[0].observed == ((name, text),)
    assert report.cases[0].measured == (measured,)


@pytest.mark.parametrize(("name", "text"), [("AT+CMEE after AT&F", ""), ("SNI", "not sent")])
def test_other_readings_measure_nothing(tmp_path: Path, name: str, text: str) -> None:
    assert read_schema_1(tmp_path, {name: text}).cases[0].measured == ()


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("hil", "conformance", "-k", "sni"), "full, -k sni"),
        (("hil", "conformance", "-ksni", "--requirement=AUTH-05"), "full, -k sni, --requirement AUTH-05"),
        (("/bin/pytest", "--hil-requirement", "GEN-01", "--lf"), "full, --requirement GEN-01, --last-failed"),
        (("a/__main__.py", "suites/a.py", "b.py::test_c"), "full, test suites/a.py, test b.py::test_c"),
        (("hil", "conformance", "--dut", "/dev/ttyUSB0", "--report-dir", "out"), "full"),
    ],
)
def test_before_schema_6_the_command_tells_what_was_selected(
    command: tuple[str, ...], words: str, tmp_path: Path
) -> None:
    header = {**run_record(RunReport(header=replace(HEADER, command=command))), "schema": 5}
    del header["narrowed"]
    (tmp_path / "results.jsonl").write_text(f"{json.dumps(header)}\n", encoding="utf-8")

    assert read(tmp_path).header.selected == words
