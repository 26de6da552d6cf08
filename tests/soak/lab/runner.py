"""The run of `hil conformance` on the rack, as a process that mishaps end and that goes on by `--resume`."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hil.deadline import Deadline
from hil.results.records import RESULTS

END_S = 120.0
"""A run that was asked to end, or killed, and lives longer hangs."""


@dataclass(slots=True)
class Runner:
    """One run, in as many processes one after the other as it takes."""

    bench: Path
    out: Path
    log: Path
    selection: Sequence[str]
    resumptions: int = 0
    process: subprocess.Popen[Any] | None = field(default=None)

    def start(self) -> None:
        """Begin the run, on all modules of the bench file."""
        self._start("--bench", str(self.bench), "-n", "auto", "--report-dir", str(self.out), *self.selection)

    def _start(self, *arguments: str) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "hil.cli.main", "conformance", *arguments],
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """The process that runs now, or ran last."""
        assert self.process is not None
        return self.process.pid

    def wait(self, span_s: float) -> int | None:
        """The exit code, or None when the process lives on behind that time."""
        assert self.process is not None
        with suppress(subprocess.TimeoutExpired):
            return self.process.wait(span_s)
        return None

    def resumed(self) -> str:
        """Go on with the run when the process that was told to end has ended; what that one came to.

        Returns behind the next case: before its first case a run refuses a full disk and a missing port.
        """
        code = self.wait(END_S)
        done = self.judged()
        self.resumptions += 1
        self._start("--resume", str(self.out), "-n", "auto", "--wait", "30")
        deadline = Deadline.after(END_S)
        while self.judged() == done and self.wait(0.05) is None and not deadline.expired:
            pass
        return f"exit status {code} behind {done} cases"

    def judged(self) -> int:
        """How many cases are on the disk."""
        return len(self._records("case"))

    def planned(self) -> int:
        """How many cases the run has; 0 before its first record."""
        return sum(len(record["planned"]) for record in self._records("run"))

    def _records(self, kind: str) -> list[dict[str, Any]]:
        file = self.out / RESULTS
        begin = f'{{"kind":"{kind}"'.encode()
        lines = file.read_bytes().split(b"\n")[:-1] if file.exists() else []
        return [json.loads(line) if kind == "run" else {} for line in lines if line.startswith(begin)]

    def kill(self) -> None:
        """End the run with its children."""
        if self.process and self.process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
