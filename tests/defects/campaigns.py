"""Campaigns in processes of their own, a few at a time, each on an emulator with one defect or with none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from hil.report.model import CaseResult
from hil.report.store import RESULTS, read
from hil.verdict import Verdict

ROOT = Path(__file__).parent.parent.parent
AT_A_TIME = 2

SINGLE_SUBJECT = (
    "AUTH-05",
    "EX411-01",
    "EX412-02",
    "EX422-01",
    "EX422-04",
    "EX423-05",
    "MODE-01",
    "PROC-02",
    "VER-06",
)
"""Requirements whose tests join every campaign, to show that a defect leaves alone what it doesn't concern."""

INTEGRATION = ("test_pairs.py", "test_confidentiality.py", "test_1_2_procedure.py::test_the_procedure")
"""Tests that stand on the whole of TLS, FTP and AT: any defect on their way makes them fail, rightly."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a campaign came to."""

    cases: tuple[CaseResult, ...]
    output: str

    @property
    def not_passed(self) -> tuple[CaseResult, ...]:
        """The cases with a verdict other than pass."""
        return tuple(case for case in self.cases if case.verdict is not Verdict.PASS)

    def failed_for(self, requirements: Sequence[str]) -> list[str]:
        """The cases that failed and verify one of these requirements."""
        return [
            case.name
            for case in self.not_passed
            if case.verdict is Verdict.FAIL and set(case.requirements) & set(requirements)
        ]

    def failed_beside(self, requirements: Sequence[str]) -> list[str]:
        """The cases that did not pass, verify none of these requirements and are no integration tests."""
        return [
            f"{case.name}: {case.verdict}: {case.reason}"
            for case in self.not_passed
            if not set(case.requirements) & set(requirements)
            and not any(part in case.id for part in INTEGRATION)
        ]


class Campaigns:
    """Runs campaigns and keeps what they came to."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._pool = ThreadPoolExecutor(AT_A_TIME)
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        self._environment = {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode")}  # half of the time
        self._running: dict[str, Future[Campaign]] = {}

    def start(self, defect: str, requirements: Sequence[str]) -> None:
        """Begin the campaign of a defect, the empty name meaning none, unless it was begun before."""
        if defect not in self._running:
            self._running[defect] = self._pool.submit(self._run, defect, requirements)

    def result(self, defect: str) -> Campaign:
        """What a campaign that was begun came to."""
        return self._running[defect].result()

    def close(self) -> None:
        """Wait for those under way; forget those not begun."""
        self._pool.shutdown(cancel_futures=True)

    def _run(self, defect: str, requirements: Sequence[str]) -> Campaign:
        folder = self._folder / (defect or "none")
        wanted = [f"--requirement={name}" for name in dict.fromkeys((*requirements, *SINGLE_SUBJECT))]
        url = "emulator://m95" + (f"?defect={defect}" if defect else "")
        done = subprocess.run(
            [
                *(sys.executable, "-m", "pytest", "suites", "-q", "--tb=short", "-p", "no:cacheprovider"),
                *("-p", "no:hypothesispytest"),
                *(f"--dut={url}", f"--report-dir={folder}", *wanted),
            ],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        output = done.stdout + done.stderr
        if not (folder / RESULTS).exists():
            return Campaign((), output)
        return Campaign(read(folder / RESULTS).cases, output)
