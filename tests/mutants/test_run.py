"""The runner, on a few mutants drawn by a seed and some that must be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.suite_run import HANG_S

from .table import JSON

ROOT = Path(__file__).parents[2]

MUST_DIE = (
    "one-more.always.qftpcfg-1.read",
    "forget.after-error.sslversion-2.stored",
    "accept.always.SecurityStore.check_upload",
    "say-no.always.SecurityFileCommands.is_good",
    "negate.always.TlsClient.verifies_server",
    "zero-block.if-passive.DataConnection.receive_block",
    "drop-last.always.TlsClient.offered_suites",
    "refuse.always.FtpCommands._path",
    "latch.always.user.used",
    "neighbour.always.ResultLines.line.value",
)
"""Some of each kind of target, for every run of the tests; `make mutants` judges a sample of all."""


@cache
def judged() -> Any:
    folder = ROOT / "reports/mutants-quick"
    done = subprocess.run(
        [sys.executable, "-m", "tests.mutants", *MUST_DIE, "--no-baseline", f"--report-dir={folder}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert (folder / JSON).exists(), done.stdout + done.stderr
    return json.loads((folder / JSON).read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", MUST_DIE)
def test_a_mutant_is_killed_and_was_at_work(name: str) -> None:
    row = judged()["mutants"][name]

    assert row["fate"] == "killed", f"{row['fate']}: {row['trouble']} {row['bent']} of {row['evaluated']}"
    assert row["bent"] > 0


def test_the_run_holds() -> None:
    assert judged()["holds"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM], ids=lambda number: number.name)
def test_an_interrupted_run_leaves_a_table_of_what_was_judged(number: signal.Signals, tmp_path: Path) -> None:
    running = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.mutants", *MUST_DIE, "--no-baseline", "-n", "1"),
            f"--report-dir={tmp_path}",
        ],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert running.stdout is not None
    first = next(line for line in running.stdout if "killed by" in line)

    os.kill(running.pid, number)
    said = running.communicate(timeout=300)[0]

    table = json.loads((tmp_path / JSON).read_text(encoding="utf-8"))
    assert running.returncode == 130
    assert 1 <= table["judged"] < table["planned"] == len(MUST_DIE)
    assert table["interrupted"]
    assert table["mutants"][next(name for name in MUST_DIE if name in first)]["fate"] == "killed"
    assert "broken off" in said
    assert not forks_of(running.pid)


def forks_of(session: int) -> list[str]:
    """The processes of a session that still run."""
    found = subprocess.run(
        ["ps", "-o", "pid=", "-s", str(session)], capture_output=True, text=True, check=False
    )
    return found.stdout.split()
