"""The bearer of one session: it computes when each byte arrives at the other end.

Arithmetic only: times are in seconds of any clock, and nothing waits here.  Each
direction is a line with a rate; portions are sent one after the other, then the latency is added.
"""

from __future__ import annotations

import random
from enum import Enum

from hil.ftps.shaping import Shaping

PORTION_S = 0.1
"""How much of a line's time one portion takes, so that it is smooth without many timers."""

_LEAST, _MOST = 256, 65536  # bytes of a portion


class Way(Enum):
    """A direction."""

    UP = "from the DUT"
    DOWN = "to the DUT"


class Bearer:
    """What the connections of a session share; it begins at `start`."""

    def __init__(self, shaping: Shaping, *, start: float) -> None:
        self.shaping = shaping
        self._start = start
        self._rates = {Way.UP: shaping.up_bit_s / 8, Way.DOWN: shaping.down_bit_s / 8}
        self._free = dict.fromkeys(Way, start)
        # The purpose is a repeatable number from a seed; nothing is secret here.
        self._dice = {way: random.Random(f"{shaping.seed} {way.value}") for way in Way}

    def portion(self, way: Way) -> int:
        """The recommended number of bytes for one call of `carry`."""
        rate = self._rates[way]
        return max(_LEAST, min(_MOST, int(rate * PORTION_S))) if rate else _MOST

    def ahead(self, way: Way) -> int:
        """How many bytes one connection may have in transit: enough to fill the line, like a TCP window."""
        rate = self._rates[way]
        if not rate:
            return 4 * _MOST
        return int(rate * (self.shaping.latency_s + self.shaping.jitter_s)) + 2 * self.portion(way)

    def carry(self, size: int, way: Way, *, now: float) -> float:
        """Send `size` bytes; returns the time at which they arrive."""
        rate = self._rates[way]
        end = self._after(max(now, self._free[way]), size / rate if rate else 0)
        self._free[way] = end
        jitter = self.shaping.jitter_s
        return end + self.shaping.latency_s + (self._dice[way].uniform(0, jitter) if jitter else 0)

    @property
    def lag_s(self) -> float:
        """The longest remaining time of bytes in transit."""
        shaping = self.shaping
        filling = max(self.ahead(way) / rate if rate else 0 for way, rate in self._rates.items())
        return filling + shaping.latency_s + shaping.jitter_s + shaping.stall_s

    def _after(self, begin: float, duration: float) -> float:
        """The end of an activity of that duration, which pauses while the bearer stalls."""
        period, stall = self.shaping.stall_every_s, self.shaping.stall_s
        if not stall:
            return begin + duration
        up = period - stall
        periods, phase = divmod(begin - self._start, period)
        periods, phase = divmod(periods * up + min(phase, up) + duration, up)
        return self._start + periods * period + phase
