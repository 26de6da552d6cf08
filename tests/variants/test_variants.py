"""No sound behaviour is failed: a seeded sample of the variant matrix, for every run of the tests; `make variants` runs all."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from typing import Any

import pytest

from hil.emulator.variants.catalogue import SWITCHES
from hil.selftest.pace import Pace
from tests.defects.proof import ROOT
from tests.suite_run import HANG_S

from . import plans
from .array import all_pairs, load, pairs
from .report import JSON

SEED = 1


@cache
def sample() -> Any:
    folder = ROOT / "reports/variants-quick"
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.variants", "--sample", "24", "--cases", "25"),
            *("--seed", str(SEED), "-n", "3", f"--report-dir={folder}"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert (folder / JSON).exists(), done.stdout + done.stderr
    return json.loads((folder / JSON).read_text(encoding="utf-8"))


def test_no_case_fails_on_a_sound_dut() -> None:
    assert sample()["misjudged"] == []
    assert sample()["broken"] == {}
    assert sample()["plans"] == 24


def test_some_cases_of_a_value_run_once_more_on_its_dut_in_another_order() -> None:
    concerned = tuple(f"case {number}" for number in range(100))
    material = plans.Material(
        pairwise=concerned,
        smoke=("a case of the smoke campaign",),
        exercised={
            **{case: frozenset({"AT+QSSLCFG"}) for case in concerned},
            "a slow case": frozenset({"AT+QSSLCFG"}),
            "a case of the smoke campaign": frozenset({"AT+QFTPSTAT"}),
        },
        lasted_s={"a slow case": 60.0},
    )
    switch = SWITCHES["ssl-settings-at-reboot"]

    plan = plans.value_plan(switch, switch.others[0], material)

    assert len(plan.again) == plans.AGAIN_OF_VALUE
    assert set(plan.again) <= set(concerned)
    assert plan.again != tuple(sorted(plan.again, key=concerned.index))


def test_a_value_alone_meets_some_cases_of_each_function_or_all() -> None:
    cases = tuple(f"suites/a.py::test_{name}[{number}]" for name in "xyz" for number in range(9))
    material = plans.Material(
        pairwise=cases, smoke=(), exercised=dict.fromkeys(cases, frozenset({"AT+QSSLCFG"})), lasted_s={}
    )
    switch = SWITCHES["ssl-settings-at-reboot"]

    some = plans.value_plan(switch, switch.others[0], material)
    every = plans.value_plan(switch, switch.others[0], material, all_cases=True)

    assert len(some.cases) == 3 * plans.OF_FUNCTION_OF_VALUE
    assert every.cases == cases


def test_the_time_left_is_that_of_the_cases_that_have_ended() -> None:
    moments = iter((0.0, 100.0, 160.0, 220.0))
    pace = Pace(lambda: next(moments))
    pace.expect(plans=12, cases=400)

    assert pace.ended(100) == " 1/12  left   3:00"
    assert pace.ended(100) == " 2/12  left   2:00"


def test_the_stored_array_has_each_pair_of_values() -> None:
    covered = {pair for row in load() for pair in pairs(row)}

    assert set(all_pairs()) - covered == set(), "python -m tests.variants.array"


def test_a_row_has_a_value_of_each_switch_and_nothing_else() -> None:
    for row in load():
        assert {name: value for name, value in row.items() if name in SWITCHES} == dict(row)
        assert list(row) == list(SWITCHES)


@pytest.mark.parametrize("text", ["ftp-colo:note", "ftp-colon:not", "ftp-colon"])
def test_a_switch_or_value_that_does_not_exist_is_refused(text: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.variants", text], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 2
    assert done.stderr.startswith("variants: ")
    assert done.stderr.count("\n") == 1
