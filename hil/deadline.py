"""A point in time until which something may be awaited; every wait of the project takes one."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock, in seconds, with the span it was made from."""

    at: float
    span_s: float

    @classmethod
    def after(cls, span_s: float) -> Deadline:
        """The deadline that lies `span_s` seconds ahead of now."""
        return cls(time.monotonic() + span_s, span_s)

    @classmethod
    def never(cls) -> Deadline:
        """A deadline that does not come; for servers that wait until they are closed."""
        return cls(math.inf, math.inf)

    @property
    def expired(self) -> bool:
        """Whether the moment has come."""
        return self.remaining <= 0.0

    @property
    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.at - time.monotonic())

    @property
    def remaining_or_none(self) -> float | None:
        """Seconds left as the standard library wants it: None waits for ever."""
        return None if math.isinf(self.at) else self.remaining
