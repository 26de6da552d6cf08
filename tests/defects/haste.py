"""What a campaign on a degenerate DUT leaves out: long waits, and the check of the line after a fail.

Such a DUT does in milliseconds all that it will ever do, and most cases wait in vain: for a result
line, for a connection.  Only a pass is judged there.  Neither a shorter wait nor a fail without a check of
the line makes a case pass.

A short wait would also end while the process only waits for a processor, and a case would fail for that.  So
these waits are longer by the time in which threads of the process were ready and did not run.
"""

from __future__ import annotations

import math
import time
from dataclasses import dataclass
from pathlib import Path

from hil.deadline import Deadline
from hil.modem.modem import Modem

KNEE_S = 0.1
"""Waits up to here keep their length: guard times, the steps of the module's fast clock."""

FACTOR = 50.0
"""So many times shorter is what is above; a wait of 15 s takes 0.4 s."""

CLOCK_RATE = 100
"""Module seconds in a second."""

_LONGEST_S = 1e6
_TASKS = Path("/proc/self/task")


def short(span_s: float) -> float:
    """The length of a wait of so many seconds."""
    if not KNEE_S < span_s < _LONGEST_S:
        return span_s
    return KNEE_S + (span_s - KNEE_S) / FACTOR


def ready_s() -> float:
    """Seconds in which the threads of this process were ready and did not run; 0 where the system does not tell."""
    return sum(map(_ready_s, _TASKS.glob("*/schedstat")))


def _ready_s(statistics: Path) -> float:
    try:
        return (
            int(statistics.read_text().split()[1]) / 1e9
        )  # proc(5): ns on the CPU, ns on a run queue, slices
    except (OSError, IndexError):  # the thread has ended
        return 0.0


@dataclass(frozen=True, slots=True)
class PatientDeadline(Deadline):
    """A deadline that comes later by the time in which the process waited for a processor."""

    ready_before_s: float = 0.0

    @property
    def remaining(self) -> float:
        """Seconds left, never below zero."""
        left_s = self.at - time.monotonic()
        if left_s > 0.0 or math.isinf(self.at):
            return max(0.0, left_s)
        return max(0.0, left_s + max(0.0, ready_s() - self.ready_before_s))


def hurry() -> None:
    """Shorten every later wait of this process, and take its line for good; a fork calls it, for nothing takes it back."""

    def after(_cls: type[Deadline], span_s: float) -> Deadline:
        span_s = short(span_s)
        return PatientDeadline(time.monotonic() + span_s, span_s, ready_s())

    Deadline.after = classmethod(after)  # type: ignore[assignment,method-assign]
    Modem.line_trouble = lambda _modem: None  # type: ignore[assignment,method-assign]
