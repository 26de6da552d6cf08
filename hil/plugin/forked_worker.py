"""A worker of `hil.plugin.forks`: runs collected cases in a fork of the process that has collected them.

It takes the index of a case from the pipe that all workers share, and the index of its next
one with it, since pytest keeps the fixtures that two cases have in common.  The reports
of a case go to the parent in one message.  SIGTERM breaks the case under way off, which
then has no verdict; Ctrl-C and the end of the terminal are the parent's business.
"""

from __future__ import annotations

import ctypes
import os
import signal
import traceback
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any, NoReturn

import pytest

from hil.plugin.withdrawal import WorkerLeaves
from hil.stopping import SIGNALS

INDEX_BYTES = 4
"""The size of an index in the pipe of the work."""

_PR_SET_PDEATHSIG = 1  # prctl(2)

Report = Mapping[str, Any]
"""A report as `pytest_report_to_serializable` makes it."""


@dataclass(frozen=True, slots=True)
class Done:
    """The cases of a worker: the reports of the one that has ended, and the index of the one that begins."""

    reports: tuple[Report, ...]
    began: int | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The last message: why the worker ended before its work did, empty if it did not."""

    trouble: str = ""
    returncode: int | None = None
    """Set if a fixture ended the run by `pytest.exit`."""

    stop: str = ""
    """Why no other case is to begin, such as a time limit."""


@dataclass(frozen=True, slots=True)
class Left:
    """The last message of a worker whose module is gone: reports of the case under way, and whether it has its verdict."""

    reports: tuple[Report, ...]
    has_verdict: bool


class ForkedWorker:
    """The plugin of one worker, in its fork."""

    def __init__(self, session: pytest.Session, *, work: int, parent: Connection, parent_pid: int) -> None:
        self._session = session
        self._work = work
        self._parent = parent
        self._parent_pid = parent_pid
        self._reports: list[Report] = []
        self._sends = self._is_broken_off = False

    def run(self) -> NoReturn:
        """Run cases until no work is left, and end the process: its parent's session is not its own to finish."""
        status = 1
        try:
            die_with(self._parent_pid)
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, self._break_off)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
            self._session.config.pluginmanager.register(self)
            self._send(self._run_cases())
            status = 0
        except KeyboardInterrupt:
            with suppress(BaseException):  # the parent waits for no report any more
                self._send(Ended())  # this is no crash, and no verdict about the case under way
                self._session._setupstate.teardown_exact(None)  # noqa: SLF001 - as pytest does at its end
        finally:
            os._exit(status)

    def _run_cases(self) -> Ended | Left:
        try:
            index = self._take()
            self._send(Done((), index))
            while index is not None:
                following = self._take()
                self._run_case(index, following)
                self._send(Done(tuple(self._reports), None if self._session.shouldstop else following))
                self._reports.clear()
                if self._session.shouldstop:
                    return Ended(stop=str(self._session.shouldstop))
                index = following
        except WorkerLeaves as leaves:
            return Left(tuple(self._reports), leaves.has_verdict)
        except pytest.exit.Exception as ending:
            return Ended(str(ending), ending.returncode or 1)
        except Exception:  # the border of the process: the parent tells it
            return Ended(traceback.format_exc())
        return Ended()

    def _run_case(self, index: int, following: int | None) -> None:
        items = self._session.items
        coming = None if following is None else items[following]
        self._session.config.hook.pytest_runtest_protocol(item=items[index], nextitem=coming)

    def _take(self) -> int | None:
        """The index of the next case; None if there is none, or no parent any more."""
        data = os.read(self._work, INDEX_BYTES)
        return int.from_bytes(data) if data else None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the report for the parent."""
        config = self._session.config
        self._reports.append(config.hook.pytest_report_to_serializable(config=config, report=report))

    def _send(self, message: Done | Ended | Left) -> None:
        """Send a whole message: the parent could not tell where the next one begins."""
        self._sends = True
        self._parent.send(message)
        self._sends = False
        if self._is_broken_off:
            self._is_broken_off = False
            raise KeyboardInterrupt

    def _break_off(self, *_signal: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once: the tear-down runs to its end
        if self._sends:
            self._is_broken_off = True
        else:
            raise KeyboardInterrupt


def die_with(parent: int) -> None:
    """Let the system kill this process when its parent dies: it would hold the folder of the run, and its DUT."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was dead before
        os._exit(1)
