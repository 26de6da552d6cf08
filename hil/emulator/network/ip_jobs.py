"""Jobs of the TCP/IP stack besides FTP: DNS queries, pings, SNTP; one at a time, on a thread of their own.

The worker of the FTP service can't run them, because it monitors the session between jobs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from hil.emulator.device.timing import Timing, Worker
from hil.emulator.network.link import Interrupted, Signal

_log = logging.getLogger(__name__)
_T = TypeVar("_T")


class IpJobs:
    """The jobs of one module; all methods but `close` are called under its lock."""

    def __init__(self, name: str, timing: Timing) -> None:
        self._timing = timing
        self._worker = Worker(name)
        self._signal: Signal | None = None

    @property
    def busy(self) -> bool:
        """Whether a job is pending."""
        return self._signal is not None

    def begin(self, work: Callable[[Signal], _T], conclude: Callable[[_T], None]) -> None:
        """Run `work` without the lock and `conclude` with it; `cut` prevents both."""
        signal = self._signal = Signal()

        def run() -> None:
            try:
                outcome = work(signal)
            except Interrupted:
                return
            except Exception:  # border of the thread: the DTE gets no response, the developer sees the reason
                _log.exception("a job of the TCP/IP stack broke")
                return
            finally:
                signal.close()
                with self._timing.lock:
                    current = self._signal is signal
                    if current:
                        self._signal = None
            with self._timing.lock:
                if current:
                    conclude(outcome)
                    self._timing.changed.notify_all()

        self._worker.submit(run)

    def cut(self) -> None:
        """Abort the running job; the DTE gets no response."""
        if self._signal is not None:
            self._signal.set()
            self._signal = None

    def close(self) -> None:
        """Wait for the thread to end, after `cut`; call it without the lock."""
        self._worker.close()
