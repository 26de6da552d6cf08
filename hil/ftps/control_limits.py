"""Limits of one control connection: length of a line, number of commands, amount of unread replies."""

from __future__ import annotations

from typing import Any

from pyftpdlib.ioloop import AsyncChat

from hil.ftps.file_commands import WITH_PATH, FileCommands
from hil.ftps.file_system import Quota
from hil.ftps.limits import Limits
from hil.ftps.link import Closure, Link
from hil.ftps.names import from_telnet, has_single_ff, reply_octets

_NO_TEXT = b"\r", b"\n", b"\0"  # RFC 959, 5.3.2; a name may have the first two (RFC 2640, 2.2)
_ENDLESS = 1 << 20  # bytes without a line end


class LimitedControl(FileCommands):
    """A control connection within the limits of its server."""

    limits: Limits
    quota: Quota
    socket: Link
    _in_buffer: list[bytes]
    ac_in_buffer_size = 4096  # a flood of short lines must not delay other clients for long
    _line_bytes = _commands = 0
    _is_cut_off = False
    _knows_telnet = True
    """Whether the client may double FF hex: it has sent no single one."""

    def collect_incoming_data(self, data: bytes) -> None:
        """Keep a part of a line, up to the limit."""
        self._line_bytes += len(data)
        if self._line_bytes <= self.limits.line_bytes:
            self._in_buffer.append(data)
        elif self._line_bytes > _ENDLESS:
            self._cut_off()

    def found_terminator(self) -> None:
        """The end of a line has arrived: check it and pass it on."""
        size, self._line_bytes = self._line_bytes, 0
        line = b"".join(self._in_buffer)
        self._knows_telnet = self._knows_telnet and not has_single_ff(line)
        self._in_buffer = [from_telnet(line, is_doubled=self._knows_telnet)]
        if self._closed or self._closing or self._is_cut_off:
            self._in_buffer = []
            return
        self._commands += 1
        if self._commands > self.limits.commands:
            self._refuse_line("421 Too many commands in one session; closing.")
            self.close_when_done()
        elif size > self.limits.line_bytes:
            self._refuse_line(f"500 Command line longer than {self.limits.line_bytes} bytes.")
        elif self._is_no_text(self._in_buffer[0]):
            self._refuse_line("501 CR, LF or NUL within a command line.")
        else:
            super().found_terminator()

    def on_refused(self, line: bytes) -> None:
        """A line has arrived that is not executed; `line` holds it up to the limit."""

    def _is_no_text(self, line: bytes) -> bool:
        """Whether a line holds CR, LF or NUL where no client that has logged in names a file."""
        verb = line.partition(b" ")[0].upper().decode("latin-1")
        names_file = self.authenticated and verb in WITH_PATH
        return not names_file and any(octet in line for octet in _NO_TEXT)

    def _refuse_line(self, reply: str) -> None:
        line, self._in_buffer = b"".join(self._in_buffer), []
        self.on_refused(line)
        self.respond(reply)

    def push(self, data: str) -> None:
        """As in pyftpdlib; a client that does not read its replies is disconnected."""
        unread = sum(len(each) for each in self.producer_fifo if isinstance(each, bytes))
        AsyncChat.push(self, reply_octets(data))
        if unread > self.limits.unread_bytes:
            self._cut_off()

    def handle_timeout(self) -> None:
        """As in pyftpdlib; a client that has not read earlier replies gets no further one."""
        if self._closing or self.producer_fifo:
            self._cut_off()
        else:
            super().handle_timeout()

    def _cut_off(self) -> None:
        """Close by a reset, but not during the execution of a command."""
        if not self._is_cut_off and not self._closed:
            self._is_cut_off = True
            self.socket.closure = Closure(by_reset=True)
            self.call_later(0, self.close)

    def readable(self) -> Any:
        """For the event loop."""
        return not self._is_cut_off and super().readable()
