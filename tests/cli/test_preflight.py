"""What a user meets when what a run takes for granted is missing, and when it is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from hil.results.model import PreflightOutcome
from hil.results.records import read
from tests.emulated import emulated

CASE = "test_a_legal_pair and TLS1.2 and 0X0035 and seclevel0 and explicit"


def conformance(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "hil.cli.main", "conformance", "--report-dir", "out", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
        cwd=folder,
    )


@pytest.mark.parametrize(
    ("fit", "words"),
    [
        ("sim_pin=1234", "the SIM is not ready: AT+CPIN? says SIM PIN; enter the PIN by AT+CPIN="),
        (
            "sim_pin=none",
            "the SIM is not ready: AT+CPIN? says +CME ERROR: 10 (SIM not inserted); insert a SIM",
        ),
        ("network=denied", "the DUT is not registered: "),
        ("network=no-contexts", "the PDP context is not active: "),
    ],
)
def test_a_missing_precondition_is_one_line_and_exit_code_3_and_no_case_runs(
    tmp_path: Path, fit: str, words: str
) -> None:
    done = conformance(tmp_path, "--dut", f"emulator://m95?{fit}", "-k", CASE)

    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.startswith(f"hil: emulator://m95?{fit}: {words}")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "out/results.jsonl").exists()


@pytest.mark.parametrize("front_end", [("--pty", "./m95"), ("--tcp", "127.0.0.1:0")])
def test_an_emulator_behind_a_front_end_passes_like_any_dut(
    tmp_path: Path, front_end: tuple[str, str]
) -> None:
    with emulated(*front_end, folder=tmp_path) as module:
        done = conformance(tmp_path, "--dut", module.urls[0], "-k", CASE)

    assert done.returncode == 0, done.stdout + done.stderr
    report = read(tmp_path / "out")
    assert {line.outcome for line in report.preflight} == {PreflightOutcome.MET}
    assert len(report.preflight) == 6


def test_a_dut_that_does_not_reach_the_lower_tester_is_told_both_causes(tmp_path: Path) -> None:
    with emulated("--pty", "./m95", "--fit", "unknown_error=open", folder=tmp_path) as module:
        done = conformance(tmp_path, "--dut", module.urls[0], "-k", CASE)

    assert done.returncode == 3
    assert "either the DUT does not dial, or the path does not carry it" in done.stderr
    assert "127.0.0.1 is the loopback address, so a module dials itself" in done.stderr
    assert "--public" in done.stderr
    assert not (tmp_path / "out/results.jsonl").exists()


def test_without_preflight_such_a_dut_is_judged(tmp_path: Path) -> None:
    with emulated("--pty", "./m95", "--fit", "unknown_error=open", folder=tmp_path) as module:
        done = conformance(tmp_path, "--dut", module.urls[0], "-k", CASE, "--no-preflight")

    assert done.returncode == 1
    report = read(tmp_path / "out")
    assert report.preflight == ()
    assert {case.verdict.value for case in report.cases} == {"fail"}


def test_the_same_dut_is_judged_where_its_network_is_known(tmp_path: Path) -> None:
    done = conformance(tmp_path, "--dut", "emulator://m95?unknown_error=open", "-k", CASE, "-n", "2")

    assert done.returncode == 1
    assert {line.check: line.outcome for line in read(tmp_path / "out").preflight}[
        "lower tester"
    ] is PreflightOutcome.DOUBTED
