"""The runner, on a few mutants drawn by a seed and some that must be killed."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

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
        timeout=280,
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
