"""What must be the same for a run to go on, and a file that is cut anywhere takes more records."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results.case_records import encode
from hil.results.ending import Resumption
from hil.results.model import RunHeader, RunReport
from hil.results.records import RESULTS, read, resumed_record
from hil.results.resuming import repair, require_same_dut, require_same_plan, require_same_setting
from hil.results.writer import ResultWriter
from hil.verdict import Ground
from tests.results.samples import DUT, HEADER, OTHERS, write_run

REPORT = RunReport(header=HEADER, cases=OTHERS[:2], planned=tuple(case.id for case in OTHERS), duts=(DUT,))


def test_a_file_that_is_cut_anywhere_goes_on(tmp_path: Path) -> None:
    write_run(tmp_path / "whole.jsonl", REPORT)
    whole = (tmp_path / "whole.jsonl").read_bytes()
    record = encode(resumed_record(Resumption("2026-02-01T08:00:00+00:00", ("hil",))))
    cut_file = tmp_path / RESULTS

    for cut in range(whole.index(b"\n") + 1, len(whole)):
        cut_file.write_bytes(whole[:cut])
        before = read(cut_file)

        repair(cut_file)
        with ResultWriter(cut_file) as writer:
            writer.write(record)

        after = read(cut_file)
        assert (after.cases, len(after.resumptions)) == (before.cases, 1)


def test_a_last_line_without_a_record_is_removed(tmp_path: Path) -> None:
    write_run(tmp_path / RESULTS, REPORT)
    whole = (tmp_path / RESULTS).read_bytes()
    (tmp_path / RESULTS).write_bytes(whole + b"\0\0\0\n")

    repair(tmp_path / RESULTS)

    assert (tmp_path / RESULTS).read_bytes() == whole


@pytest.mark.parametrize(
    ("now", "words"),
    [
        (
            replace(HEADER, tools=(("m95-hil", "0.2.0"),)),
            "expected version of m95-hil 0.1.0, as it began, came 0.2.0",
        ),
        (replace(HEADER, commit=""), "expected commit of m95-hil 0123456789ab, as it began, came none"),
        (replace(HEADER, gate=Ground.NOTE), "expected gate reading, as it began, came note"),
        (replace(HEADER, campaign="smoke"), "expected campaign full, as it began, came smoke"),
        (replace(HEADER, dut_url="/dev/ttyUSB0"), "as it began, came /dev/ttyUSB0"),
        (
            replace(HEADER, inputs=(("--pics", "aa"),)),
            "expected --pics with the digest none, as it began, came aa",
        ),
    ],
    ids=["version", "commit", "gate", "campaign", "dut", "pics"],
)
def test_a_difference_is_told_with_both_values(now: RunHeader, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        require_same_setting(HEADER, now, Path("out"))


def test_the_port_of_a_module_of_a_bench_file_may_have_another_name() -> None:
    began = replace(HEADER, module="m95-1")

    require_same_setting(began, replace(began, dut_url="/dev/ttyUSB7"), Path("out"))
    with pytest.raises(
        UsageError, match=r"expected DUT module m95-1 of the bench file, .* came module m95-2 of"
    ):
        require_same_setting(began, replace(began, module="m95-2"), Path("out"))


def test_other_libraries_and_times_are_no_difference() -> None:
    tools = (("m95-hil", "0.1.0"), ("pytest", "10"))

    require_same_setting(HEADER, replace(HEADER, tools=tools, started="later", command=("x",)), Path("out"))


@pytest.mark.parametrize(
    ("key", "value"), [("imei", "***********4321"), ("revision", "M95FAR02A09"), ("model", "M95E")]
)
def test_another_dut_is_told_with_both(key: str, value: str) -> None:
    with pytest.raises(UsageError, match=r"M95FAR02A08, IMEI \*+1234.* came .*") as told:
        require_same_dut((DUT,), replace(DUT, **{key: value}))

    assert f"{value}" in str(told.value).partition(" came ")[2]


def test_the_same_dut_at_another_address_and_the_first_of_a_run_are_taken() -> None:
    require_same_dut((DUT,), replace(DUT, url="socket://bench7:4000"))
    require_same_dut((), DUT)


def test_other_cases_than_planned_are_told() -> None:
    require_same_plan(REPORT, tuple(reversed(REPORT.planned)))

    with pytest.raises(UsageError, match=r"expected its 6 planned cases, came 7; .* is t.py::test_new"):
        require_same_plan(REPORT, (*REPORT.planned, "t.py::test_new"))
