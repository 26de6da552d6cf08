"""What may follow the terminator of a command line: an LF of the line, or the first byte of its data.

V.250 5.2.1 ends a command line with the character of S3 alone.  Many hosts write
CR LF, and the LF may arrive when CONNECT or the prompt is out already.
docs/emulator.md has the rule as a table.
"""

from __future__ import annotations

_CR, _LF = 13, 10


class LineEnd:
    """Removes the rest of a line's end from the bytes after it.

    The end of the line before tells how this host ends its lines.
    """

    def __init__(self) -> None:
        self._rest: tuple[int, ...] = ()
        self._repeats = False
        self._is_same_portion = False
        self._host_sends_lf: bool | None = None

    def forget_host(self) -> None:
        """Another host may come; nothing is known of its lines."""
        self._rest, self._host_sends_lf = (), None

    def begin_portion(self) -> None:
        """More bytes of the host have arrived."""
        self._is_same_portion = False

    # clause: V.250 5.2.1
    def line_ended(self) -> None:
        """The terminator has come; an LF may follow."""
        self._rest, self._repeats, self._is_same_portion = (_LF,), False, True

    # clause: V.250 5.2.4
    def repeat_ended(self) -> None:
        """A/ has come, which has no terminator; a host may send one nevertheless."""
        self._rest, self._repeats, self._is_same_portion = (_CR, _LF), True, True

    def taken_from(self, data: bytes, *, may_be_payload: bool) -> bytes:
        """The bytes after the line's end; `may_be_payload` is true once the host can have read CONNECT."""
        while self._rest and data:
            wanted, self._rest = self._rest[0], self._rest[1:]
            belongs = data[0] == wanted and (not may_be_payload or self._ends_line(data))
            if belongs:
                data = data[1:]
            if not self._repeats:
                self._host_sends_lf = belongs
        return data

    def _ends_line(self, data: bytes) -> bool:
        """Whether the first of these bytes, which may be payload, is an LF of the line."""
        if self._is_same_portion:
            return True
        if self._repeats:
            return False
        return len(data) == 1 if self._host_sends_lf is None else self._host_sends_lf
