"""The monitor of an idle control connection, which detects its end while no command runs (note, chapter 3)."""

from __future__ import annotations

from collections.abc import Callable

from hil.deadline import Deadline
from hil.emulator.device.timing import Worker
from hil.emulator.ftp.client import FtpClient
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.network.link import Signal


# clause: note chapter 3
# requirements: ERR-GEN-01
class IdleMonitor:
    """Uses the worker between two jobs; called under the module's lock.

    `lost` is called on the worker, without the lock, with the session and the
    <err> of its end.
    """

    def __init__(self, worker: Worker, lost: Callable[[FtpClient, int], None]) -> None:
        self._worker, self._lost = worker, lost
        self._cancel: Signal | None = None

    def begin(self, client: FtpClient) -> None:
        """Monitor a session until `end`."""
        self.end()
        self._cancel = cancel = Signal()
        self._worker.submit(lambda: self._watch(client, cancel))

    def end(self) -> None:
        """Free the worker for a job."""
        if self._cancel is not None:
            self._cancel.set()
            self._cancel = None

    def _watch(self, client: FtpClient, cancel: Signal) -> None:
        try:
            failure = client.watch(cancel, Deadline.never())
        except FtpFailure as error:
            failure = error
        finally:
            cancel.close()
        if failure is not None:
            self._lost(client, failure.code)
