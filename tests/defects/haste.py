"""What a campaign on a degenerate DUT leaves out: long waits, the check of the line after a fail, and what follows a fail.

Such a DUT does in milliseconds all that it will ever do, and most cases wait in vain: for a result
line, for a connection.  Only a pass is judged there.  Neither a shorter wait nor a fail without a check of
the line makes a case pass.  A group of checks ends with the first one that does not hold: the case cannot pass any more.

A short wait would also end while the process still computes or waits for a processor, and a case would fail
for that.  So these waits last longer by the time in which threads of the process ran, or were ready to run.
"""

from __future__ import annotations

import threading
import time
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

from hil.deadline import Deadline
from hil.expect import subjects
from hil.modem.modem import Modem

KNEE_S = 0.15
"""Waits up to here keep their length: guard times, the steps of the module's fast clock."""

FACTOR = 100.0
"""So many times shorter is what is above; a wait of 15 s takes 0.3 s."""

CLOCK_RATE = 100
"""Module seconds in a second."""

LONGER_S = 20.0
"""A wait lasts so much longer at most: something may compute for good."""

_LONGEST_S = 1e6
_TASKS = Path("/proc/self/task")


class ShortSpan(float):
    """The length of a wait that is short already: one that is made of what is left of another one."""


def short(span_s: float) -> ShortSpan:
    """The length of a wait of so many seconds."""
    if isinstance(span_s, ShortSpan):
        return span_s
    if not KNEE_S < span_s < _LONGEST_S:
        return ShortSpan(span_s)
    return ShortSpan(KNEE_S + (span_s - KNEE_S) / FACTOR)


class BusyTime:
    """The seconds in which threads of this process ran, or were ready and did not run, also those that have ended."""

    def __init__(self, tasks: Path = _TASKS) -> None:
        self._tasks = tasks
        self._guard = threading.Lock()
        self._of_thread: dict[str, float] = {}
        self._of_ended_s = 0.0

    def so_far_s(self) -> float:
        """So many seconds until now; it never falls."""
        with self._guard:
            running = {task.name: _ready_s(task / "schedstat") for task in self._tasks.glob("*")}
            for thread, before_s in self._of_thread.items():
                if running.get(thread, 0.0) < before_s:  # it has ended; another one may have its number
                    self._of_ended_s += before_s
            self._of_thread = running
            return time.process_time() + self._of_ended_s + sum(running.values())


def _ready_s(statistics: Path) -> float:
    try:
        with statistics.open("rb") as file:  # proc(5): ns on the CPU, ns on a run queue, slices
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError):  # the thread has ended
        return 0.0


_BUSY = BusyTime()


@dataclass(frozen=True, slots=True)
class PatientDeadline(Deadline):
    """A deadline that comes later by the time in which the process was busy."""

    busy_before_s: float = 0.0

    @property
    def remaining(self) -> float:
        """Seconds left, never below zero."""
        left_s = self.at - time.monotonic()
        if left_s <= 0.0:
            left_s += min(LONGER_S, _BUSY.so_far_s() - self.busy_before_s)
        return ShortSpan(max(0.0, left_s))


def hurry() -> None:
    """Shorten every later wait of this process, take its line for good, and end a case with its first failed check.

    A fork calls it, for nothing takes it back.
    """

    def after(_cls: type[Deadline], span_s: float) -> Deadline:
        span_s = short(span_s)
        return PatientDeadline(time.monotonic() + span_s, span_s, _BUSY.so_far_s())

    Deadline.after = classmethod(after)  # type: ignore[assignment,method-assign]
    subjects.collected = nullcontext  # type: ignore[assignment,attr-defined]
    Modem.line_trouble = lambda _modem: None  # type: ignore[assignment,method-assign]
