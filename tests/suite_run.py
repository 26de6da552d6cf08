"""The suites run by pytest in a process of their own, and the report that it leaves."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from hil.errors import InfrastructureError
from hil.results.model import RunReport
from hil.results.records import RESULTS, read

ROOT = Path(__file__).parent.parent

HANG_S = 550.0
"""What only a run that hangs takes, on a slow and busy machine too; `make test` ends the test a little later."""


def run_suites(dut: str, folder: Path, arguments: Sequence[str], *, span_s: float) -> RunReport:
    """Run the suites on the DUT of that URL; `arguments` are more of pytest, `span_s` is what only a run that hangs takes.

    Cases can be shuffled (`tests.soak.shuffle`).  Raises `InfrastructureError` when the
    run leaves no results, or was stopped from outside.
    """
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "suites", "-q", "--tb=no", "-p", "no:cacheprovider"),
            *("-p", "tests.soak.shuffle", f"--dut={dut}", f"--report-dir={folder}", *arguments),
        ],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=span_s,
        check=False,
    )
    if not (folder / RESULTS).exists():
        raise InfrastructureError(f"the run on {dut} left no results: {(done.stdout + done.stderr)[-500:]}")
    report = read(folder / RESULTS)
    if done.returncode < 0 or report.interrupted:
        raise InfrastructureError(
            f"the run on {dut} was stopped after {len(report.cases)} cases (exit status {done.returncode})"
        )
    return report
