"""Where a payload from the DCE ends, which has no length in front of it (note 4.2.3).

The bytes of the file come after CONNECT, then the line `+<name>: <n>`.  The file
may contain such a line as well.  Blank lines, an OK and unsolicited lines may stand
between the file and the line: the note does not say what separates them.  The line
is the end of the payload

- at once, if the expected size is known and only such lines are between;
- at once, if no size is known and n is the number of bytes before the line;
- after a silence, if nothing came after it: other lines are between, the transfer
  failed (n is negative), or the DUT counts wrongly.

After a silence the line may still be one of the file, if fewer bytes came than are
expected: `Payload.is_short`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hil.at.unsolicited import is_unsolicited

SETTLE_S = 0.5
"""Silence after which a line that is the last thing received counts as the end."""


SHORT_SETTLE_S = 0.1
"""The least such silence before a question, which tells whether the line was the end."""

EXCESS_MOST = 4 * 1024 * 1024
"""So many bytes beyond the expected size are read: more than any file of the suites has.

A whole file in place of its end is judged as what it is; a DUT that sends more will not end by itself.
"""

UNSIZED_MOST = 16 * 1024 * 1024
"""So many bytes are read if no size is expected: half an hour at 115200 bit/s."""

QUESTION = "AT+CMEE?"
"""What is asked after a silence at a line that may be one of the file; 27.007 9.1 has the answer."""

CONFIRMATION_S = 1.0
"""How long a DUT in command mode has for the answer."""

_ANSWER = re.compile(
    rb"\+CMEE[ \t]*:?[ \t]*\d\s+(?:OK|0)\s*\Z|\A\s*(?:AT\+CMEE\?\s+)?(?:ERROR|\+CME ERROR[^\r\n]*|4)\s+\Z"
)

_BROKEN_OFF = re.compile(rb"(?:\+CM[ES] ERROR[^\r\n]*|ERROR|NO CARRIER)()(?=[\r\n])")  # note 3
_LINE = re.compile(rb"[^\r\n]+")
_LINE_END = re.compile(rb"(?:\r\n|\r|\n)\Z")


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload, and the bytes after it, which are lines again."""

    data: bytes
    rest: bytes
    is_short: bool = False
    """Whether fewer bytes came than are expected: the rest may be a part of the data, of which more may come."""


class PayloadReader:
    """Collects a payload up to the line of one of `names`; `size` is the expected number of bytes, if known."""

    def __init__(self, *names: str, size: int | None = None, numeric: bool = False) -> None:
        alternatives = "|".join(names).encode("ascii")
        self._line = re.compile(rb"\+(?:" + alternatives + rb")[ \t]*:?[ \t]*(-?\d+)[ \t]*(?=[\r\n])")
        self._numeric = numeric
        self._size = size
        self._received = bytearray()
        self._seen = 0

    @property
    def is_sized(self) -> bool:
        """Whether the number of bytes is known."""
        return self._size is not None

    @property
    def count(self) -> int:
        """Bytes received so far."""
        return len(self._received)

    @property
    def most(self) -> int:
        """So many bytes are read at most."""
        return UNSIZED_MOST if self._size is None else self._size + EXCESS_MOST

    def feed(self, data: bytes) -> Payload | None:
        """Take bytes; returns the payload as soon as its end is certain."""
        self._received += data
        for match in self._line.finditer(self._received, self._seen):
            if self._is_certain(match):
                return self._split(self._head(match) if self._size is None else self._size)
        # The line may be incomplete; it has at most 40 bytes.
        self._seen = max(self._seen, len(self._received) - 40)
        return None

    def silence(self) -> Payload | None:
        """Nothing came for `SETTLE_S`: returns the payload if a line of that name, or an error code, came last.

        OK and unsolicited lines may follow it.
        """
        last = self._last_line()
        if last is None or not _are_lines_beside_a_result(bytes(self._received[last.end() :])):
            return None
        counted = int(last[1] or -1)
        is_right = self._fits(counted, last) and not self._splits_a_line_end(counted)
        return self._split(counted if is_right else self._head(last))

    def _last_line(self) -> re.Match[bytes] | None:
        lines = (*self._line.finditer(self._received), *_BROKEN_OFF.finditer(self._received))
        found = [match for match in lines if self._begins_a_line(match.start())]
        return max(found, key=lambda match: match.start(), default=None)

    def _begins_a_line(self, start: int) -> bool:
        return self._numeric or start == 0 or self._received[start - 1] in b"\r\n"

    def _is_certain(self, match: re.Match[bytes]) -> bool:
        if self._size is not None:
            return self._fits(self._size, match)
        head = self._head(match)
        return int(match[1]) == head and (self._numeric or head < match.start())

    def _head(self, match: re.Match[bytes]) -> int:
        """The beginning of the line, with the line end that V.250 puts in front of it unless ATV0 is set."""
        start = match.start()
        head = None if self._numeric else _LINE_END.search(self._received, max(0, start - 2), start)
        return start if head is None else head.start()

    def _fits(self, size: int, match: re.Match[bytes]) -> bool:
        """Whether only blank lines, OK and unsolicited lines are between so many bytes and the line."""
        start = match.start()
        return 0 <= size <= start and _are_lines_beside_a_result(bytes(self._received[size:start]))

    def _splits_a_line_end(self, size: int) -> bool:
        return self._received[max(0, size - 1) : size + 1] == b"\r\n"

    def _split(self, end: int) -> Payload:
        is_short = self._size is not None and end < self._size
        return Payload(bytes(self._received[:end]), bytes(self._received[end:]), is_short)


def is_answered(received: bytes) -> bool:
    """Whether the bytes since `QUESTION` end with its answer, or are a refusal of it and nothing else.

    Unsolicited lines may follow it.
    """
    return _ANSWER.search(_parted(received)[0]) is not None


def beside_answer(received: bytes) -> bytes:
    """The lines that came before and behind the answer to `QUESTION`, without its echo."""
    answered, behind = _parted(received)
    found = _ANSWER.search(answered)
    if found is None:
        return received
    return answered[: found.start()].replace(QUESTION.encode("ascii") + b"\r", b"") + behind


def _parted(received: bytes) -> tuple[bytes, bytes]:
    """The bytes up to the last line that is not unsolicited, and those behind it."""
    end = len(received)
    for line in reversed(list(_LINE.finditer(received))):
        text = line[0].decode("latin-1").strip()
        if text and not is_unsolicited(text):
            break
        end = line.start()
    return received[:end], received[end:]


def _are_lines_beside_a_result(text: bytes) -> bool:
    """Whether these bytes are blank lines, OK and unsolicited lines."""
    lines = re.split(r"[\r\n]", text.decode("latin-1"))
    return all(line.strip() in {"", "OK", "0"} or is_unsolicited(line) for line in lines)
