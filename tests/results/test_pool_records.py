"""A run on several modules in its records and renderings: who judged which case, who left, which firmwares."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.plugin.pool_run import with_attempts
from hil.report.html.page import page
from hil.report.summary import summarise
from hil.results.case import Attempt, CaseResult
from hil.results.case_records import case_record, encode
from hil.results.model import DutIdentity, RunReport, Withdrawal
from hil.results.pool_words import modules_lines
from hil.results.records import RESULTS, dut_record, end_record, read, run_record, withdrawn_record
from hil.results.resuming import require_fitting, require_same_firmware, require_same_setting
from hil.verdict import Verdict
from tests.report.unpacked import bodies
from tests.results.samples import HEADER

BROKEN = Attempt(Verdict.INCONCLUSIVE, "the port was lost", (), module="m0")

LEFT = Withdrawal(
    "m0", "the port was lost", "2026-01-31T10:16:00+00:00", quarantined=True, case="a::b", attempt=BROKEN
)

CASE = CaseResult("a::b", "b", (), Verdict.PASS, "2026-01-31T10:17:00.000+00:00", 0.5, module="m1")

DUTS = tuple(
    DutIdentity(f"/dev/tty{name}", "Quectel_Ltd", "Quectel_M95", revision, "***********0006", name)
    for name, revision in (("m0", "M95FAR02A08"), ("m1", "M95FAR02A07"))
)


@pytest.fixture
def report(tmp_path: Path) -> RunReport:
    """The run as it is read from its records."""
    header = replace(HEADER, modules=("m0", "m1"))
    case = with_attempts(CASE, (LEFT,))
    run = RunReport(header=header, cases=(case,), duts=DUTS, planned=("a::b",), withdrawals=(LEFT,))
    written = [
        run_record(run),
        *map(dut_record, DUTS),
        withdrawn_record(LEFT),
        case_record(case),
        end_record(run),
    ]
    (tmp_path / RESULTS).write_text("".join(f"{encode(record)}\n" for record in written))
    return read(tmp_path)


def test_the_records_tell_the_module_of_each_case_and_who_left(report: RunReport) -> None:
    (case,) = report.taken_over()

    assert report.header.modules == ("m0", "m1")
    assert report.withdrawals == (LEFT,)
    assert case.module == "m1"
    assert [(each.module, each.verdict) for each in case.attempts] == [
        ("m0", Verdict.INCONCLUSIVE),
        ("m1", Verdict.PASS),
    ]


def test_the_renderings_tell_modules_firmwares_and_who_left(report: RunReport) -> None:
    lines, summary, html = modules_lines(report), summarise(report)["modules"], page(report)

    assert lines[0] == "cases by module: m0 0, m1 1"
    assert "the modules have 2 firmwares" in lines[1]
    assert lines[2] == "module m0 is quarantined: the port was lost"
    assert lines[3] == "taken over from module m0: a::b: pass on m1"
    assert all(line in html for line in lines)
    assert summary["cases"] == {"a::b": "m1"}
    assert len(summary["firmwares"]) == 2
    assert summary["taken_over"] == ["a::b"]


def test_the_page_tells_the_modules_of_a_case_with_trouble(report: RunReport) -> None:
    (case,) = report.cases
    failed = replace(report, cases=(replace(case, verdict=Verdict.ERROR),))

    (body,) = bodies(page(failed)).values()

    assert body["module"] == "m1"
    assert [module for _, _, module, _ in body["attempts"]] == ["m0", "m1"]


def test_a_run_on_one_module_has_no_lines_about_modules(report: RunReport) -> None:
    assert modules_lines(replace(report, header=HEADER)) == ()


def test_a_run_goes_on_with_any_module_of_a_firmware_that_it_had() -> None:
    require_same_firmware(DUTS[:1], replace(DUTS[0], module="m7", imei="***********0014"))

    with pytest.raises(
        UsageError, match=r"module m1 cannot go on with the run: expected the firmware .*A08, came .*A07"
    ):
        require_same_firmware(DUTS[:1], DUTS[1])


def test_a_run_on_several_modules_goes_on_with_a_single_one(report: RunReport, tmp_path: Path) -> None:
    alone = replace(report.header, modules=(), module="m7", dut_url="/dev/ttym7")

    require_same_setting(report.header, alone, tmp_path)
    require_fitting(report, replace(DUTS[0], module="m7", imei="***********0014"))
    with pytest.raises(UsageError, match="expected DUT module m7 of the bench file"):
        require_same_setting(alone, report.header, tmp_path)
    with pytest.raises(UsageError, match="the run cannot go on with another DUT"):
        require_fitting(replace(report, header=alone), replace(DUTS[0], imei="***********0014"))


def test_a_module_that_joins_a_resumed_run_is_counted(report: RunReport) -> None:
    joined = replace(report, cases=(*report.cases, replace(CASE, id="a::c", module="m7")))

    assert modules_lines(joined)[0] == "cases by module: m0 0, m1 1, m7 1"
    assert summarise(joined)["modules"]["names"] == ["m0", "m1", "m7"]
