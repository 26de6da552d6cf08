"""Campaigns on degenerate DUTs: a drawn sample for every run of the tests, and how what comes of them is judged.

`make defects` runs all DUTs.  `HIL_SEED` draws another sample.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from hil.emulator.defects import DEGENERATE
from hil.emulator.defects.degenerate.model import OF_THE_NOTE
from hil.results.case import CaseResult, TranscriptLine
from hil.selftest.forks import Outcome, Plan
from hil.verdict import Verdict
from tests.suite_run import HANG_S

from . import degenerate
from .degenerate import Masks, Material, judge, plans
from .encounters import encounters
from .haste import hurry
from .matrix import JSON
from .proof import ROOT
from .rightful.model import Rightful
from .traces import Correct

SEED = os.environ.get("HIL_SEED") or "44"
"""A fixed draw.  In others a DUT may meet cases that it does not meet in a whole run, and that have no row:
earlier cases, which are not drawn, leave other settings there.
"""

CASE = "suites/a/test_x.py::test_y"
CORRECT, WRONG = "OK", "ERROR"


@cache
def sample() -> Any:
    folder = ROOT / "reports/degenerate-quick"
    quick = f"--only degenerate --duts 10 --cases 150 --seed {SEED} -n 6 --report-dir {folder}"
    done = subprocess.run(
        [sys.executable, "-m", "tests.defects", *quick.split()],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert (folder / JSON).exists(), f"seed {SEED}: {done.stdout}{done.stderr}"
    return json.loads((folder / JSON).read_text(encoding="utf-8"))


def test_each_case_that_passes_on_a_degenerate_dut_has_a_reason() -> None:
    found = sample()["degenerate"]

    assert found["unearned"] == [], f"HIL_SEED={SEED}"
    assert found["broken"] == {}, f"HIL_SEED={SEED}"
    assert found["duts"] > 1, f"HIL_SEED={SEED}"


def test_without_a_defect_the_same_cases_pass_with_the_same_waits() -> None:
    passed, ran = sample()["degenerate"]["control"]

    assert ran - passed <= max(1, 0.02 * ran), f"HIL_SEED={SEED}"  # of some forty cases one may lack time
    assert passed, f"HIL_SEED={SEED}"


@pytest.mark.parametrize(("pause_s", "is_kept"), [(0.1, True), (0.4, False)])
def test_a_case_that_waits_longer_than_a_short_wait_is_no_control(pause_s: float, is_kept: bool) -> None:
    passed = case(Verdict.PASS, answer=CORRECT)
    first, second = passed.transcript[:2]
    material = Material()

    material.learn(campaign(replace(passed, transcript=(first, second._replace(t=first.t + pause_s)))))

    plans = degenerate.control_plans(material, parts=1)
    assert any(CASE in plan.cases for plan in plans) is is_kept


@pytest.mark.parametrize("name", OF_THE_NOTE)
def test_each_command_of_the_note_is_refused_by_one_dut_and_ignored_by_another(name: str) -> None:
    assert {f"refuses-{name.lower()}", f"ignores-{name.lower()}"} <= set(DEGENERATE)


def case(verdict: Verdict, name: str = CASE, *, answer: str = WRONG) -> CaseResult:
    lines = (
        TranscriptLine(0.0, "at", "→", "AT+QFTPCLOSE", "command"),
        TranscriptLine(0.1, "at", "←", answer, "response"),
    )
    return CaseResult(name, name, ("MODE-01",), verdict, "", 0.1, transcript=lines)


def campaign(*cases: CaseResult, name: str = "never-dials", trouble: str = "") -> Outcome:
    return Outcome(Plan(name, "emulator://m95", (), before=(hurry,)), cases, trouble, 1.0)


def judged(*campaigns: Outcome, control: tuple[int, int] = (1, 1), is_whole: bool = True) -> Masks:
    correct = Correct()
    correct.learn(case(Verdict.PASS, answer=CORRECT))
    return judge([degenerate.campaign(each, correct) for each in campaigns], control, is_whole=is_whole)


@pytest.fixture
def row(monkeypatch: pytest.MonkeyPatch) -> Rightful:
    only = Rightful(("never-dials",), ("a/test_x.py::test_y",), "a reason")
    monkeypatch.setattr(degenerate, "RIGHTFUL", (only,))
    return only


@pytest.fixture
def no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(degenerate, "RIGHTFUL", ())


@pytest.mark.usefixtures("no_row")
def test_a_pass_without_a_row_is_unearned() -> None:
    masks = judged(campaign(case(Verdict.PASS), case(Verdict.FAIL, "suites/a/test_x.py::test_z")))

    assert [(each.dut, each.case) for each in masks.unearned] == [("never-dials", CASE)]
    assert masks.unearned[0].deviation == "AT+QFTPCLOSE: ERROR instead of OK"
    assert not masks.holds


@pytest.mark.usefixtures("no_row")
def test_a_pass_of_a_case_that_saw_a_correct_module_needs_no_row() -> None:
    masks = judged(campaign(case(Verdict.PASS, answer=CORRECT)))

    assert (masks.alike, masks.unearned) == (1, ())
    assert masks.holds


@pytest.mark.usefixtures("row")
def test_a_pass_with_a_row_is_rightful() -> None:
    masks = judged(campaign(case(Verdict.PASS)))

    assert masks.rightful == 1
    assert masks.holds


@pytest.mark.usefixtures("row")
def test_a_row_by_which_nothing_passes_is_stale() -> None:
    masks = judged(campaign(case(Verdict.FAIL)))

    assert masks.stale
    assert not masks.holds


@pytest.mark.usefixtures("row")
def test_a_draw_and_a_loaded_machine_show_no_stale_row() -> None:
    failed = campaign(case(Verdict.FAIL))

    assert judged(failed, is_whole=False).stale == ()
    assert judged(failed, control=(0, 1)).stale == ()


def test_a_campaign_that_broke_off_is_named_and_one_without_a_module_is_not() -> None:
    broken = campaign(trouble="2 cases without a result, wait status 9")
    refused = campaign(name="error-to-everything", trouble="2 cases without a result, wait status 256")

    assert set(judged(broken, refused).broken) == {"never-dials"}


def test_a_control_that_fails_says_that_the_waits_are_too_short() -> None:
    material = Material()

    material.learn_control(campaign(case(Verdict.FAIL), name=degenerate.CONTROL))

    assert material.control == (0, 1)
    assert not judged(control=material.control).holds


@pytest.mark.usefixtures("no_row")
def test_a_probe_does_not_run_on_degenerate_duts() -> None:
    material = Material()

    material.learn(campaign(case(Verdict.PASS), replace(case(Verdict.PASS, "b"), probe="what comes?")))

    assert set(material.met) == {CASE}


def test_a_dut_runs_the_cases_that_meet_it() -> None:
    material = Material()
    material.met = {
        "suites/a.py::test_a": frozenset({"AT+QFTPOPEN"}),
        "suites/a.py::test_b": frozenset({"AT+QSECREAD"}),
    }

    chosen = {
        plan.name: plan.cases for plan in plans(material, ["never-dials", "error-to-all-but-its-identity"])
    }

    assert chosen["never-dials"] == ("suites/a.py::test_a",)
    assert chosen["error-to-all-but-its-identity"] == ("suites/a.py::test_a", "suites/a.py::test_b")


def test_a_dut_that_no_drawn_case_meets_has_no_campaign_and_one_that_many_meet_has_several() -> None:
    material = Material()
    material.met = {
        f"suites/a.py::test_{number}": frozenset({"AT+QFTPOPEN"}) for number in range(degenerate.MOST + 1)
    }

    of_name = {name: plans(material, [name]) for name in ("deletes-nothing", "never-dials")}

    assert of_name["deletes-nothing"] == []
    assert [case for plan in of_name["never-dials"] for case in plan.cases] == list(material.met)
    assert len(of_name["never-dials"]) == 2


def test_a_draw_has_all_cases_of_its_functions() -> None:
    cases = ["a::x[1]", "a::x[2]", "a::y", "a::z[1]", "a::z[2]", "a::z[3]"]

    drawn = [degenerate.some_functions(cases, 3, seed) for seed in range(20)]

    assert {tuple(sorted(draw)) for draw in drawn} <= {tuple(cases[:3]), tuple(cases[3:])}


def test_a_case_without_a_transcript_meets_nothing() -> None:
    assert encounters(replace(case(Verdict.PASS), transcript=())) == frozenset()
