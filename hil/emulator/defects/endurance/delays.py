"""Modules whose jobs take longer: by a rule of how many sessions there were, which a restart ends or not.

A job takes a multiple of the time that it needs, so that the rule holds on any host: of
the time of the host as of the module seconds by which the module accounts for it.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable
from dataclasses import replace

from hil.emulator.at.terminal import Terminal
from hil.emulator.ftp.jobs import Job
from hil.emulator.ftp.service import FtpService

Rule = Callable[[int, random.Random], float]
"""By the number of sessions so far: the multiple of its time that a job takes in addition."""

MANY = 1_000_000
"""More sessions than a run has."""


def delaying(rule: Rule, *, lasts: bool = False) -> type[FtpService]:
    """Jobs take longer by that rule; with `lasts` a restart does not begin to count anew."""

    class Delays(FtpService):
        _sessions = 0
        _share = 0.0
        _random = random.Random(0)  # sound modules differ from one another, and a proof does not

        def _begin(self, job: Job) -> None:
            super()._begin(replace(job, work=lambda: self._delayed(job.work)))

        def _delayed(self, work: Callable[[], int | None]) -> int | None:
            began = time.monotonic()
            try:
                return work()
            finally:
                self._share = rule(self._sessions, self._random)
                threading.Event().wait(self._share * (time.monotonic() - began))

        def span_s(self, value: int) -> float:
            return super().span_s(value) * (1 + self._share)

        def report_end(self, terminal: Terminal, name: str, value: int) -> None:
            self._sessions += name == "QFTPOPEN"
            super().report_end(terminal, name, value)

        def reset(self) -> None:
            super().reset()
            if not lasts:
                self._sessions = 0

    return Delays


def growing(share: float) -> Rule:
    """Longer by that share of its time with each session."""
    return lambda sessions, _random: share * sessions


def jitter(most: float) -> Rule:
    """Longer by chance, up to a multiple."""
    return lambda _sessions, draw: most * draw.random()


def constant(share: float) -> Rule:
    """Longer by the same multiple from the first session on."""
    return lambda _sessions, _random: share


def now_and_then(every: int, share: float) -> Rule:
    """One job of so many, by chance, takes much longer, as after a retransmission."""
    return lambda _sessions, draw: share if draw.random() < 1 / every else 0.0


def while_between(first: int, last: int, share: float) -> Rule:
    """Longer in these sessions only, as in the busy hour of a network."""
    return lambda sessions, _random: share if first <= sessions < last else 0.0
