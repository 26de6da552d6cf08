"""What may follow the terminator of a command line: the rest of the line's end, or the first byte of its data.

V.250 5.2.1 ends a command line with the character of S3 alone.  Many hosts write
CR LF, some CR CR LF, and the rest may arrive when CONNECT or the prompt is out
already.  docs/emulator.md has the rule as a table.
"""

from __future__ import annotations

_LF = b"\n"
_CHARACTERS = b"\r\n"
_LONGEST = 2  # CR LF after the terminator
_HELD_MOST = 1024  # bytes; longer data are not held back

SILENCE_S = 0.5  # module seconds after which bytes that were held back are taken as they are


class LineEnd:
    """Removes the rest of a line's end from the bytes after it.

    The end of the line before tells how this host ends its lines.
    """

    def __init__(self) -> None:
        self._rest: bytearray | None = None  # of the line that has ended, as far as it has come
        self._repeats = False
        self._is_same_portion = False
        self._habit: bytes | None = None
        self._held = b""
        self._is_supposed = (
            False  # what is held back first to be of the line, unless the number of bytes tells
        )

    @property
    def holds(self) -> bool:
        """Whether bytes are held back until their number tells whether the LF before them is of the line."""
        return bool(self._held)

    def forget_host(self) -> None:
        """Another host may come; nothing is known of its lines."""
        self._rest = self._habit = None
        self._held = b""

    def begin_portion(self) -> None:
        """More bytes of the host have arrived."""
        self._is_same_portion = False

    # clause: V.250 5.2.1
    def line_ended(self, *, repeats: bool = False) -> None:
        """The terminator has come, or A/ (`repeats`), which has none but is often sent with one."""
        self._rest, self._repeats, self._is_same_portion = bytearray(), repeats, True
        self._held = b""

    def taken_from(self, data: bytes, *, may_be_payload: bool, missing: int | None = None) -> bytes:
        """The bytes after the line's end; `may_be_payload` is true once the host can have read CONNECT.

        `missing` bytes end the data; None if no number does.  With it, an LF that comes first, or what else this host
        sends after its terminators, is held back, and what follows it: more bytes than that tell that it was of the
        line, however the host ended other lines.
        """
        if missing is None or not may_be_payload or not self._is_in_doubt(data, missing):
            return self._by_habit(data, may_be_payload=may_be_payload)
        came_at_once = not self.holds and len(data) == missing and self._comes_whole(data)
        if not self.holds:
            self._is_supposed = bool(self._habit) or (self._habit is None and data == _LF)
        data, self._held = self._held + data, b""
        if len(data) > missing or came_at_once:
            return self._decided(data, is_of_line=len(data) > missing)
        self._held = data
        return b""

    def released(self, missing: int | None) -> bytes:
        """The bytes that were held back, when no more have come for a while."""
        data, self._held = self._held, b""
        return self._decided(data, is_of_line=len(data) != missing and self._is_supposed)

    def _comes_whole(self, data: bytes) -> bool:
        """Whether a portion of the right size is the whole data, as far as this host is known."""
        return self._habit == b"" or (self._habit is None and data != _LF)

    def _is_in_doubt(self, data: bytes, missing: int) -> bool:
        if self.holds or self._rest is None or self._rest or self._repeats or self._is_same_portion:
            return self.holds
        return data[:1] == self._likely[:1] and missing <= _HELD_MOST

    @property
    def _likely(self) -> bytes:
        """What may follow the terminator of this host."""
        return self._habit or _LF

    def _decided(self, data: bytes, *, is_of_line: bool) -> bytes:
        rest = _common(data, self._likely) if is_of_line else b""
        if rest == data and len(rest) < len(self._likely):
            self._rest = bytearray(rest)  # the last byte of it may still come
        else:
            self._end(bytearray(rest))
        return data[len(rest) :]

    def _by_habit(self, data: bytes, *, may_be_payload: bool) -> bytes:
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


def _common(one: bytes, other: bytes) -> bytes:
    """What both begin with."""
    length = min(len(one), len(other))
    return next((one[:at] for at in range(length) if one[at] != other[at]), one[:length])
