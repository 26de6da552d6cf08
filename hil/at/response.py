r"""The response side of the AT channel, as a DTE reads it (V.250 5.7, 27.007 4).

Sans-IO: bytes go in, events come out one by one, because what a byte means may
depend on what the caller decides after the event before it (data mode).
Nothing here knows which commands exist; the caller tells the line that it sent.

A line ends at CR or LF, and an empty line is none: that reads `\r\nOK\r\n`
(ATV1), `text\r\n` and `0\r` (ATV0) alike, and a result code counts as soon as its
CR is there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hil.at.command import outline
from hil.at.unsolicited import is_no_answer, is_unsolicited
from hil.errors import MalformedResponse
from hil.spec.codes import NUMERIC, ResultCode

LINE_MAX = 4096  # bytes; no response line of the series comes near it


@dataclass(frozen=True, slots=True)
class Echo:
    """The command line, as the DCE repeats it under ATE1."""

    text: str


@dataclass(frozen=True, slots=True)
class Information:
    """A line of information text, or the result line of a job."""

    text: str


@dataclass(frozen=True, slots=True)
class Final:
    """A final result code; `code` is None for +CME ERROR and +CMS ERROR, whose number is in the text.

    A numeric code (ATV0) has the words of the verbose one as its text.
    """

    text: str
    code: ResultCode | None


@dataclass(frozen=True, slots=True)
class Connect:
    """The intermediate result code CONNECT: data mode begins, if the caller says so."""

    text: str


@dataclass(frozen=True, slots=True)
class Urc:
    """An unsolicited result code, or a line that belongs to no command under way."""

    text: str


@dataclass(frozen=True, slots=True)
class Noise:
    """A line that is no text: not ASCII, or with control characters."""

    raw: bytes


Event = Echo | Information | Final | Connect | Urc | Noise

_END = re.compile(rb"[\r\n]")
_TEXT = re.compile(rb"[\t -~]*")
_CONNECT = re.compile(r"CONNECT( \d+.*)?", re.IGNORECASE)  # note 2.4 writes Connect
_ERROR = re.compile(r"\+CM[ES] ERROR: ?.*")
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
    """Reads what a DCE sends; `numeric` says that result codes may be digits (ATV0), until one comes in words."""

    def __init__(self, *, numeric: bool = False) -> None:
        self.numeric = numeric
        self._buffer = bytearray()
        self._echo: str | None = None
        self._names: tuple[str, ...] | None = ()
        self._after_cr = False
        self._skip_lf = False

    def sent(self, line: str) -> None:
        """A command line has been sent: its echo may come, and lines with its name are its response."""
        self._echo = line
        self._names = outline(line).names or None

    def settled(self) -> None:
        """The response is complete; what comes now belongs to no command."""
        self._echo = None
        self._names = ()

    def feed(self, data: bytes) -> None:
        """Take in bytes as they came, however cut."""
        self._buffer += data

    def next(self) -> Event | None:
        """The next event, None while no line is complete.

        Raises `MalformedResponse` when more than `LINE_MAX` bytes come without a line end, and drops them.
        """
        while True:
            end = _END.search(self._buffer)
            if end is None:
                self._limit()
                return None
            raw = bytes(self._buffer[: end.start()])
            self._after_cr = self._buffer[end.start()] == 0x0D
            del self._buffer[: end.end()]
            if raw:
                return self._event(raw)

    def enter_data(self) -> None:
        """After `Connect`: the bytes that follow are a payload, from the one behind the end of that line."""
        self._skip_lf = self._after_cr and not self.numeric

    def take_data(self) -> bytes:
        """In data mode: the payload bytes at hand."""
        if self._skip_lf and self._buffer:
            self._skip_lf = False
            if self._buffer[0] == 0x0A:
                del self._buffer[0]
        data = bytes(self._buffer)
        self._buffer.clear()
        return data

    def leave_data(self, rest: bytes = b"") -> None:
        """Back to lines; `rest` was taken as payload and is none."""
        self._buffer[:0] = rest
        self._skip_lf = False

    @property
    def pending(self) -> bytes:
        """An unfinished line, for messages."""
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
        """Whether the DCE repeated the beginning of the line only; a restart and a bad line do that."""
        return self._echo is not None and text[0] in "Aa" and self._echo.startswith(text)

    def _is_mine(self, text: str) -> bool:
        """Whether a line of text is part of the response to the command under way.

        A response line carries the name of its command (27.007 4.2); a line
        with the name of another is a URC or comes late.  Basic commands, such as
        AT&V, print any name.
        """
        names = self._names
        if names == () or is_no_answer(text):
            return False
        prefix = _PREFIX.match(text)
        if names is not None and prefix is not None:
            return prefix[1] in names
        return not is_unsolicited(text)
