r"""The response side of the AT channel, as a DTE reads it (V.250 5.7, 27.007 4).

Sans-IO: bytes go in, events come out one by one, because the meaning of a byte
may depend on what the caller does after the event before it (data mode).
Nothing here knows which commands exist; the caller tells the line that it sent.

A line ends at CR or LF, and blank lines are ignored: that reads `\r\nOK\r\n`
(ATV1), `text\r\n` and `0\r` (ATV0) in the same way, and a result code is complete
with its CR.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hil.at.command import outline
from hil.at.unsolicited import is_always_unsolicited, is_unsolicited
from hil.errors import MalformedResponse
from hil.spec.codes import NUMERIC, ResultCode

LINE_MAX = 4096  # bytes; far more than the longest response line of the series


@dataclass(frozen=True, slots=True)
class Echo:
    """The command line, repeated by the DCE (ATE1)."""

    text: str


@dataclass(frozen=True, slots=True)
class Information:
    """A line of information text, or the result line of a job."""

    text: str


@dataclass(frozen=True, slots=True)
class Final:
    """A final result code; `code` is None for +CME ERROR and +CMS ERROR, whose number is in the text.

    The text of a numeric code (ATV0) is that of the verbose one.
    """

    text: str
    code: ResultCode | None


@dataclass(frozen=True, slots=True)
class Connect:
    """The intermediate result code CONNECT; the caller decides whether data mode begins."""

    text: str


@dataclass(frozen=True, slots=True)
class Urc:
    """An unsolicited result code, or a line that does not belong to the pending command."""

    text: str


@dataclass(frozen=True, slots=True)
class Noise:
    """A line that is not text: it has bytes outside ASCII, or control characters."""

    raw: bytes


Event = Echo | Information | Final | Connect | Urc | Noise

_END = re.compile(rb"[\r\n]")
_TEXT = re.compile(rb"[\t -~]*")
_CONNECT = re.compile(r"CONNECT(?! *(?:FAIL|OK)\b)([ /].*)?", re.IGNORECASE)  # note 2.4 writes Connect
_ERROR = re.compile(r"\+CM[ES] ERROR\b.*")
_PREFIX = re.compile(r"\+([A-Z][A-Z0-9]*)")

_FINAL: dict[str, ResultCode] = {
    code.value: code
    for code in (
        ResultCode.OK,
        ResultCode.ERROR,
        ResultCode.NO_CARRIER,
        ResultCode.NO_DIALTONE,
        ResultCode.BUSY,
        ResultCode.NO_ANSWER,
        ResultCode.DEACT_OK,  # note 4.2.1
    )
}


_HAS_NUMBER = frozenset(NUMERIC.values())


class ResponseReader:
    """Reads what a DCE sends; with `numeric` result codes may be digits (ATV0), until a verbose one comes."""

    def __init__(self, *, numeric: bool = False) -> None:
        self.numeric = numeric
        self._buffer = bytearray()
        self._echo: str | None = None
        self._names: tuple[str, ...] | None = ()
        self._after_cr = False
        self._skip_lf = False

    def sent(self, line: str) -> None:
        """A command line was sent: its echo may come, and lines with its name are its response."""
        self._echo = line
        self._names = outline(line).names or None

    def asks(self, line: str) -> None:
        """A second line was sent while the response to the first may be incomplete: lines of either are a response."""
        self._echo = line
        self._names = None if self._names is None else (*self._names, *outline(line).names)

    def settled(self) -> None:
        """The response is complete; the lines after it belong to no command."""
        self._echo = None
        self._names = ()

    def feed(self, data: bytes) -> None:
        """Take bytes, in pieces of any size."""
        self._buffer += data

    def next(self) -> Event | None:
        """The next event; None while no line is complete.

        Raises `MalformedResponse` and drops the bytes when more than `LINE_MAX` come without a line end.
        """
        while True:
            end = _END.search(self._buffer)
            if end is None:
                self._limit()
                return None
            raw = bytes(self._buffer[: end.start()])
            self._after_cr = self._buffer[end.start()] == 0x0D
            del self._buffer[: end.end()]
            if raw.strip():
                return self._event(raw)

    def enter_data(self) -> None:
        """After `Connect`: the bytes after the end of that line are a payload."""
        self._skip_lf = self._after_cr and not self.numeric

    def take_data(self) -> bytes:
        """In data mode: the payload bytes received so far."""
        if self._skip_lf and self._buffer:
            self._skip_lf = False
            if self._buffer[0] == 0x0A:
                del self._buffer[0]
        data = bytes(self._buffer)
        self._buffer.clear()
        return data

    def leave_data(self, rest: bytes = b"") -> None:
        """End data mode; `rest` was read as payload and is lines."""
        self._buffer[:0] = rest
        self._skip_lf = False

    @property
    def buffered(self) -> int:
        """The number of bytes after the last line, the LF of its end excluded."""
        return len(self._buffer) - (self._after_cr and self._buffer[:1] == b"\n")

    @property
    def pending(self) -> bytes:
        """The incomplete line, for messages."""
        return bytes(self._buffer)

    def _limit(self) -> None:
        if len(self._buffer) > LINE_MAX:
            start = bytes(self._buffer[:40])
            count = len(self._buffer)
            self._buffer.clear()
            expected = f"a line end within {LINE_MAX} bytes (V.250 5.7.1)"
            actual = f"{count} came, starting {start!r}"
            raise MalformedResponse.mismatch(
                expected=expected, actual=actual, message=f"expected {expected}; {actual}"
            )

    def _event(self, raw: bytes) -> Event:
        if not _TEXT.fullmatch(raw):
            return Noise(raw)
        text = raw.decode("ascii")
        if text == self._echo:
            self._echo = None
            return Echo(text)
        final = self._final(text)
        if final is not None:
            return final
        if self._is_part_of_echo(text):
            return Echo(text)
        if _CONNECT.fullmatch(text) or (self.numeric and text == "1"):
            return Connect(text if not self.numeric else ResultCode.CONNECT.value)
        return Information(text) if self._is_mine(text) else Urc(text)

    def _final(self, text: str) -> Final | None:
        code = _FINAL.get(text)
        if code in _HAS_NUMBER:
            self.numeric = False
        if code is None and self.numeric:
            code = _FINAL.get(NUMERIC.get(text, ""))
        if code is not None:
            return Final(code.value, code)
        return Final(text, None) if _ERROR.fullmatch(text) else None

    def _is_part_of_echo(self, text: str) -> bool:
        """Whether the DCE repeated only the beginning of the line, as after a restart or on a bad line."""
        return self._echo is not None and text[0] in "Aa" and self._echo.startswith(text)

    def _is_mine(self, text: str) -> bool:
        """Whether a line of text belongs to the response to the pending command.

        A response line has the name of its command (27.007 4.2); a line with
        another name is a URC or came late.  Basic commands, such as AT&V, print
        any name.
        """
        names = self._names
        if names == () or is_always_unsolicited(text):
            return False
        prefix = _PREFIX.match(text)
        if names is not None and prefix is not None:
            return prefix[1] in names
        return not is_unsolicited(text)
