"""The module's own time: seconds that may run faster than the wall's, timers in them, and the RTC.

Nothing here has a thread.  Whoever waits for the module (a port being read, the
worker asking for data) waits no longer than `Timers.next_due` and then calls
`Timers.run_due`.
"""

from __future__ import annotations

import heapq
import itertools
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

BOOT_RTC = datetime(2004, 1, 1, tzinfo=UTC)
"""Where the RTC of the series stands after a loss of power."""


class ModuleClock:
    """Seconds since power-on as the module counts them; `rate` is how many pass in one second of the wall."""

    def __init__(self, rate: float = 1.0, *, rtc: datetime = BOOT_RTC) -> None:
        self.rate = rate
        self._origin = time.monotonic()
        self.set_rtc(rtc)

    def now(self) -> float:
        """Module seconds since power-on."""
        return (time.monotonic() - self._origin) * self.rate

    def advance(self, module_seconds: float) -> None:
        """Let that much time have passed at once; what is due then fires at the next occasion."""
        self._origin -= module_seconds / self.rate

    def wall_seconds(self, module_seconds: float) -> float:
        """How long a span of the module lasts on the wall."""
        return module_seconds / self.rate

    def rtc(self) -> datetime:
        """The calendar time, in the time zone that it was set with."""
        return self._rtc + timedelta(seconds=self.now() - self._rtc_set_at)

    def set_rtc(self, moment: datetime) -> None:
        """Set the calendar time; `moment` carries its time zone."""
        self._rtc, self._rtc_set_at = moment, self.now()


def parse_rtc(text: str) -> datetime | None:
    """The moment that `yy/MM/dd,hh:mm:ss±zz` names (27.007 8.15; zz in quarters of an hour), None if it is none."""
    try:
        moment = datetime.strptime(text[:17], "%y/%m/%d,%H:%M:%S")  # noqa: DTZ007  # its zone is read below
        quarters = int(text[17:]) if text[17:] else 0
        return moment.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)))
    except ValueError:
        return None


def format_rtc(moment: datetime) -> str:
    """The same text the other way round."""
    offset = moment.utcoffset() or timedelta()
    return f"{moment:%y/%m/%d,%H:%M:%S}{round(offset.total_seconds() / 900):+03d}"


@dataclass(order=True, slots=True)
class Timer:
    """A call that is due at a module second; `cancel` takes it back."""

    due: float
    order: int
    callback: Callable[[], None] | None

    def cancel(self) -> None:
        """Make sure that it doesn't fire."""
        self.callback = None


class Timers:
    """The pending timers of one module; guarded by the module's lock."""

    def __init__(self, clock: ModuleClock) -> None:
        self._clock = clock
        self._heap: list[Timer] = []
        self._order = itertools.count()

    def after(self, module_seconds: float, callback: Callable[[], None]) -> Timer:
        """Call `callback` when that many module seconds have passed."""
        timer = Timer(self._clock.now() + module_seconds, next(self._order), callback)
        heapq.heappush(self._heap, timer)
        return timer

    def next_due(self) -> float | None:
        """Wall seconds until the next timer is due; None when none is pending."""
        while self._heap and self._heap[0].callback is None:
            heapq.heappop(self._heap)
        if not self._heap:
            return None
        return max(0.0, self._clock.wall_seconds(self._heap[0].due - self._clock.now()))

    def run_due(self) -> None:
        """Fire every timer whose time has come."""
        while self._heap and self._heap[0].due <= self._clock.now():
            callback = heapq.heappop(self._heap).callback
            if callback is not None:
                callback()

    def clear(self) -> None:
        """Forget all of them."""
        self._heap.clear()
