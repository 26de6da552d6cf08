"""A connection in the form that pyftpdlib expects, a non-blocking socket with or without TLS, and how it is closed.

pyftpdlib closes a socket at once.  A clean closure takes longer: pending bytes
are sent, then close_notify, then FIN; the end by the peer is awaited and recorded.
`ConnectionClosing` does that on the event loop after the handler has ended.
"""

from __future__ import annotations

import errno
import socket
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hil.ftps.faults import Alert, CloseNotify, Ending, Reset
from hil.ftps.recording import ConnectionRecord
from hil.ftps.session import ConnectionEnding
from hil.tls.channel import TlsChannel, TlsTerms
from hil.tls.wire import Wire, WireEnd

LINGER_S = 5.0
"""How long a peer may take to end a connection that the server has ended."""

_CHUNK = 65536
_CHUNKS_AT_A_TIME = 16  # then other clients are served


@dataclass(frozen=True, slots=True)
class Closure:
    """How the server ends a connection: with that alert (level, description), or by a reset."""

    alert: tuple[int, int] | None = (1, 0)  # close_notify
    by_reset: bool = False

    @classmethod
    def of(cls, ending: Ending) -> Closure:
        """The closure that a fault plan wants."""
        match ending:
            case Reset():
                return cls(by_reset=True)
            case Alert():
                return cls(alert=(ending.level, ending.description))
            case CloseNotify():
                return cls()
        return cls(alert=None)


class Link:
    """A connection; other attributes are those of the socket."""

    def __init__(self, wire: Wire, record: ConnectionRecord, close_link: Callable[[Link], None]) -> None:
        self.wire = wire
        self.record = record
        self.tls: TlsChannel | None = None
        self.closure = Closure()
        self._close_link: Callable[[Link], None] | None = close_link

    def __getattr__(self, name: str) -> Any:
        return getattr(self.wire, name)

    @property
    def is_protected(self) -> bool:
        """Whether TLS is established."""
        return self.tls is not None and self.tls.is_established

    @property
    def is_broken(self) -> bool:
        """Whether it ended by a reset or by an error of TLS."""
        return self.wire.is_reset or (self.tls is not None and self.tls.is_broken)

    def secure(self, terms: TlsTerms) -> TlsChannel:
        """Begin TLS here."""
        self.tls = TlsChannel(self.wire, terms, self.record.begin_tls())
        return self.tls

    def recv(self, size: int) -> bytes:
        """Receive application data, like a non-blocking socket."""
        data = self.wire.recv(size) if self.tls is None else self.tls.recv(size)
        self.record.count(received=len(data))
        return data

    def send(self, data: bytes) -> int:
        """Send application data, like a non-blocking socket."""
        if self.tls is None:
            sent = self.wire.send(data)
        elif self.tls.is_established:
            sent = self.tls.send(data)
        else:
            raise BlockingIOError(errno.EAGAIN, "the handshake has not finished")
        self.record.count(sent=sent)
        return sent

    def close(self) -> None:
        """Start a `ConnectionClosing`."""
        close_link, self._close_link = self._close_link, None
        if close_link is not None:
            close_link(self)


class ConnectionClosing:
    """Ends a connection cleanly; a dispatcher of pyftpdlib's event loop until that is done."""

    def __init__(
        self, link: Link, ioloop: Any, *, done: Callable[[], None], fail: Callable[[BaseException], None]
    ) -> None:
        self._fail = fail
        self._link = link
        self._wire = link.wire
        self._ioloop = ioloop
        self._done = done
        self._fileno = link.wire.fileno()
        self._timer: Any = None
        self._events = ioloop.READ | ioloop.WRITE
        self._is_closure_sent = False
        self._has_ended = False

    def begin(self) -> None:
        """End it from the event loop."""
        if self._link.closure.by_reset:
            self._wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._end()
            return
        self._advance()
        if not self._has_ended:
            self._ioloop.register(self._fileno, self, self._events)
            self._timer = self._ioloop.call_later(
                LINGER_S + self._wire.lag_s, self.close, _errback=self.handle_error
            )

    def close(self) -> None:
        """End it now."""
        if not self._has_ended:
            self._send_closure()
            self._end()

    def readable(self) -> bool:
        """For the event loop."""
        return True

    def writable(self) -> bool:
        """For the event loop."""
        return not self._is_closure_sent

    def handle_read_event(self) -> None:
        """For the event loop."""
        self._advance()

    def handle_write_event(self) -> None:
        """For the event loop."""
        self._advance()

    def handle_close(self) -> None:
        """For the event loop: the connection is reset."""
        self._advance()
        self.close()

    def handle_error(self) -> None:
        """For the event loop: a handler raised an exception."""
        error = sys.exception()
        if error is not None:
            self._fail(error)
        self.close()

    def _advance(self) -> None:
        self._send_closure()
        try:
            has_more = all(self._receive() for _ in range(_CHUNKS_AT_A_TIME))
        except BlockingIOError:
            pass
        except OSError:
            if self._wire.end is not WireEnd.OPEN:  # else only TLS is broken, not TCP
                self._hear_end()
        else:
            if not has_more:
                self._hear_end()
        if self._is_closure_sent and not self._has_ended:
            self._watch(self._ioloop.READ)

    def _hear_end(self) -> None:
        if self._is_closure_sent or self._wire.is_reset:
            self._end()
        else:
            self._watch(self._ioloop.WRITE)  # the peer has closed its side and waits for the rest

    def _watch(self, events: int) -> None:
        if events != self._events:
            self._events = events
            if self._timer is not None:
                self._ioloop.modify(self._fileno, events)

    def _send_closure(self) -> None:
        if self._is_closure_sent or self._wire.is_reset:
            return
        try:
            tls = self._link.tls
            self._is_closure_sent = (
                tls is None or tls.part(self._link.closure.alert)
            ) and self._wire.finish()
            if self._is_closure_sent:
                self._wire.shutdown(socket.SHUT_WR)
        except OSError:
            self._is_closure_sent = True

    def _receive(self) -> bool:
        """Receive and discard; False at the end of the stream."""
        tls = self._link.tls
        if tls is not None and self._link.is_protected and not tls.is_broken and tls.recv(_CHUNK):
            return True
        return bool(self._wire.end is WireEnd.OPEN and self._wire.recv(_CHUNK))

    def _end(self) -> None:
        if self._has_ended:
            return
        self._has_ended = True
        try:
            if self._timer is not None:
                self._timer.cancel()
                self._ioloop.unregister(self._fileno)
            self._wire.close()
        finally:  # a failure here must not leave a test waiting for a session that is over
            self._link.record.end(self._ending())
            self._done()

    def _ending(self) -> ConnectionEnding:
        record = self._link.record.tls
        if record is not None and record.dut_said_goodbye:
            return ConnectionEnding.CLOSE_NOTIFY
        return {
            WireEnd.FIN: ConnectionEnding.FIN,
            WireEnd.RESET: ConnectionEnding.RESET,
            WireEnd.OPEN: ConnectionEnding.SERVER,
        }[self._wire.end]
