"""A TCP port that also carries the settings and modem lines of a serial port (RFC 2217).

The telnet side is pyserial's `PortManager`; here are the serial port that it
believes to act on, and limits against peers that break the protocol.
"""

from __future__ import annotations

import logging
from collections.abc import Callable

from serial.rfc2217 import M_NORMAL, PortManager

from hil.emulator.frontends.tcp import TcpFrontEnd

_log = logging.getLogger(__name__)

_IAC = b"\xff"
_SUBNEGOTIATION_MAX = 256  # bytes; RFC 2217 needs no more than six, and pyserial keeps whatever comes
_PENDING_MAX = 65536  # bytes of telnet answers for a peer that asks and doesn't read
_BLOCK = 4096


class _Lines:
    """The serial port that the peer sets; the line's parameters are kept and reported back."""

    def __init__(self, changed: Callable[[], None], purge: Callable[[], None]) -> None:
        self.reset_input_buffer = purge  # PURGE-DATA of what the module said and the peer hasn't got
        self._changed = changed
        self.baudrate, self.bytesize, self.parity, self.stopbits = 115200, 8, "N", 1
        self.xonxoff = self.rtscts = self.break_condition = False
        self.cts = self.dsr = True
        self.ri = self.cd = False
        self._dtr = self._rts = True

    @property
    def dtr(self) -> bool:
        """V.24 DTR as the peer set it."""
        return self._dtr

    @dtr.setter
    def dtr(self, value: bool) -> None:
        self._dtr = value
        self._changed()

    @property
    def rts(self) -> bool:
        """V.24 RTS as the peer set it."""
        return self._rts

    @rts.setter
    def rts(self, value: bool) -> None:
        self._rts = value
        self._changed()

    def reset_output_buffer(self) -> None:
        """What the peer sent is with the module already."""


class _Telnet:
    """Both directions of one connection: payload out of telnet, payload and answers into it."""

    def __init__(self, lines: _Lines) -> None:
        self.pending = bytearray()
        self._manager = PortManager(  # it asks its first questions at once
            lines,  # type: ignore[arg-type]  # the stubs name a class where a few attributes do
            self,  # type: ignore[arg-type]  # likewise
        )

    def write(self, data: bytes) -> None:
        """What the manager has to say."""
        if len(self.pending) > _PENDING_MAX:
            raise ValueError("the peer asks and doesn't read the answers")
        self.pending += data

    def encode(self, payload: bytes) -> None:
        """Put payload behind what is pending."""
        self.pending += payload.replace(_IAC, _IAC + _IAC)

    def decode(self, data: bytes) -> bytes:
        """The payload in what came; raises whatever the manager makes of a broken option."""
        if _IAC not in data and self._manager.mode == M_NORMAL and self._manager.suboption is None:
            return data
        payload = b"".join(self._manager.filter(data))
        if len(self._manager.suboption or b"") > _SUBNEGOTIATION_MAX:
            raise ValueError("a subnegotiation that doesn't end")
        return payload

    def tell_modem_lines(self) -> None:
        """Notify the peer of changes."""
        self._manager.check_modem_lines()


class Rfc2217FrontEnd(TcpFrontEnd):
    """The raw port with telnet and RFC 2217 on it."""

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
        """DTR as the peer holds it."""
        return self._telnet is not None and self._lines.dtr

    @property
    def request_to_send(self) -> bool:
        """RTS as the peer holds it."""
        return self._telnet is None or self._lines.rts

    def clear_to_send(self, *, ready: bool) -> None:
        """Tell the peer that CTS has changed."""
        if self._telnet is not None and self._lines.cts != ready:
            self._lines.cts = ready
            self._telnet.tell_modem_lines()
            self._flush()

    def read(self, limit: int) -> bytes:
        """What the owner sent, out of telnet."""
        data = super().read(limit)
        if self._telnet is None or not data:
            return data
        try:
            payload = self._telnet.decode(data)
        except (
            Exception
        ) as error:  # pyserial raises struct.error, KeyError, TypeError at what it doesn't expect
            _log.warning("%s: hung up on a peer that breaks RFC 2217: %r", self.url, error)
            self._lose_owner()
            return b""
        self._flush()
        return payload

    def write(self, data: bytes) -> int:
        """Send to the owner, into telnet."""
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
        """Besides what the port wants: to send what is pending."""
        self._flush()
        pending = self._telnet is not None and bool(self._telnet.pending)
        super().want(read=read, write=write or pending, idle=idle and not pending)

    def _flush(self) -> None:
        if self._telnet is not None and self._telnet.pending:
            pending = self._telnet.pending
            sent = super().write(bytes(pending))
            del pending[:sent]
