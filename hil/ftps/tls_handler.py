"""TLS for a handler of pyftpdlib, in its event loop; used by control and data connections."""

from __future__ import annotations

from typing import Any

from pyftpdlib.ioloop import AsyncChat

from hil.ftps.faults import Delay, Ending, Fault
from hil.ftps.link import Link
from hil.tls.channel import HandshakeFailed, TlsTerms, Want


class TlsHandler(AsyncChat):  # type: ignore[misc]  # pyftpdlib has no types
    """A handler on a `Link` that can begin TLS at any time.

    During the handshake the poller reports only the events that the handshake waits
    for; otherwise a data handler, which wants to write, would spin.  After the
    handshake the events of pyftpdlib apply.
    """

    socket: Link
    ac_in_buffer: bytes
    handshake_s: float
    """How long a handshake may take."""
    _is_shaking = False
    _out_of_time: Any = None
    _is_waiting_its_turn = False
    _fault: Fault | None = None  # of this handshake, until the ClientHello arrives
    _is_delayed = _is_muted = False

    def begin_tls(self, terms: TlsTerms) -> None:
        """Begin TLS; `on_secured` or `on_handshake_failed` follows."""
        self.socket.secure(terms)
        self._is_shaking = True
        self._out_of_time = self.call_later(self.handshake_s, self._run_out)
        self._fault = self.fault_before_handshake()
        self._watch(self.ioloop.READ)

    def fault_before_handshake(self) -> Fault | None:
        """The fault that the plan has for the handshake that begins."""

    def end_by(self, fault: Fault) -> None:
        """End the connections that the fault names, from the event loop."""
        raise NotImplementedError(fault)

    def on_muted(self) -> None:
        """The handshake stops here, by a fault."""

    def on_secured(self) -> None:
        """The handshake has finished."""

    def on_handshake_failed(self) -> None:
        """The handshake has failed; the alert has been sent."""
        self.close()

    def takes_data(self) -> bool:
        """Whether what is inside TLS may be read now."""
        return True

    def drain(self) -> None:
        """Read the bytes that TLS holds; the poller does not report them."""
        tls = self.socket.tls
        while tls and not self._closed and not self._is_shaking and tls.is_buffering and self.takes_data():
            if tls.gives_way():
                self._wait_its_turn()
                return
            super().handle_read_event()

    def readable(self) -> Any:
        """For the event loop."""
        return self._is_shaking or super().readable()

    def writable(self) -> Any:
        """For the event loop."""
        return self._is_shaking or self.socket.wire.has_backlog or super().writable()

    def handle_read_event(self) -> None:
        """For the event loop."""
        if self._is_muted:
            self._discard()
        elif self._fault is not None:
            fault, self._fault = self._fault, None
            self._apply_handshake_fault(fault)
        elif self._is_shaking:
            self._shake()
        else:
            super().handle_read_event()
            self.drain()

    def handle_write_event(self) -> None:
        """For the event loop."""
        if self._is_muted or self._is_delayed or self._fault is not None:
            self._watch(0 if self._is_delayed else self.ioloop.READ)
            return
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

    def _apply_handshake_fault(self, fault: Fault) -> None:
        """Apply the fault: the ClientHello has arrived, and no byte of it has been read."""
        if isinstance(fault.action, Delay):
            self._is_delayed = True
            self._watch(0)
            self.call_later(fault.action.seconds, self._go_on)
            return
        self._is_muted = True
        self.on_muted()
        if isinstance(fault.action, Ending):
            self.end_by(fault)

    def _go_on(self) -> None:
        self._is_delayed = False
        self._shake()

    def _discard(self) -> None:
        """Discard received bytes; only the end of the connection matters."""
        try:
            data = self.socket.wire.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self.handle_close()

    def _shake(self) -> None:
        tls = self.socket.tls
        if tls is None:
            return
        try:
            want = tls.shake()
        except HandshakeFailed:
            self._is_shaking = False
            self._out_of_time.cancel()
            self.on_handshake_failed()
            return
        if want is not Want.NOTHING:
            self._watch(self.ioloop.WRITE if want is Want.WRITE else self.ioloop.READ)
            if tls.gives_way():
                self._wait_its_turn()
            return
        self._is_shaking = False
        self._out_of_time.cancel()
        extra = self.ioloop.WRITE if self.socket.wire.has_backlog else 0
        self._watch(self._wanted_io_events | extra)
        self.on_secured()
        self.drain()

    def _run_out(self) -> None:
        tls = self.socket.tls
        if (
            tls is None
            or not self._is_shaking
            or self._is_muted
            or self._is_delayed
            or self._fault is not None
        ):
            return  # the fault sets its own duration
        self._is_shaking = False
        tls.abandon(f"no handshake within {self.handshake_s:g} s")
        self.on_handshake_failed()

    def _wait_its_turn(self) -> None:
        """Continue after the other clients: this connection has used its share of the loop."""
        if not self._is_waiting_its_turn:
            self._is_waiting_its_turn = True
            self.ioloop.call_later(0, self._have_its_turn, _errback=self.handle_error)

    def _have_its_turn(self) -> None:
        self._is_waiting_its_turn = False
        if self._closed:
            return
        if self._is_shaking:
            self._shake()
        else:
            self.drain()

    def _watch(self, events: int) -> None:
        """Set the events at the poller directly: pyftpdlib's record of the current events is not always right."""
        if not self._closed:
            self.ioloop.modify(self._fileno, events)
            self._current_io_events = events
