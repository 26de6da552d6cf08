"""The places of a line that hold a secret by definition: passwords and PINs of commands and answers, private keys.

What stands there is a secret in the rest of the run, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_VALUE = rb'(?:"(?P<{0}>[^"\r\n]*)|(?P<{0}_bare>[^\s";,?][^\r\n;,]*))'


def _value(name: str) -> bytes:
    return _VALUE.replace(b"{0}", name.encode("ascii"))


_FIELD = rb'(?:\s*"[^"\r\n]*"\s*|[^,;"\r\n]*),\s*'

_PLACES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rb"\+\s*QFTPPASS\s*[=:]\s*" + _value("a"),
        rb"\+\s*QICSGP\s*[=:]\s*" + _FIELD * 2 + _value("a") + rb'"?\s*,\s*' + _value("b"),
        rb"\+\s*QIREGAPP\s*[=:]\s*" + _FIELD + _value("a") + rb'"?\s*,\s*' + _value("b"),
        rb"\+\s*CPIN\s*=\s*" + _value("a") + rb'(?:"?\s*,\s*' + _value("b") + rb")?",
        rb"\+\s*CLCK\s*=\s*" + _FIELD * 2 + _value("a"),
        rb"\+\s*CPWD\s*=\s*" + _FIELD + _value("a") + rb'"?\s*,\s*' + _value("b"),
    )
)

_NEAR = (b"QFTPPASS", b"QICSGP", b"QIREGAPP", b"CPIN", b"CLCK", b"CPWD")
"""Without any of these no place is in a line, which is so for most; to look for them is much cheaper."""

_IMSI = re.compile(rb"(?<![0-9A-Za-z])[0-9]{14,15}(?![0-9A-Za-z])")

ASKS_IMSI = re.compile(rb"\+\s*CIMI\s*[;\r]", re.IGNORECASE)
"""A command line that asks for the IMSI (27.007 5.3): the next number of its length is one."""


def imsi_in(text: bytes) -> tuple[int, int] | None:
    """The place of the IMSI (TS 23.003 2.2) in an answer; None if it has not come."""
    found = _IMSI.search(text)
    return found.span() if found else None


_BEGIN = re.compile(rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----")
_END = b"-----END"
_KEY_LINE = re.compile(rb"[A-Za-z0-9+/=]+")
_HEADER = re.compile(rb"[A-Za-z-]+:.*|\s*")
"""`Proc-Type`, `DEK-Info` and the empty line behind them (RFC 1421)."""


def in_commands(text: bytes) -> Iterator[tuple[int, int]]:
    """The places of passwords and PINs in whole lines."""
    capital = text.upper()
    if any(word in capital for word in _NEAR):
        for pattern in _PLACES:
            for match in pattern.finditer(text):
                for group in match.groupdict():
                    if match[group]:
                        yield match.span(group)


class KeyPlaces:
    """The lines of a private key in one direction of a line."""

    def __init__(self) -> None:
        self._is_inside = False

    def in_lines(self, text: bytes) -> Iterator[tuple[int, int]]:
        """The places in whole lines; a key may go on in the next text."""
        if not self._is_inside and b"PRIVATE KEY" not in text:
            return
        at = 0
        for line in re.split(rb"(?<=[\r\n])", text):
            bare = line.rstrip(b"\r\n")
            if begin := _BEGIN.search(line):
                self._is_inside = True
                yield from self._rest(bare, at, begin.end())
            elif self._is_inside:
                yield from self._inside(bare, at)
            at += len(line)

    def _inside(self, bare: bytes, at: int) -> Iterator[tuple[int, int]]:
        body, end, _ = bare.partition(_END)
        if body and _KEY_LINE.fullmatch(body):
            yield at, at + len(body)
        elif not end and not _HEADER.fullmatch(bare):
            end = _END
        self._is_inside = not end

    def _rest(self, bare: bytes, at: int, start: int) -> Iterator[tuple[int, int]]:
        """A key that goes on in the line of its header."""
        body, end, _ = bare[start:].partition(_END)
        if body.strip():
            yield at + start, at + start + len(body)
        self._is_inside = not end
