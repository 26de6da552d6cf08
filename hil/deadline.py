"""The latest moment of a wait; every wait of the project takes one.

A part of the program may have a time limit of its own (`limited`).  It is looked at where
something waits, so it breaks off no step in its middle: the wait ends, and raises.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


class Limit:
    """The time that a part of the program may take; `over` makes what its waits raise after that.

    Each time it has raised, `grace_s` seconds are left for the clean-up before it raises again.
    `spares_pauses`: a pause that the program makes on purpose (`grant_pause`) does not count.
    """

    def __init__(
        self, span_s: float, *, over: Callable[[], Exception], grace_s: float, spares_pauses: bool = False
    ) -> None:
        self._over, self._grace_s, self._spares_pauses = over, grace_s, spares_pauses
        self._until = time.monotonic() + span_s
        self._raises_at = self._until
        self._held_at: float | None = None

    @property
    def is_over(self) -> bool:
        """Whether the time has passed."""
        return self.remaining_s <= 0.0

    @property
    def remaining_s(self) -> float:
        """Seconds until the time has passed, below zero behind it."""
        return self._until - (time.monotonic() if self._held_at is None else self._held_at)

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let the time stand still in the block, and let no wait of it raise; a block inside another changes nothing."""
        if self._held_at is not None:
            yield
            return
        self._held_at = time.monotonic()
        try:
            yield
        finally:
            span_s, self._held_at = time.monotonic() - self._held_at, None
            self._until += span_s
            self._raises_at += span_s

    def grant(self, span_s: float) -> None:
        """A pause of so many seconds begins, which is made on purpose."""
        if self._spares_pauses:
            self._until += span_s
            self._raises_at += span_s

    def left(self) -> float:
        """Seconds that a wait may still take, infinite while held; raises what `over` makes when there are none."""
        if self._held_at is not None:
            return math.inf
        left = self._raises_at - time.monotonic()
        if left > 0.0:
            return left
        self._raises_at = time.monotonic() + self._grace_s
        raise self._over()


_LIMITS: ContextVar[tuple[Limit, ...]] = ContextVar("limits", default=())
"""Of this thread: the threads of server and emulator have none."""


@contextmanager
def limited(limit: Limit) -> Iterator[None]:
    """Let each wait of the block, in this thread, look at the limit too."""
    token = _LIMITS.set((*_LIMITS.get(), limit))
    try:
        yield
    finally:
        _LIMITS.reset(token)


def time_left_s() -> float:
    """Seconds that the limits of this thread leave, below zero behind one of them; infinite without a limit."""
    return min((limit.remaining_s for limit in _LIMITS.get()), default=math.inf)


def grant_pause(span_s: float) -> None:
    """Tell the limits of this thread that a pause on purpose begins."""
    for limit in _LIMITS.get():
        limit.grant(span_s)


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
        """Seconds left, never below zero; raises what a `Limit` of this thread makes when that is over."""
        left = max(0.0, self.at - time.monotonic())
        for limit in _LIMITS.get():
            left = min(left, limit.left())
        return left

    @property
    def remaining_or_none(self) -> float | None:
        """Seconds left as the standard library takes them: None waits without limit."""
        left = self.remaining
        return None if math.isinf(left) else left
