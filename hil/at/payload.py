"""Where a payload from the DCE ends, which has no length in front of it (note 4.2.3).

The bytes of the file come after CONNECT, then the line `+<name>: <n>`.  The file
may contain such a line as well.  The line is the end of the payload

- at once, if the expected size is known and the line comes exactly there;
- at once, if no size is known and n is the number of bytes before the line;
- after a silence, if nothing came after it: the transfer failed (n is negative),
  or the DUT counts wrongly.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from hil.at.unsolicited import is_unsolicited

SETTLE_S = 0.5
"""Silence after which a line that is the last thing received counts as the end."""


@dataclass(frozen=True, slots=True)
class Payload:
    """A payload, and the bytes after it, which are lines again."""

    data: bytes
    rest: bytes


class PayloadReader:
    """Collects a payload up to the line of one of `names`; `size` is the expected number of bytes, if known."""

    def __init__(self, *names: str, size: int | None = None, numeric: bool = False) -> None:
        start = rb"" if numeric else rb"\r\n"  # ATV0 puts nothing in front of a line
        alternatives = "|".join(names).encode("ascii")
        self._line = re.compile(start + rb"\+(?:" + alternatives + rb"):? ?(-?\d+)(?=\r)")
        self._size = size
        self._received = bytearray()
        self._seen = 0

    @property
    def count(self) -> int:
        """Bytes received so far."""
        return len(self._received)

    def feed(self, data: bytes) -> Payload | None:
        """Take bytes; returns the payload as soon as its end is certain."""
        self._received += data
        for match in self._line.finditer(self._received, self._seen):
            if self._is_certain(match):
                return self._split(match)
        # The line may be incomplete; it has at most 40 bytes.
        self._seen = max(self._seen, len(self._received) - 40)
        return None

    def silence(self) -> Payload | None:
        """Nothing came for `SETTLE_S`: returns the payload if a line of that name came last.

        OK and unsolicited lines may follow it.
        """
        last = None
        for last in self._line.finditer(self._received):  # noqa: B007 - the last match is wanted
            pass
        if last is None:
            return None
        behind = bytes(self._received[last.end() :]).decode("ascii", "replace").split("\r\n")
        return self._split(last) if all(map(_follows_a_result, behind)) else None

    def _is_certain(self, match: re.Match[bytes]) -> bool:
        if self._size is not None:
            return match.start() == self._size
        return int(match[1]) == match.start()

    def _split(self, match: re.Match[bytes]) -> Payload:
        start = match.start()
        return Payload(bytes(self._received[:start]), bytes(self._received[start:]))


def _follows_a_result(line: str) -> bool:
    return line.strip("\r\n") in {"", "OK", "0"} or is_unsolicited(line)
