"""What may follow the terminator of a command line: the rest of the line's end, or the first byte of its data.

V.250 5.2.1 ends a command line with the character of S3 alone.  Many hosts write
CR LF, some CR CR LF, and the rest may arrive when CONNECT or the prompt is out
already.  docs/emulator.md has the rule as a table.
"""

from __future__ import annotations

_LF = b"\n"
_CHARACTERS = b"\r\n"
_LONGEST = 2  # CR LF after the terminator


class LineEnd:
    """Removes the rest of a line's end from the bytes after it.

    The end of the line before tells how this host ends its lines.
    """

    def __init__(self) -> None:
        self._rest: bytearray | None = None  # of the line that has ended, as far as it has come
        self._repeats = False
        self._is_same_portion = False
        self._habit: bytes | None = None

    def forget_host(self) -> None:
        """Another host may come; nothing is known of its lines."""
        self._rest = self._habit = None

    def begin_portion(self) -> None:
        """More bytes of the host have arrived."""
        self._is_same_portion = False

    # clause: V.250 5.2.1
    def line_ended(self, *, repeats: bool = False) -> None:
        """The terminator has come, or A/ (`repeats`), which has none but is often sent with one."""
        self._rest, self._repeats, self._is_same_portion = bytearray(), repeats, True

    def taken_from(self, data: bytes, *, may_be_payload: bool) -> bytes:
        """The bytes after the line's end; `may_be_payload` is true once the host can have read CONNECT."""
        while self._rest is not None and data:
            if not self._belongs(self._rest, data, may_be_payload=may_be_payload):
                self._end(self._rest)
                break
            self._rest += data[:1]
            data = data[1:]
            if self._rest.endswith(_LF):
                self._end(self._rest)
        return data

    def _belongs(self, rest: bytearray, data: bytes, *, may_be_payload: bool) -> bool:
        """Whether the first of these bytes is of the line."""
        if data[0] not in _CHARACTERS or len(rest) == _LONGEST:
            return False
        if not may_be_payload or self._is_same_portion:
            return True
        if self._repeats:
            return False
        if self._habit is None:
            return data == _LF and not rest
        return self._habit.startswith(rest + data[:1])

    def _end(self, rest: bytearray) -> None:
        self._rest = None
        if not self._repeats:
            self._habit = bytes(rest)
