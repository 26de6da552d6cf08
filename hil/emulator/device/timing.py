"""The lock, condition, clock, timers and worker thread that the parts of a module share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from queue import SimpleQueue

from hil.emulator.device.clock import ModuleClock, Timers


class NotifyingCondition(threading.Condition):
    """A condition that also calls a listener when it is notified.

    `listener` is called under the lock, on the notifying thread.  It must return
    quickly, and must not take a lock that its own side holds during a call of
    the module.
    """

    listener: Callable[[], None] | None = None

    def notify_all(self) -> None:
        """Wake all waiters and call the listener."""
        super().notify_all()
        if self.listener is not None:
            self.listener()


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
        self.worked_s = 0.0
        """The module seconds that its jobs have taken by a model (`FtpService.span_s`): the same on any host."""

    def wait(self, wall_seconds: float | None = None) -> None:
        """Wait, with the lock held, until a notification, a timer or the end of the time."""
        due = self.timers.next_due()
        spans = [span for span in (due, wall_seconds) if span is not None]
        self.changed.wait(min(spans) if spans else None)
        self.timers.run_due()


class Worker:
    """Runs jobs in order on a thread that starts with the first job."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None

    def submit(self, job: Callable[[], None]) -> None:
        """Run `job` after the earlier ones; it must not raise."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()
        self._jobs.put(job)

    def close(self) -> None:
        """End the thread after the present job, which the caller has aborted."""
        if self._thread is not None:
            self._jobs.put(None)
            self._thread.join()
            self._thread = None

    def _serve(self) -> None:
        while (job := self._jobs.get()) is not None:
            job()
