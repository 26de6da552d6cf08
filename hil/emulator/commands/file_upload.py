"""Data mode of AT+QFUPL and AT+QFWRITE: a known number of bytes, or all bytes until silence or `+++`."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.outcome import Cme, Outcome
from hil.emulator.at.terminal import Terminal
from hil.emulator.device.clock import Timer
from hil.emulator.device.timing import Timing
from hil.spec.codes import ErrorCode

ACKNOWLEDGED_BLOCK = 1024  # bytes, sibling series


class FileUpload:
    """Ends at `size` bytes, at `+++` with guard times, or after `timeout_s` module seconds without a byte.

    `keep` receives the bytes, and its outcome is the response; without any byte the
    upload times out.  An acknowledging upload answers `A` to each block.
    """

    def __init__(
        self,
        terminal: Terminal,
        *,
        timing: Timing,
        size: int,
        timeout_s: int,
        keep: Callable[[bytes], Outcome],
        acknowledging: bool = False,
    ) -> None:
        self._terminal, self._timing = terminal, timing
        self._size, self._timeout_s, self._keep = size, timeout_s, keep
        self._acknowledging = acknowledging
        self._data = bytearray()
        self._timer: Timer | None = None

    def begin(self) -> None:
        """Enter data mode."""
        self._terminal.enter_data_mode(self)
        self._restart_timer()

    @property
    def missing(self) -> int:
        """The number of bytes up to the size."""
        return self._size - len(self._data)

    def receive(self, data: bytes) -> int:
        """Take the bytes that still fit."""
        before, room = len(self._data), min(len(data), self.missing)
        self._data += data[:room]
        if self._acknowledging:
            blocks = len(self._data) // ACKNOWLEDGED_BLOCK - before // ACKNOWLEDGED_BLOCK
            self._terminal.transmit(b"A" * blocks)
        if len(self._data) == self._size:
            self.escape()
        else:
            self._restart_timer()
        return room

    def escape(self) -> None:
        """The end, by size, by silence or by `+++`."""
        if self._timer is not None:
            self._timer.cancel()
        self._terminal.leave_data_mode()
        outcome = self._keep(bytes(self._data))
        self._answer(outcome)

    def _time_out(self) -> None:
        if self._data:
            self.escape()
        else:
            self._terminal.leave_data_mode()
            self._answer(Outcome(final=Cme(ErrorCode.FILE_TIMEOUT)))

    def _answer(self, outcome: Outcome) -> None:
        if outcome.lines:
            self._terminal.information(*outcome.lines)
        if outcome.final is not None:
            self._terminal.result(outcome.final)
        self._terminal.drain()

    def _restart_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._timing.timers.after(self._timeout_s, self._time_out)
