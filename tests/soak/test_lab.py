"""The soak of a lab in its short form, and what it counts as wrong."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from hil.results.case import CaseResult
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.results.model import RunReport
from hil.results.records import read
from hil.verdict import Verdict
from tests.cli.racks import cases_of, hil
from tests.peers import program
from tests.suite_run import HANG_S, ROOT

from .lab.comparison import compared
from .lab.rack import rack

KINDS = ("gateway restart", "full disk", "kill -9 and resume")
"""Those that cost a second or two."""


@pytest.fixture(autouse=True)
def _gateways() -> None:
    program("ser2net")
    program("socat")


def test_a_short_soak_has_each_mishap_and_the_verdicts_of_a_quiet_run() -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-m", "tests.soak.lab", "--modules", "3", "--minutes", "0", "--gap", "1"),
            *("--most", str(len(KINDS)), "--seed", "7"),
            *("--campaign", "full", "-k", "ssl_config and value"),
            *(argument for kind in KINDS for argument in ("--kind", kind)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert ", 0 wrong" in done.stdout
    assert "mishaps: full disk 1, gateway restart 1, kill -9 and resume 1" in done.stdout


def test_a_rack_behind_ser2net_raw_and_rfc_2217_judges_with_all_modules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIL_LOCK_DIR", str(tmp_path / "locks"))
    with rack(tmp_path / "rack", 4, clock_rate=10) as four:
        done = hil(
            tmp_path,
            *("conformance", "--bench", str(four.bench), "-n", "auto"),
            *("-k", "sslversion_seclevel", "--report-dir", "out"),
        )

    assert done.returncode == 0, done.stdout + done.stderr
    assert read(tmp_path / "out").header.modules == four.names
    assert sum(cases_of(tmp_path / "out").values()) == len(read(tmp_path / "out").planned)
    # Of the module that has not.
    assert done.stderr.count("write ?ign_set_control behind the URL") == 1, done.stderr


CASE = CaseResult("a.py::test_a", "", (), Verdict.PASS, "", 1.0)
HANG = Disturbance(DisturbanceKind.HANG, "no answer")


@pytest.mark.parametrize(
    ("troubled", "disturbed", "wrong"),
    [
        ((CASE,), 0, 0),
        ((replace(CASE, verdict=Verdict.ERROR, disturbance=HANG),), 1, 0),
        ((replace(CASE, verdict=Verdict.INCONCLUSIVE, disturbance=HANG),), 1, 0),
        ((replace(CASE, verdict=Verdict.ERROR),), 0, 1),
        ((replace(CASE, verdict=Verdict.FAIL, disturbance=HANG),), 0, 1),
        ((CASE, CASE), 0, 1),
        ((), 0, 1),
    ],
    ids=["same", "error told", "inconclusive told", "error untold", "fail", "twice", "missing"],
)
def test_only_a_trouble_that_is_told_excuses_a_case(
    troubled: tuple[CaseResult, ...], disturbed: int, wrong: int
) -> None:
    header = None

    found = compared(RunReport(header, (CASE,)), RunReport(header, troubled))  # type: ignore[arg-type]  # not read

    assert (len(found.disturbed), len(found.wrong)) == (disturbed, wrong)


def test_what_was_not_run_is_wrong() -> None:
    quiet = RunReport(None, (CASE,))  # type: ignore[arg-type]  # not read
    ended = replace(quiet, cases=(), not_run=(CASE.id,))

    assert f"not run: {CASE.id} (no reason)" in compared(quiet, ended).wrong
