"""TLS for a handler of pyftpdlib, inside its event loop; the same for control and data connections."""

from __future__ import annotations

from typing import Any

from pyftpdlib.ioloop import AsyncChat

from hil.ftps.link import Link
from hil.tls.channel import HandshakeFailed, TlsTerms, Want


class Secured(AsyncChat):  # type: ignore[misc]  # pyftpdlib has no types
    """A handler on a `Link` that can begin TLS at any time.

    While the handshake goes on the poller is asked for exactly what that waits
    for, else a data handler, which wants to write, would spin; what pyftpdlib
    wants comes into force after it.
    """

    socket: Link
    ac_in_buffer: bytes
    _is_shaking = False

    def begin_tls(self, terms: TlsTerms) -> None:
        """Begin TLS; `on_secured` or `on_handshake_failed` follows."""
        self.socket.secure(terms)
        self._is_shaking = True
        self._watch(self.ioloop.READ)

    def on_secured(self) -> None:
        """The handshake has finished."""

    def on_handshake_failed(self) -> None:
        """The handshake has failed; the alert has been sent."""
        self.close()

    def takes_data(self) -> bool:
        """Whether what is inside TLS may be read now."""
        return True

    def drain(self) -> None:
        """Read what TLS holds: the poller does not report it."""
        tls = self.socket.tls
        while tls and not self._closed and not self._is_shaking and tls.is_buffering and self.takes_data():
            super().handle_read_event()

    def readable(self) -> Any:
        """For the event loop."""
        return self._is_shaking or super().readable()

    def writable(self) -> Any:
        """For the event loop."""
        return self._is_shaking or self.socket.wire.has_backlog or super().writable()

    def handle_read_event(self) -> None:
        """For the event loop."""
        if self._is_shaking:
            self._shake()
        else:
            super().handle_read_event()
            self.drain()

    def handle_write_event(self) -> None:
        """For the event loop."""
        if self._is_shaking:
            self.socket.wire.flush()
            self._shake()
            return
        had_backlog = self.socket.wire.has_backlog
        if had_backlog and not self.socket.wire.flush():
            return
        super().handle_write_event()
        if had_backlog and not self._closed:
            self._watch(self._wanted_io_events)

    def _shake(self) -> None:
        tls = self.socket.tls
        if tls is None:
            return
        try:
            want = tls.shake()
        except HandshakeFailed:
            self._is_shaking = False
            self.on_handshake_failed()
            return
        if want is not Want.NOTHING:
            self._watch(self.ioloop.WRITE if want is Want.WRITE else self.ioloop.READ)
            return
        self._is_shaking = False
        extra = self.ioloop.WRITE if self.socket.wire.has_backlog else 0
        self._watch(self._wanted_io_events | extra)
        self.on_secured()
        self.drain()

    def _watch(self, events: int) -> None:
        """Straight to the poller: pyftpdlib's own note of the current events is not always right."""
        if not self._closed:
            self.ioloop.modify(self._fileno, events)
            self._current_io_events = events
