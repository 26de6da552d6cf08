"""The network jobs of the FTP service: one at a time, on the worker, concluded under the module's lock."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from hil.emulator.at.terminal import Terminal
from hil.emulator.device.timing import Timing, Worker
from hil.emulator.ftp.failure import FtpFailure
from hil.spec.codes import ErrorCode

_log = logging.getLogger(__name__)


class Transfer(Protocol):
    """The UART side of a transfer; called under the module's lock."""

    terminal: Terminal

    def ready(self) -> None:
        """Note that the data connection is open."""

    def abort(self, code: int) -> None:
        """End the transfer with that <err>; the client is aborted separately."""


@dataclass(frozen=True, slots=True)
class Job:
    """Work for the worker, which may return a number and raise `FtpFailure`, and the use of its result.

    `conclude` receives the number (0 for none) or the <err>, under the lock.
    `transfer` is the UART side, if the job has one.
    """

    work: Callable[[], int | None]
    conclude: Callable[[int], None]
    transfer: Transfer | None = None


@dataclass(frozen=True, slots=True)
class JobResult:
    """The result of a job; `overruled` when the module itself has ended it."""

    value: int
    overruled: bool


class Jobs:
    """Runs one job at a time.

    `begin`, `overrule` and `forget` are called under the lock, and `ended` is
    called under it.  A job that was forgotten does not end.
    """

    def __init__(self, worker: Worker, timing: Timing, *, ended: Callable[[Job, JobResult], None]) -> None:
        self._worker, self._timing, self._ended = worker, timing, ended
        self.current: Job | None = None
        self._generation = 0
        self._overruling: int | None = None

    def begin(self, job: Job) -> None:
        """Run a job; no other job may be pending."""
        self.current = job
        generation = self._generation
        self._worker.submit(lambda: self._run(job, generation))

    def overrule(self, code: int) -> None:
        """Make that <err> the result of the present job, whatever its end."""
        self._overruling = code

    def forget(self) -> None:
        """Drop the pending job; its end has no effect."""
        self._generation += 1
        self.current = self._overruling = None

    def _run(self, job: Job, generation: int) -> None:
        value = _result(job)
        with self._timing.lock:
            if generation != self._generation:
                return
            ending = JobResult(value, overruled=False)
            if self._overruling is not None:
                ending = JobResult(self._overruling, overruled=True)
            self.current = self._overruling = None
            self._ended(job, ending)
            self._timing.changed.notify_all()


def _result(job: Job) -> int:
    try:
        return job.work() or 0
    except FtpFailure as failure:
        _log.info("FTP job failed: %s", failure)
        return failure.code
    except Exception:  # border of the thread: the DTE gets -1 (unknown error), the developer the traceback
        _log.exception("FTP job broke")
        return ErrorCode.UNKNOWN
