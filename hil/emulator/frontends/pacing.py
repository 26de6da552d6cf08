"""The time that bytes need on a UART line: start bit, eight data bits, stop bit."""

from __future__ import annotations

BITS_PER_BYTE = 10
_SLICE_S = 0.004  # how much line time is handed on at once; short beside any guard time
_CATCH_UP_S = 0.05  # how far a late server of the line may run behind before time is lost for good


class Lane:
    """One direction of a line of `baud` bits a second; times are those of the monotonic clock.

    While bytes wait at its entry the lane is never idle, so being served late
    costs no throughput.
    """

    def __init__(self, baud: int) -> None:
        self.baud = baud
        self.bytes_per_second = baud / BITS_PER_BYTE
        self.slice = max(1, int(self.bytes_per_second * _SLICE_S))
        self._end = 0.0
        self._busy = False

    def enter(self, count: int, now: float) -> float:
        """Let `count` bytes enter the lane; the moment at which the last of them has left it."""
        begin = max(self._end, now - _CATCH_UP_S) if self._busy else now
        self._busy = True
        self._end = begin + count / self.bytes_per_second
        return self._end

    def idle(self) -> None:
        """Nothing waits at the entry."""
        self._busy = False
