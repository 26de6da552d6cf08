"""The socket below TLS: non-blocking; it keeps the first bytes of the peer and how the peer ended the connection."""

from __future__ import annotations

import errno
import socket
import struct
from enum import Enum
from typing import Any

from hil.evidence.tap import Tap

FIRST_BYTES_MAX = 4096


class WireEnd(Enum):
    """How the peer ended the TCP connection."""

    OPEN = "nothing yet"
    FIN = "FIN"
    RESET = "RST"


class Wire(socket.socket):
    """A connected socket, taken over from the one that accepted or connected it.

    `sendall` never blocks: bytes that the kernel does not accept are kept and sent
    first (`flush`, or the next `send`).  A `tap` gets a copy of all bytes.
    """

    lag_s = 0.0
    """How long bytes that have been sent may be under way on this side of the kernel."""

    def __init__(self, sock: socket.socket) -> None:
        super().__init__(sock.family, sock.type, sock.proto, fileno=sock.detach())
        self.setblocking(False)
        if self.family in {socket.AF_INET, socket.AF_INET6}:
            self.setsockopt(
                socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
            )  # else the parts of split records wait for each other
        self._backlog = bytearray()
        self._first = bytearray()
        self.end = WireEnd.OPEN
        self.tap: Tap | None = None

    @property
    def first_bytes(self) -> bytes:
        """The first bytes that the peer sent, at most 4096."""
        return bytes(self._first)

    @property
    def has_backlog(self) -> bool:
        """Whether bytes wait for room in the kernel."""
        return bool(self._backlog)

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """As in `socket`; records the end of the stream."""
        try:
            data = super().recv(bufsize, flags)
        except BlockingIOError:
            raise
        except OSError as error:
            self._note(error)
            raise
        if data:
            self._first += data[: FIRST_BYTES_MAX - len(self._first)]
            if self.tap is not None:
                self.tap.received(data)
        elif bufsize and self.end is WireEnd.OPEN:
            self.end = WireEnd.FIN
            if self.tap is not None:
                self.tap.ended(by_peer=True)
        return data

    def send(self, data: Any, flags: int = 0, /) -> int:
        """As in `socket`; raises BlockingIOError while a backlog is pending."""
        if self._backlog and not self.flush():
            raise BlockingIOError(errno.EAGAIN, "earlier bytes have not gone out yet")
        return self._send(data, flags)

    def sendall(self, data: Any, flags: int = 0, /) -> None:
        """Accept all of it; see the class."""
        if self._backlog:
            self._backlog += data
            self.flush()
            return
        try:
            sent = self._send(data, flags)
        except BlockingIOError:
            sent = 0
        self._backlog += memoryview(data)[sent:]

    def shutdown(self, how: int, /) -> None:
        """As in `socket`; FIN is sent unless only reading ends."""
        super().shutdown(how)
        if self.tap is not None and how != socket.SHUT_RD:
            self.tap.ended(by_peer=False)

    def close(self) -> None:
        """As in `socket`: by FIN, or by RST if SO_LINGER asks for it."""
        if self.tap is not None and self.fileno() >= 0:
            linger = self.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.calcsize("ii"))
            is_on, seconds = struct.unpack("ii", linger)
            self.tap.ended(by_peer=False, reset=bool(is_on) and seconds == 0)
        super().close()

    def flush(self) -> bool:
        """Send pending bytes; True when none are left."""
        while self._backlog:
            try:
                sent = self._send(self._backlog, 0)
            except BlockingIOError:
                return False
            del self._backlog[:sent]
        return True

    def finish(self) -> bool:
        """Send pending bytes; True when the kernel has accepted all."""
        return self.flush()

    @property
    def is_reset(self) -> bool:
        """Whether the peer has reset the connection."""
        return self.end is WireEnd.RESET

    def _send(self, data: Any, flags: int) -> int:
        try:
            sent = super().send(data, flags)
        except BlockingIOError:
            raise
        except OSError as error:
            self._note(error)
            raise
        if self.tap is not None:
            self.tap.sent(memoryview(data)[:sent])
        return sent

    def _note(self, error: OSError) -> None:
        if error.errno in {errno.ECONNRESET, errno.EPIPE} and self.end is WireEnd.OPEN:
            self.end = WireEnd.RESET
            if self.tap is not None:
                self.tap.ended(by_peer=True, reset=True)
