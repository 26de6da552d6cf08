"""The prompt `> ` of AT+CMGS and AT+CMGW: text or PDU up to Ctrl-Z; ESC cancels it (27.005 3.3.1, 3.5.1)."""

from __future__ import annotations

from collections.abc import Callable

from hil.emulator.at.outcome import CommandRefused, Outcome
from hil.emulator.at.terminal import Terminal
from hil.spec.codes import ResultCode

_PROMPT = b"\r\n> "
_CR, _CTRL_Z, _ESC = 0x0D, 0x1A, 0x1B
_ENDS = bytes((_CTRL_Z, _ESC))
_LONGEST = 1024  # bytes that are kept; more than any message has


class MessageEntry:
    """The entry of one message; `keep` gets it without Ctrl-Z, and its outcome is the response.

    `+++` with guard times cancels it like ESC, so that no host is caught in the prompt.
    `has_lines`: a text may have several lines, and each of them has a prompt.
    """

    def __init__(self, terminal: Terminal, keep: Callable[[str], Outcome], *, has_lines: bool) -> None:
        self._terminal, self._keep, self._has_lines = terminal, keep, has_lines
        self._text = bytearray()

    def begin(self) -> None:
        """Show the prompt, and take what follows."""
        self._terminal.transmit(_PROMPT)
        self._terminal.enter_data_mode(self)

    @property
    def missing(self) -> None:
        """No number of bytes ends the entry."""

    def receive(self, data: bytes) -> int:
        """Take bytes up to Ctrl-Z or ESC."""
        end = next((at for at, byte in enumerate(data) if byte in _ENDS), len(data))
        taken = data[: end + 1]
        shown = self._shown(taken)
        if shown:
            self._terminal.transmit(shown)
        self._text += data[:end]
        del self._text[_LONGEST:]
        if end < len(data):
            self._conclude(is_kept=data[end] == _CTRL_Z)
        return len(taken)

    def _shown(self, taken: bytes) -> bytes:
        """The echo, and the prompt of each further line (27.005 3.5.1)."""
        shown = bytearray()
        for byte in taken:
            if self._terminal.profile.echo:
                shown.append(byte)
            if byte == _CR and self._has_lines:
                shown += _PROMPT
        return bytes(shown)

    def escape(self) -> None:
        """Cancel the entry."""
        self._conclude(is_kept=False)

    def _conclude(self, *, is_kept: bool) -> None:
        terminal = self._terminal
        terminal.leave_data_mode()
        outcome = self._response() if is_kept else Outcome()
        if outcome.lines:
            terminal.information(*outcome.lines)
        terminal.result(outcome.final or ResultCode.OK)
        terminal.drain()

    def _response(self) -> Outcome:
        backspace = self._terminal.profile.registers[5]
        edited = bytearray()
        for byte in self._text:
            if byte != backspace:
                edited.append(byte)
            else:
                del edited[-1:]
        try:
            return self._keep(edited.decode("latin-1"))
        except CommandRefused as refused:
            return Outcome(final=refused.final)
