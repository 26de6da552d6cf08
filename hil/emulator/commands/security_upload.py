"""Data mode of AT+QSECWRITE (note 2.4): ends at the declared size, at `+++` with guard times, or at the timeout."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.outcome import Cme
from hil.emulator.at.terminal import Terminal
from hil.emulator.device.clock import Timer
from hil.emulator.device.timing import Timing
from hil.spec.codes import ErrorCode, ResultCode


# clause: note 2.4, note 4.1.1, note 4.1.2
class SecurityUpload:
    """One upload; its timeout of `timeout_s` module seconds applies to the whole upload.

    `keep` stores the received bytes at the end and returns their printed checksum;
    only an upload without any byte fails at the timeout.
    """

    def __init__(
        self, terminal: Terminal, *, timing: Timing, size: int, timeout_s: float, keep: Callable[[bytes], str]
    ) -> None:
        self.terminal, self._timing = terminal, timing
        self._size, self._timeout_s, self._keep = size, timeout_s, keep
        self._data = bytearray()
        self._timer: Timer | None = None

    # clause: note 2.4
    # requirements: SECWRITE-03, SECWRITE-TMO-08, SECWRITE-TMO-11
    def begin(self) -> None:
        """Enter data mode."""
        self.terminal.enter_data_mode(self)
        self._timer = self._timing.timers.after(self.time_limit_s(), self._time_out)

    # clause: note 2.4
    # requirements: SECWRITE-TMO-07
    def time_limit_s(self) -> float:
        """Module seconds until the upload ends."""
        return self._timeout_s

    @property
    def missing(self) -> int:
        """The number of bytes up to the declared size."""
        return self._size - len(self._data)

    # clause: note 2.4
    # requirements: SECWRITE-04
    def receive(self, data: bytes) -> int:
        """Take the bytes that still fit."""
        room = self.room(data)
        self._data += data[:room]
        if len(self._data) >= self._size:
            self._end()
        return room

    # clause: note 2.4
    # requirements: SECWRITE-04, SECWRITE-22
    def room(self, data: bytes) -> int:
        """The number of these bytes that belong to the file."""
        return min(len(data), self.missing)

    # clause: note 2.4
    # requirements: SECWRITE-05, SECWRITE-25, SECWRITE-27
    def escape(self) -> None:
        """End the upload after `+++`: store and report the received bytes."""
        self._end()

    # clause: note 2.4
    # requirements: SECWRITE-07
    def reported_size(self) -> int:
        """The size in the response: the number of received bytes."""
        return len(self._data)

    # clause: note 2.4, note Table 4
    # requirements: SECWRITE-TMO-06, SECWRITE-24, ERR-CME-4009
    def fail(self) -> None:
        """Report the timeout of an upload without any byte."""
        self._leave()
        self.terminal.result(Cme(ErrorCode.FILE_TIMEOUT))
        self.terminal.drain()

    # clause: note 2.4
    # requirements: SECWRITE-06
    def answer(self, line: str) -> None:
        """Write the response: the information text, then OK."""
        self.terminal.information(line)
        self.terminal.result(ResultCode.OK)

    # clause: note 2.4
    # requirements: SECWRITE-24
    def _end(self) -> None:
        checksum = self._keep(bytes(self._data))
        self._leave()
        self.answer(f"+QSECWRITE: {self.reported_size()},{checksum}")
        self.terminal.drain()

    # clause: note 2.4
    # requirements: SECWRITE-TMO-06, SECWRITE-TMO-09
    def _time_out(self) -> None:
        if self._data:
            self._end()
        else:
            self.fail()

    def _leave(self) -> None:
        self.stop_timer()
        self.terminal.leave_data_mode()

    def stop_timer(self) -> None:
        """Stop the timeout."""
        if self._timer is not None:
            self._timer.cancel()
