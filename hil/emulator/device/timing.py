"""What every part of a module shares that waits or acts later: lock, condition, clock, timers."""

from __future__ import annotations

import threading

from hil.emulator.device.clock import ModuleClock, Timers
from hil.emulator.device.condition import NotifyingCondition


class Timing:
    """The lock and the time of one module.

    `lock` guards all state of the module.  `changed`, on that lock, is notified
    when bytes for a DTE, data for the worker, room for more data or a timer came.
    """

    def __init__(self, clock: ModuleClock | None = None) -> None:
        self.lock = threading.RLock()
        self.changed = NotifyingCondition(self.lock)
        self.clock = clock or ModuleClock()
        self.timers = Timers(self.clock)

    def wait(self, wall_seconds: float | None = None) -> None:
        """Wait, lock held, until something changed, a timer fired or the time is over."""
        due = self.timers.next_due()
        spans = [span for span in (due, wall_seconds) if span is not None]
        self.changed.wait(min(spans) if spans else None)
        self.timers.run_due()
