"""A DUT that hangs costs one case, whose record tells how it was brought back; one that nothing brings back ends the run.

The module is a program with a switch that kills and starts it (`hung_module`), behind TCP; with `make recovery`
behind each kind of line.
"""

from __future__ import annotations

import json
import os
from random import Random

import pytest

from hil.results.disturbance import DisturbanceKind
from hil.results.folder import PAGE
from hil.verdict import Verdict
from tests.plugin.hung_module import LINES, run
from tests.plugin.short_waits import SHORT_WAITS

pytest_plugins = ["pytester"]

FULL = os.environ.get("HIL_REHEARSAL") == "full"
"""Whether each kind of hang is met (`make recovery`); else those whose waits are short."""

HANGS = (("hang-until-escape", "+++"), ("hang-until-cfun", "AT+CFUN=1,1"), ("hang", "power cycle"))


@pytest.mark.parametrize(("kind", "rung"), HANGS if FULL else HANGS[:1])
def test_a_hang_is_one_error_with_one_reason_and_the_other_cases_pass(
    pytester: pytest.Pytester, kind: str, rung: str
) -> None:
    lines = Random(kind).randint(75, 100)

    report = run(pytester, first=f"--mishap {kind}:{lines}")

    hung = [case for case in report.cases if case.verdict is not Verdict.PASS]
    assert [case.verdict for case in hung] == [Verdict.ERROR]
    (case,) = hung
    assert case.disturbance is not None
    assert case.disturbance.kind is DisturbanceKind.HANG
    assert case.reason.startswith("the DUT hangs: no answer to AT for ")
    assert f" s after AT+CGMM; recovered by {rung} after " in case.reason
    assert case.reason.endswith("; the second attempt ended with pass")
    assert [attempt.verdict for attempt in case.attempts] == [Verdict.ERROR, Verdict.PASS]
    assert [recovery.helped for recovery in case.recoveries] == [rung]
    assert report.is_complete
    assert len(report.cases) == 10


def test_a_silence_behind_a_case_that_ends_by_an_escape_is_counted_and_no_hang(
    pytester: pytest.Pytester,
) -> None:
    report = run(pytester, first="--mishap hang-until-escape:88")

    assert {case.verdict for case in report.cases} == {Verdict.PASS}
    (recovery,) = (recovery for case in report.cases for recovery in case.recoveries)
    assert recovery.helped == "+++"
    assert recovery.trouble == "no answer to a question of the driver behind the case"


@pytest.mark.skipif(not FULL, reason="a minute each: make recovery")
@pytest.mark.parametrize("line", [line for line in LINES if line != "tcp"])
def test_a_power_cycle_brings_it_back_on_each_kind_of_line(pytester: pytest.Pytester, line: str) -> None:
    report = run(pytester, first="--mishap hang:90", line=line, signal="KILL")

    (hung,) = (case for case in report.cases if case.verdict is not Verdict.PASS)
    assert hung.disturbance is not None
    assert hung.disturbance.kind is DisturbanceKind.HANG
    assert [recovery.helped for recovery in hung.recoveries] == ["power cycle"]
    assert len(report.cases) == 10


def test_the_rungs_are_counted_in_the_summary_and_shown_in_the_page(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(SHORT_WAITS)
    report = run(pytester, first="--mishap hang:90")

    told = json.loads((pytester.path / "out" / "summary.json").read_text())["recoveries"]
    hung = next(case for case in report.cases if case.recoveries)
    assert {rung["name"]: (rung["climbed"], rung["helped"]) for rung in told["rungs"]} == {
        "drain": (1, 0),
        "+++": (1, 0),
        "AT": (1, 0),
        "AT+CFUN=1,1": (1, 0),
        "power cycle": (1, 1),
    }
    assert all(rung["seconds"] > 0 for rung in told["rungs"])
    assert [(climb["case"], climb["helped"]) for climb in told["climbs"]] == [(hung.id, "power cycle")]
    assert "power cycle: 1 times, 1 helped" in (pytester.path / "out" / PAGE).read_text()


@pytest.mark.parametrize("power", [False, True] if FULL else [False])
def test_a_dut_that_nothing_brings_back_ends_the_run_behind_its_case(
    pytester: pytest.Pytester, power: bool
) -> None:
    pytester.makeconftest(SHORT_WAITS)
    report = run(pytester, first="--mishap hang-for-good:90", later="--mishap hang-for-good:1", power=power)

    last = report.cases[-1]
    assert [case.verdict for case in report.cases[:-1]] == [Verdict.PASS] * (len(report.cases) - 1)
    assert last.verdict is Verdict.ERROR
    assert last.reason.startswith("the DUT hangs: the DUT answers nothing: ")
    assert "not recovered in" in last.reason
    assert last.attempts == ()
    assert [recovery.helped for recovery in last.recoveries] == [""]
    assert report.ending.early.startswith("the DUT at socket://127.0.0.1:")
    assert len(report.not_run) == 10 - len(report.cases) > 0
    assert (pytester.path / "exit").read_text() == "3"


def test_a_sound_dut_climbs_no_rung(pytester: pytest.Pytester) -> None:
    report = run(pytester, first="")

    assert [case.verdict for case in report.cases] == [Verdict.PASS] * 10
    assert report.rungs() == ()
