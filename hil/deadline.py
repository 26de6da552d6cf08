"""The latest moment of a wait; every wait of the project takes one."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deadline:
    """A moment of the monotonic clock in seconds, and the span from which it was made."""

    at: float
    span_s: float

    @classmethod
    def after(cls, span_s: float) -> Deadline:
        """The deadline `span_s` seconds from now."""
        return cls(time.monotonic() + span_s, span_s)

    @classmethod
    def never(cls) -> Deadline:
        """A deadline that never comes; for servers that wait until they are closed."""
        return cls(math.inf, math.inf)

    @property
    def expired(self) -> bool:
        """Whether the moment is over."""
        return self.remaining <= 0.0

    @property
    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.at - time.monotonic())

    @property
    def remaining_or_none(self) -> float | None:
        """Seconds left as the standard library takes them: None waits without limit."""
        return None if math.isinf(self.at) else self.remaining
