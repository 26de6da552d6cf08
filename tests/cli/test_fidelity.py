"""`hil fidelity` between two personalities of the emulator: exactly their differences, and none between equal runs."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hil.cli.main import run
from tests.suite_run import ROOT

CASES = "test_5_1_recovery or several_files or test_the_test_form_of_qsslcfg"


def recorded(folder: Path, dut: str) -> Path:
    """A run of some cases on that DUT; returns its folder."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "suites", "-q", "--tb=no", "-p", "no:cacheprovider"),
            *("--campaign=smoke", "-k", CASES, f"--dut={dut}", "--hil-report-dir", str(folder)),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-2000:]
    return folder


@pytest.fixture(scope="module")
def note(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("note"), "emulator://m95")


@pytest.fixture(scope="module")
def gsm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return recorded(tmp_path_factory.mktemp("gsm"), "emulator://m95?personality=classic-gsm")


def test_two_runs_of_one_personality_do_not_differ(
    note: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = recorded(tmp_path / "again", "emulator://m95")

    code = run(["fidelity", str(note), str(again)])

    assert code == 0, capsys.readouterr().out
    assert (
        "\n 100.0%  overall" in f"\n{capsys.readouterr().out}"
    )  # times may stand before it: the host is busy


def test_two_personalities_differ_in_what_makes_them_two(
    note: Path, gsm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = run(["fidelity", str(note), str(gsm), "--json"])

    found = json.loads(capsys.readouterr().out)
    kinds = {
        (command["command"], difference["kind"])
        for command in found["commands"]
        for difference in command["differences"]
    }
    assert code == 1
    assert {
        ("AT+QFTPSTAT", "spaces"),
        ("AT+QFTPOPEN=", "spaces"),
        ("AT+QIDEACT", "final result code"),
    } <= kinds
    assert {command for command, kind in kinds if kind == "spaces"} <= {
        *(
            "AT+QFTPSTAT",
            "AT+QFTPCFG=",
            "AT+QFTPOPEN=",
            "AT+QFTPCLOSE",
            "AT+QFTPPUT=, its data",
            "AT+QFTPPATH=",
        ),
    }
    assert found["differing"] == sum(command["differing"] for command in found["commands"])
    assert 0 < found["fidelity"] < 1


def test_the_worst_command_is_told_first_with_an_example(
    note: Path, gsm: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(["fidelity", str(note), str(gsm), "--examples", "1"])

    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("   0.0%  AT+QFTPSTAT: ")
    assert lines[2].endswith("real      +QFTPSTAT: CLOSED | OK")
    assert lines[3].endswith("emulated  +QFTPSTAT:CLOSED | OK")


def test_a_folder_without_a_run_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["fidelity", str(tmp_path), str(tmp_path / "other")])

    assert code == 2
    assert capsys.readouterr().err.splitlines() == [
        (
            f"hil: {tmp_path} has no results.jsonl; expected the folder of a run whose DUT was reached, "
            "made by this version of m95-hil"
        )
    ]
