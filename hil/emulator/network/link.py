"""One TCP connection of the module: every wait has a deadline, and another thread can interrupt it.

Reading and writing raise `TimeoutError` at the deadline, `Interrupted` when the
job was aborted, and `OSError` for network errors.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import socket
import threading
from collections.abc import Collection

from hil.deadline import Deadline

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE

_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)


class Interrupted(Exception):
    """`Signal.set` of the job ended a wait."""


class Signal:
    """An event on which a selector can wait; set once, from any thread."""

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._writer.setblocking(False)
        self._guard = threading.Lock()
        self._closed = False
        self.is_set = False

    def set(self) -> None:
        """Wake all present and later waiters."""
        with self._guard:
            self.is_set = True
            if not self._closed:
                with contextlib.suppress(BlockingIOError):
                    self._writer.send(b"!")

    def fileno(self) -> int:
        """Readable once the signal is set."""
        return self._reader.fileno()

    def close(self) -> None:
        """Close the descriptors; `set` may still be called."""
        with self._guard:
            self._closed = True
            self._reader.close()
            self._writer.close()


Waitable = socket.socket | Signal


def wait(
    waitables: Collection[tuple[Waitable, int]], abort: Signal, deadline: Deadline
) -> tuple[Waitable, ...]:
    """Wait until some of the `waitables` are ready, and return them; empty at `deadline`.

    It raises `Interrupted` as soon as `abort` is set.
    """
    with _Selector() as selector:
        selector.register(abort, READ)
        for waitable, events in waitables:
            selector.register(waitable, events)
        ready: list[object] = []
        while not ready:
            ready = [key.fileobj for key, _ in selector.select(deadline.remaining_or_none)]
            if deadline.expired:
                break
    if abort in ready or abort.is_set:
        raise Interrupted
    return tuple(waitable for waitable, _ in waitables if waitable in ready)


class TcpConnection:
    """A connected TCP socket; `deadline` applies to each operation and may be replaced."""

    def __init__(self, connection: socket.socket, abort: Signal, deadline: Deadline) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket = connection
        self._abort = abort
        self.deadline = deadline
        self.is_reset = False  # seen by an operation so far

    @classmethod
    def connect(cls, address: tuple[str, int], abort: Signal, deadline: Deadline) -> TcpConnection:
        """Connect to `address` before `deadline`."""
        link = cls(socket.socket(socket.AF_INET, socket.SOCK_STREAM), abort, deadline)
        try:
            with contextlib.suppress(BlockingIOError):
                link._socket.connect(address)
            link._await(WRITE, f"connection to {address[0]}:{address[1]}")
            link._raise_error(address)
        except BaseException:
            link.close()
            raise
        return link

    @property
    def local_address(self) -> str:
        """Our address on this connection."""
        address: str = self._socket.getsockname()[0]
        return address

    @property
    def peer_address(self) -> str:
        """The server's address on this connection."""
        address: str = self._socket.getpeername()[0]
        return address

    @property
    def waitable(self) -> socket.socket:
        """The object that `wait` takes."""
        return self._socket

    @property
    def pending(self) -> bool:
        """Whether received bytes are buffered that a selector does not report."""
        return False

    def recv(self, limit: int) -> bytes:
        """Receive at least one byte; b"" when the peer has closed its direction."""
        while True:
            try:
                return self._socket.recv(limit)
            except BlockingIOError:
                self._await(READ, "data")

    def send(self, data: bytes) -> int:
        """Send at least one byte of `data`; returns the number sent."""
        while True:
            try:
                return self._socket.send(data)
            except BlockingIOError:
                self._await(WRITE, "room to send")
            except ConnectionError:
                self.is_reset = True
                raise

    def sendall(self, data: bytes) -> None:
        """Send all of `data`."""
        view = memoryview(data)
        while view:
            view = view[self.send(view) :]  # type: ignore[arg-type]  # a socket takes any buffer

    def finish_sending(self) -> None:
        """Close our direction of the connection."""
        try:
            self._socket.shutdown(socket.SHUT_WR)
        except OSError:
            self.is_reset = True

    def drain(self, deadline: Deadline) -> None:
        """Read and discard until the peer closes its direction, so that closing sends no RST."""
        self.deadline = deadline
        with contextlib.suppress(OSError):
            while self.recv(4096):
                pass

    def close(self) -> None:
        """Close the socket; idempotent."""
        self._socket.close()

    def _raise_error(self, address: tuple[str, int]) -> None:
        error = self._socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, f"connection to {address[0]}:{address[1]}: {os.strerror(error)}")

    def _await(self, events: int, what: str) -> None:
        if not wait([(self._socket, events)], self._abort, self.deadline):
            raise TimeoutError(f"no {what} within {self.deadline.span_s:.1f} s")
