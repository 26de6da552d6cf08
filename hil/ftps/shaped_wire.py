"""A wire at the far end of a bearer: the bearer delays the bytes in both directions.

Bytes from the DUT stay in the kernel until they are due; bytes to the DUT stay
here.  The capacity of the bearer bounds both, so the handlers and TCP see a slow line.
"""

from __future__ import annotations

import errno
import fcntl
import socket
import termios
from collections import deque
from collections.abc import Callable
from typing import Any

from hil.ftps.bearer import Bearer, Way
from hil.ftps.loop import GatedLoop
from hil.tls.wire import Wire

RECEIVE_BUFFER = 32768
_RETRY_S = 0.05  # when the kernel has no room, which happens only if a client does not read


class ShapedWire(Wire):
    """A `Wire` over `bearer`; `fail` gets an exception of a timer."""

    def __init__(
        self, sock: socket.socket, bearer: Bearer, ioloop: GatedLoop, *, fail: Callable[[], None]
    ) -> None:
        super().__init__(sock)
        self.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)
        self.lag_s = bearer.lag_s
        self._bearer = bearer
        self._ioloop = ioloop
        self._fail = fail
        self._number = self.fileno()
        self._coming: deque[tuple[float, int]] = deque()  # time when due, number of bytes
        self._due = 0  # bytes that may be read
        self._going: deque[tuple[float, bytes]] = deque()
        self._is_finishing = False
        self._timers: dict[Way, Any] = {}

    # From the DUT

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """As in `Wire`, for the bytes that are due."""
        self._look()
        if not self._due and self._coming:
            self._wait_for_bytes()
            raise BlockingIOError(errno.EAGAIN, "the bearer has delivered nothing yet")
        data = super().recv(min(bufsize, self._due) if self._due else bufsize, flags)
        self._due -= min(len(data), self._due)
        if not self._due and self._coming:
            self._wait_for_bytes()
        return data

    def _look(self) -> None:
        """Move bytes from the kernel to the bearer, up to its capacity, and take the bytes that are due."""
        now = self._ioloop.clock()
        under_way = sum(size for _, size in self._coming)
        waiting = _readable(self) - self._due - under_way
        room = self._bearer.ahead(Way.UP) - under_way
        portion = self._bearer.portion(Way.UP)
        while waiting > 0 and room > 0:
            size = min(waiting, portion)
            due = self._bearer.carry(size, Way.UP, now=now)
            self._coming.append((max(due, self._coming[-1][0]) if self._coming else due, size))
            waiting, room = waiting - size, room - size
        while self._coming and self._coming[0][0] <= now:
            self._due += self._coming.popleft()[1]

    def _wait_for_bytes(self) -> None:
        self._ioloop.hold(self._number, self._ioloop.READ)
        self._at(Way.UP, self._coming[0][0], self._let_in)

    def _let_in(self) -> None:
        self._timers.pop(Way.UP)
        self._ioloop.release(self._number, self._ioloop.READ)

    # To the DUT

    def _send(self, data: Any, flags: int) -> int:
        queued = sum(len(each) for _, each in self._going)
        room = self._bearer.ahead(Way.DOWN) - queued
        if room < min(len(data), self._bearer.portion(Way.DOWN)):
            self._ioloop.hold(self._number, self._ioloop.WRITE)
            raise BlockingIOError(errno.EAGAIN, "the bearer is full")
        if not data:
            return super()._send(data, flags)
        now = self._ioloop.clock()
        size = min(len(data), room)
        portion = self._bearer.portion(Way.DOWN)
        for begin in range(0, size, portion):
            part = bytes(data[begin : min(begin + portion, size)])
            due = self._bearer.carry(len(part), Way.DOWN, now=now)
            self._going.append((max(due, self._going[-1][0]) if self._going else due, part))
        self._at(Way.DOWN, self._going[0][0], self._let_out)
        return size

    def finish(self) -> bool:
        """As in `Wire`; bytes in transit count."""
        if super().finish() and not self._going:
            return True
        self._is_finishing = True
        self._ioloop.hold(self._number, self._ioloop.WRITE)
        return False

    def _let_out(self) -> None:
        self._timers.pop(Way.DOWN)
        now = self._ioloop.clock()
        try:
            while self._going and self._going[0][0] <= now:
                due, data = self._going[0]
                sent = super()._send(data, 0)
                if sent < len(data):
                    self._going[0] = (due, data[sent:])
                else:
                    self._going.popleft()
        except BlockingIOError:
            self._at(Way.DOWN, now + _RETRY_S, self._let_out)
            return
        except OSError:
            self._going.clear()  # it is broken; the handler notices that when it reads or writes
        if self._going:
            self._at(Way.DOWN, self._going[0][0], self._let_out)
        if not self._going or not self._is_finishing:
            self._ioloop.release(self._number, self._ioloop.WRITE)

    # Both

    @property
    def is_reset(self) -> bool:
        """As in `Wire`; it asks the kernel, since reading may be held back."""
        if not super().is_reset:
            number = self.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR) if self.fileno() >= 0 else 0
            if number:
                self._note(OSError(number, "seen by the kernel"))
        return super().is_reset

    def close(self) -> None:
        """As in `socket`."""
        for timer in self._timers.values():
            if not timer.cancelled:
                timer.cancel()
        self._timers.clear()
        self._ioloop.forget(self._number)
        super().close()

    def _at(self, way: Way, t: float, target: Callable[[], None]) -> None:
        timer = self._timers.get(way)
        if timer is not None and not timer.cancelled:
            if way is Way.DOWN and timer.timeout <= t:
                return  # it is the earliest timer, and starts the next one
            timer.cancel()
        self._timers[way] = self._ioloop.call_at(t, target, fail=self._fail)


def _readable(sock: socket.socket) -> int:
    """The bytes that the kernel holds for the reader."""
    return int.from_bytes(fcntl.ioctl(sock.fileno(), termios.FIONREAD, bytes(4)), "little")
