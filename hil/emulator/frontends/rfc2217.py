"""The RFC 2217 front end: a TCP port with the settings and modem lines of a serial port.

pyserial's `PortManager` is the telnet side.  This file has the serial port object
on which it acts, and limits against peers that break the protocol.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from serial.rfc2217 import M_NORMAL, PortManager

from hil.emulator.frontends.tcp import TcpFrontEnd

_log = logging.getLogger(__name__)

_IAC = b"\xff"
_SUBNEGOTIATION_MAX = 256  # bytes; RFC 2217 needs six at most, and pyserial has no limit
_PENDING_MAX = 65536  # bytes of telnet answers for a peer that doesn't read
_BLOCK = 4096


class _Lines:
    """The serial port that the peer sets; it stores the parameters of the line and reports them back."""

    def __init__(self, changed: Callable[[], None], purge: Callable[[], None]) -> None:
        self.reset_input_buffer = purge  # PURGE-DATA of output that the peer has not received
        self._changed = changed
        self.baudrate, self.bytesize, self.parity, self.stopbits = 115200, 8, "N", 1
        self.xonxoff = self.rtscts = self.break_condition = False
        self.cts = self.dsr = True
        self.ri = self.cd = False
        self._dtr = self._rts = True

    @property
    def dtr(self) -> bool:
        """DTR (V.24) as the peer set it."""
        return self._dtr

    @dtr.setter
    def dtr(self, value: bool) -> None:
        self._dtr = value
        self._changed()

    @property
    def rts(self) -> bool:
        """RTS (V.24) as the peer set it."""
        return self._rts

    @rts.setter
    def rts(self, value: bool) -> None:
        self._rts = value
        self._changed()

    def reset_output_buffer(self) -> None:
        """No effect: the module has already received the bytes of the peer."""


class _Telnet:
    """Telnet coding of one connection: decoding from the peer; encoding and option answers to it."""

    def __init__(self, lines: _Lines) -> None:
        self.pending = bytearray()
        self._manager = PortManager(  # it sends its first requests at once
            lines,  # type: ignore[arg-type]  # the stubs name a class where a few attributes do
            self,  # type: ignore[arg-type]  # likewise
        )

    def write(self, data: bytes) -> None:
        """Append the telnet output of the manager."""
        if len(self.pending) > _PENDING_MAX:
            raise ValueError("the peer asks and doesn't read the answers")
        self.pending += data

    def encode(self, payload: bytes) -> None:
        """Append payload to the pending output."""
        self.pending += payload.replace(_IAC, _IAC + _IAC)

    def decode(self, data: bytes) -> bytes:
        """The payload of received bytes; a malformed option raises any exception of the manager."""
        if _IAC not in data and self._manager.mode == M_NORMAL and self._manager.suboption is None:
            return data
        payload = b"".join(self._manager.filter(data))
        if len(self._manager.suboption or b"") > _SUBNEGOTIATION_MAX:
            raise ValueError("a subnegotiation that doesn't end")
        return payload

    def tell_modem_lines(self) -> None:
        """Report changes of the modem lines to the peer."""
        self._manager.check_modem_lines()


class Rfc2217FrontEnd(TcpFrontEnd):
    """The TCP front end with telnet and RFC 2217."""

    scheme = "rfc2217"
    _telnet: _Telnet | None = None

    def _begin_owner(self) -> None:
        self._lines = _Lines(self._serve_soon, self._purge)
        self._telnet = _Telnet(self._lines)

    def _lose_owner(self) -> None:
        self._telnet = None
        super()._lose_owner()

    def _serve_soon(self) -> None:
        self._loop.call(self._serve)

    @property
    def data_terminal_ready(self) -> bool:
        """DTR of the peer."""
        return self._telnet is not None and self._lines.dtr

    @property
    def request_to_send(self) -> bool:
        """RTS of the peer."""
        return self._telnet is None or self._lines.rts

    def clear_to_send(self, *, ready: bool) -> None:
        """Report a change of CTS to the peer."""
        if self._telnet is not None and self._lines.cts != ready:
            self._lines.cts = ready
            self._telnet.tell_modem_lines()
            self._flush()

    def read(self, limit: int) -> bytes:
        """Read from the owner, and decode telnet."""
        data = super().read(limit)
        if self._telnet is None or not data:
            return data
        try:
            payload = self._telnet.decode(data)
        except Exception as error:  # pyserial raises struct.error, KeyError or TypeError for unexpected bytes
            _log.warning("%s: hung up on a peer that breaks RFC 2217: %r", self.url, error)
            self._lose_owner()
            return b""
        self._flush()
        return payload

    def write(self, data: bytes) -> int:
        """Send to the owner, encoded for telnet."""
        if self._telnet is None:
            return len(data)
        self._flush()
        if self._telnet is None or self._telnet.pending:
            return 0
        taken = data[:_BLOCK]
        self._telnet.encode(taken)
        self._flush()
        return len(taken)

    def want(self, *, read: bool, write: bool, idle: bool) -> None:
        """Choose the events of the port, and writing while telnet output is pending."""
        self._flush()
        pending = self._telnet is not None and bool(self._telnet.pending)
        super().want(read=read, write=write or pending, idle=idle and not pending)

    def _flush(self) -> None:
        if self._telnet is not None and self._telnet.pending:
            pending = self._telnet.pending
            sent = super().write(bytes(pending))
            del pending[:sent]
