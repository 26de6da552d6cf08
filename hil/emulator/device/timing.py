"""The lock, condition, clock and timers that the parts of a module share."""

from __future__ import annotations

import threading

from hil.emulator.device.clock import ModuleClock, Timers
from hil.emulator.device.condition import NotifyingCondition


class Timing:
    """The lock and the time of one module.

    `lock` guards all state of the module.  `changed`, on that lock, is notified
    after new bytes for the DTE, new data for the worker, new buffer space or a new timer.
    """

    def __init__(self, clock: ModuleClock | None = None) -> None:
        self.lock = threading.RLock()
        self.changed = NotifyingCondition(self.lock)
        self.clock = clock or ModuleClock()
        self.timers = Timers(self.clock)

    def wait(self, wall_seconds: float | None = None) -> None:
        """Wait, with the lock held, until a notification, a timer or the end of the time."""
        due = self.timers.next_due()
        spans = [span for span in (due, wall_seconds) if span is not None]
        self.changed.wait(min(spans) if spans else None)
        self.timers.run_due()
