"""The transmission time of bytes on a UART line: start bit, eight data bits, stop bit."""

from __future__ import annotations

BITS_PER_BYTE = 10
_SLICE_S = 0.004  # line time of one portion; shorter than any guard time
_CATCH_UP_S = 0.05  # delay of the server up to which it can catch up


class Lane:
    """One direction of a line of `baud` bits a second; times are those of the monotonic clock.

    The lane is not idle while bytes wait at its entry, so late service costs no
    throughput.
    """

    def __init__(self, baud: int) -> None:
        self.baud = baud
        self.bytes_per_second = baud / BITS_PER_BYTE
        self.slice = max(1, int(self.bytes_per_second * _SLICE_S))
        self._end = 0.0
        self._busy = False

    def enter(self, count: int, now: float) -> float:
        """Send `count` bytes; returns the moment at which the last of them has left the lane."""
        begin = max(self._end, now - _CATCH_UP_S) if self._busy else now
        self._busy = True
        self._end = begin + count / self.bytes_per_second
        return self._end

    def idle(self) -> None:
        """Note that no bytes wait at the entry."""
        self._busy = False
