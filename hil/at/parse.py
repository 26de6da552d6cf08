"""The command line as a DCE reads it (V.250 5.2 to 5.5).

Sans-IO: bytes go in, a command line comes out when its terminator was received.
The commands of a line are then read one by one, so that the commands before a
malformed one are still executed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hil.errors import HilError
from hil.spec.commands import Form

LINE_MAX = 256  # characters with the prefix and without the terminator; the series' manual
_KEPT_MAX = 4096  # bytes kept of a line without end, which is refused anyway


class MalformedCommand(HilError):
    """A command line that breaks the syntax of V.250 5.3 or 5.4 at some column."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One subparameter (V.250 5.4.2); `quoted` is true for a string constant."""

    text: str
    quoted: bool = False

    @property
    def omitted(self) -> bool:
        """Whether there is nothing between the commas."""
        return not self.text and not self.quoted


@dataclass(frozen=True, slots=True)
class ParsedCommand:
    """One command of a line; `name` is in upper case: `E`, `&F`, `S`, `+QIACT`.

    A basic command has its number as its one argument; `S3=13` is the write
    form of `S` with the arguments 3 and 13.
    """

    name: str
    form: Form
    arguments: tuple[Argument, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandLine:
    """A complete line: `body` is the text after the prefix; `repeat` is true for A/ (V.250 5.2.4)."""

    body: str = ""
    repeat: bool = False
    too_long: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What `CommandLineReader.take` read: the number of bytes, the position of a prefix, and the line if it is complete."""

    consumed: int
    prefix_at: int | None
    line: CommandLine | None


class CommandLineReader:
    """Finds command lines in what the DTE sends; bytes outside a line are ignored."""

    def __init__(self, *, limit: int = LINE_MAX) -> None:
        self._limit = limit
        self._half_prefix = b""
        self._body: bytearray | None = None

    def reset(self) -> None:
        """Forget an unfinished line."""
        self._half_prefix, self._body = b"", None

    def take(
        self, data: bytes, *, terminator: int = 13, backspace: int = 8, other_terminator: int | None = None
    ) -> Taken:
        """Read up to the end of one line (S3 and S5 are the values of those registers)."""
        start, prefix_at = 0, None
        if self._body is None:
            if data[:2] in {b"AT", b"at"} and not self._half_prefix:  # most lines come whole
                start, prefix_at = 2, 0
            else:
                found = self._find_prefix(data)
                if found is None:
                    return Taken(len(data), None, None)
                start, prefix_at = found.end, max(0, found.end - 2)
                if found.repeat:
                    return Taken(start, prefix_at, CommandLine(repeat=True))
            self._body = bytearray()
        end = data.find(terminator, start)
        if other_terminator is not None:
            other = data.find(other_terminator, start)
            end = other if end < 0 or 0 <= other < end else end
        self._body += data[start : len(data) if end < 0 else end]
        if end < 0:
            del self._body[_KEPT_MAX:]
            return Taken(len(data), prefix_at, None)
        body, self._body = self._body, None
        text = _edit(body, backspace)
        if len(text) + 2 > self._limit:
            return Taken(end + 1, prefix_at, CommandLine(too_long=True))
        return Taken(end + 1, prefix_at, CommandLine(text))

    def _find_prefix(self, data: bytes) -> _Prefix | None:
        joined = self._half_prefix + data
        match = _PREFIX.search(joined)
        if match is None:
            last = joined[-1:]
            self._half_prefix = last if last in {b"A", b"a"} else b""
            return None
        end = match.end() - len(self._half_prefix)
        self._half_prefix = b""
        return _Prefix(end, match[0].endswith(b"/"))


@dataclass(frozen=True, slots=True)
class _Prefix:
    end: int
    repeat: bool


_PREFIX = re.compile(rb"AT|at|[Aa]/")  # both letters in one case, V.250 5.2.1
_CONTROL = bytes(range(32))  # ignored within a line, V.250 5.2.2


def _edit(body: bytearray, backspace: int) -> str:
    if backspace in body:
        edited = bytearray()
        for byte in body:
            if byte != backspace:
                edited.append(byte)
            elif edited:
                del edited[-1]
        body = edited
    return body.translate(None, _CONTROL).decode("latin-1")


def parse_commands(body: str) -> Iterator[ParsedCommand]:
    """The commands of a line, one at a time; raises `MalformedCommand` at the first syntax error."""
    at = 0
    while True:
        at = _SEPARATORS.match(body, at).end()  # type: ignore[union-attr]  # matches the empty string
        if at == len(body):
            return
        command, at = _extended(body, at) if body[at] == "+" else _basic(body, at)
        yield command


_SEPARATORS = re.compile(r"[ ;]*")
_BASIC = re.compile(r"(&? *[A-Za-z]) *(\d*)")
_REGISTER = re.compile(r"[Ss] *(\d+) *(\?|= *(\d+)?)?")
_NAME = re.compile(r"\+ *([A-Za-z][A-Za-z0-9!%\-./:_]*) *")
_NUMBER_THEN_BASIC = re.compile(r" *(\d+) *(?=&[A-Za-z])")
"""A bare number may be followed by a basic command without `;`: AT+IPR=115200&W."""
_BARE = re.compile(r"[^,;\"]*")
_STRING = re.compile(r' *"([^"]*)" *')
_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{2})")  # V.250 5.4.2.2


def _basic(body: str, at: int) -> tuple[ParsedCommand, int]:
    register = _REGISTER.match(body, at)
    if register is not None:
        number, tail, value = register.groups()
        if tail is None:
            return ParsedCommand("S", Form.EXECUTE, (Argument(number),)), register.end()
        if tail == "?":
            return ParsedCommand("S", Form.READ, (Argument(number),)), register.end()
        return ParsedCommand("S", Form.WRITE, (Argument(number), Argument(value or ""))), register.end()
    match = _BASIC.match(body, at)
    if match is None:
        raise MalformedCommand(f"expected a command at column {at} of {body!r}")
    name = match[1].replace(" ", "").upper()
    if name == "D":  # the dial string is the rest of the line, V.250 6.3.1
        return ParsedCommand(name, Form.EXECUTE, (Argument(body[match.start(2) :]),)), len(body)
    return ParsedCommand(name, Form.EXECUTE, (Argument(match[2]),) if match[2] else ()), match.end()


def _extended(body: str, at: int) -> tuple[ParsedCommand, int]:
    match = _NAME.match(body, at)
    if match is None:
        raise MalformedCommand(f"expected the name of an extended command at column {at} of {body!r}")
    name, at = "+" + match[1].upper(), match.end()
    rest = body[at:].lstrip(" ")
    if rest.startswith("?"):
        return ParsedCommand(name, Form.READ), _ended(body, body.index("?", at) + 1)
    if rest.startswith("="):
        at = body.index("=", at) + 1
        if body[at:].lstrip(" ").startswith("?"):
            return ParsedCommand(name, Form.TEST), _ended(body, body.index("?", at) + 1)
        arguments, at = _arguments(body, at)
        return ParsedCommand(name, Form.WRITE, arguments), at
    return ParsedCommand(name, Form.EXECUTE), _ended(body, at)


def _ended(body: str, at: int) -> int:
    if body[at:].lstrip(" ")[:1] in {"", ";"}:
        return at
    raise MalformedCommand(f"expected ; or the end of the line at column {at} of {body!r}")


def _arguments(body: str, at: int) -> tuple[tuple[Argument, ...], int]:
    arguments = []
    while True:
        argument, at = _argument(body, at)
        arguments.append(argument)
        if body[at : at + 1] != ",":
            return tuple(arguments), at
        at += 1


def _argument(body: str, at: int) -> tuple[Argument, int]:
    string = _STRING.match(body, at)
    if string is not None:
        text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), string[1])
        if body[string.end() : string.end() + 1] not in {"", ",", ";"}:
            raise MalformedCommand(f"expected , or ; after the string at column {at} of {body!r}")
        return Argument(text, quoted=True), string.end()
    number = _NUMBER_THEN_BASIC.match(body, at)
    if number is not None:
        return Argument(number[1]), number.end()
    bare = _BARE.match(body, at)
    if bare is None or body[bare.end() : bare.end() + 1] == '"':
        raise MalformedCommand(f"expected a string constant with two quotation marks in {body!r}")
    return Argument(bare[0].strip(" ")), bare.end()
