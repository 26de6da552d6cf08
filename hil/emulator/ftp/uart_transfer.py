"""A transfer over the UART: the data mode of AT+QFTPPUT and AT+QFTPGET (note 4.2.2, 4.2.3).

The UART side runs under the module's lock, `source` and `sink` on the worker.
Blocks are passed on unchanged; no code handles single bytes.
"""

from __future__ import annotations

from collections import deque

from hil.emulator.at.terminal import Terminal
from hil.emulator.device.clock import Timer
from hil.emulator.device.timing import Timing
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.result_lines import ResultLines
from hil.spec.codes import ErrorCode, ResultCode

BACKLOG_MAX = 16384  # waiting bytes at which the module stops the DTE, or the server


# clause: note 4.2.2, doc [2] AT+QFTPPUT
class UartUpload:
    """Data from the DTE to the server: ends at `size` bytes, at `+++` with guard times, or at the timeout."""

    def __init__(self, terminal: Terminal, timing: Timing, *, size: int | None, timeout_s: int) -> None:
        self.terminal, self._timing = terminal, timing
        self.size, self._timeout_s = size, timeout_s
        self._blocks: deque[bytes] = deque()
        self._backlog = 0
        self._timer: Timer | None = None
        self._ended = False
        self._aborted: int | None = None
        self.count = 0

    def ready(self) -> None:
        """Send CONNECT and enter data mode as soon as the channel is free."""
        with self._timing.lock:
            self.terminal.when_free(self._connect)

    # clause: note 4.2.2
    # requirements: EX422-02, EX422-04, EX422-07
    def _connect(self) -> None:
        if self._aborted is not None:
            return
        self.terminal.result(ResultCode.CONNECT)
        self.terminal.enter_data_mode(self)
        self._timer = self._timing.timers.after(self._timeout_s, self.time_out)
        self._timing.changed.notify_all()
        if self.size == 0:
            self._end()

    @property
    def missing(self) -> int | None:
        """The number of bytes up to the announced size."""
        return None if self.size is None else self.size - self.count

    # clause: note 4.2.2
    # requirements: EX422-05
    def receive(self, data: bytes) -> int:
        """Take data up to the announced size."""
        room = len(data) if self.missing is None else min(len(data), self.missing)
        self._blocks.append(data if room == len(data) else data[:room])
        self.count += room
        self._backlog += room
        self.terminal.clear_to_send = self._backlog < BACKLOG_MAX
        if self.count == self.size:
            self._end()
        self._timing.changed.notify_all()
        return room

    # clause: note 4.2.2
    # requirements: EX422-06
    def escape(self) -> None:
        """End the upload after `+++`, with the bytes before it."""
        self._end()

    # clause: note 4.2.2
    # requirements: EX422-06, EX422-07
    def time_out(self) -> None:
        """End the upload at the timeout, with the bytes before it."""
        self._end()

    def source(self, limit: int) -> bytes:
        """At most `limit` bytes, as soon as there are any; empty at the end.  Called on the worker."""
        with self._timing.lock:
            while not self._blocks and not self._ended and self._aborted is None:
                self._timing.wait()
            if self._aborted is not None:
                raise FtpFailure(self._aborted, "the module aborted the upload")
            if not self._blocks:
                return b""
            block = self._blocks.popleft()
            if len(block) > limit:
                self._blocks.appendleft(block[limit:])
                block = block[:limit]
            self._backlog -= len(block)
            if not self._ended and not self.terminal.clear_to_send and self._backlog < BACKLOG_MAX // 2:
                self.terminal.clear_to_send = True
                self._timing.changed.notify_all()
            return block

    def abort(self, code: int) -> None:
        """End the upload; `source` raises with that <err>."""
        self._aborted = code
        self._end()

    def close(self) -> None:
        """End data mode after the job."""
        self._aborted = ErrorCode.UNKNOWN if self._aborted is None else self._aborted
        self._end()

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._timer is not None and not self._ended:
            self.terminal.leave_data_mode()
            self.terminal.clear_to_send = True
        self._ended = True
        self._timing.changed.notify_all()
        if not self.terminal.in_data_mode:
            self.terminal.drain()


# clause: note 4.2.3, doc [2] AT+QFTPGET
class UartDownload:
    """Data from the server to the DTE; `+++` pauses it, ATO continues it.

    `reply` is the name of the result line that follows the data.
    """

    def __init__(self, terminal: Terminal, timing: Timing, result_lines: ResultLines, *, reply: str) -> None:
        self.terminal, self._timing = terminal, timing
        self._result_lines, self.reply = result_lines, reply
        self._waiting: list[bytes] = []
        self._flowing = False
        self._connected = False
        self._outcome: int | None = None
        self.count = 0

    def ready(self) -> None:
        """Note that the data connection is open."""
        with self._timing.lock:
            self.terminal.when_free(self._connect)

    def _connect(self) -> None:
        if self._outcome is None:
            self._connected = True
            self.resume()

    # clause: note 4.2.3
    # requirements: EX423-02
    def resume(self) -> None:
        """ATO: CONNECT, then the data that arrived during the pause."""
        self.terminal.result(ResultCode.CONNECT)
        self.terminal.enter_data_mode(self)
        self._flowing = True
        for block in self._waiting:
            self.terminal.transmit(block)
        self._waiting.clear()
        if self._outcome is not None:
            self._conclude(self._outcome)

    @property
    def missing(self) -> None:
        """No number of bytes from the DTE ends a download."""

    def receive(self, data: bytes) -> int:
        """Discard the bytes of the DTE during a download."""
        return len(data)

    def escape(self) -> None:
        """Enter command mode after `+++`; further data wait for ATO."""
        self._flowing = False
        self.terminal.leave_data_mode()
        self.terminal.paused = self
        self.terminal.result(ResultCode.OK)
        self.terminal.drain()

    def sink(self, data: bytes) -> None:
        """Take a block from the server.  Called on the worker."""
        with self._timing.lock:
            self.count += len(data)
            self.deliver(data)

    # clause: note 4.2.3
    # requirements: EX423-06
    def deliver(self, data: bytes) -> None:
        """Write a block to the DTE as soon as it takes more; keep a few while the download is paused."""
        while self._outcome is None and not self._takes_more():
            self._timing.wait()
        if self._flowing:
            self.terminal.transmit(data)
        else:
            self._waiting.append(data)

    def _takes_more(self) -> bool:
        if self._flowing:
            return self.terminal.request_to_send
        return sum(map(len, self._waiting)) < BACKLOG_MAX

    def finish(self, outcome: int) -> None:
        """Write the result line after the data."""
        self._outcome = outcome
        if self._flowing:
            self._conclude(outcome)
        elif not self._connected:
            self.terminal.urc(self._result_lines.line(self.reply, outcome))

    def abort(self, code: int) -> None:
        """End the download; the client raises by itself."""
        self._outcome = code
        self._timing.changed.notify_all()

    # clause: note 4.2.3
    # requirements: EX423-04, EX423-05
    def ends_with_ok(self, outcome: int) -> bool:
        """Whether OK follows the result line."""
        return outcome >= 0

    # clause: note 4.2.3
    # requirements: EX423-03, EX423-04, EX423-05
    def _conclude(self, outcome: int) -> None:
        self._flowing = False
        self.terminal.leave_data_mode()
        self.terminal.information(self._result_lines.line(self.reply, outcome))
        if self.ends_with_ok(outcome):
            self.terminal.result(ResultCode.OK)
        self.terminal.drain()
