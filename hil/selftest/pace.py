"""How far a run of many plans has come, and how long the rest takes."""

from __future__ import annotations

import time
from collections.abc import Callable


class Pace:
    """Counts plans and their cases; the rest is expected to be as fast as the cases that have ended."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._plans = self._cases = self._ended_plans = self._ended_cases = 0

    def expect(self, plans: int, cases: int) -> None:
        """So many plans with so many cases in all begin now."""
        self._plans, self._cases = plans, cases
        self._began = self._clock()

    def ended(self, cases: int) -> str:
        """A plan with so many cases has ended: `12/280  left  18:20`."""
        self._ended_plans += 1
        self._ended_cases += cases
        rest = max(0, self._cases - self._ended_cases)
        left_s = round((self._clock() - self._began) * rest / max(1, self._ended_cases))
        width = len(str(self._plans))
        return f"{self._ended_plans:>{width}}/{self._plans}  left {left_s // 60:>3}:{left_s % 60:02}"
