"""The time of the module: its seconds, which may run faster than real time, timers, RTC, and time from the network.

There is no timer thread.  A thread that waits for the module (a reader of the
port, the worker) waits no longer than `Timers.next_due` and then calls
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
"""The RTC after a power loss (manual of the series)."""

NTP_SERVER, NTP_PORT = "210.72.145.44", 123  # manual of the series
DAYLIGHT_SAVING = 0


class ModuleClock:
    """Module seconds since power-on; `rate` is the number of them in one second of real time."""

    def __init__(self, rate: float = 1.0, *, rtc: datetime = BOOT_RTC) -> None:
        self.rate = rate
        self._origin = time.monotonic()
        self.set_rtc(rtc)

    def now(self) -> float:
        """Module seconds since power-on."""
        return (time.monotonic() - self._origin) * self.rate

    def advance(self, module_seconds: float) -> None:
        """Advance the time at once; timers that are due then fire at the next `Timers.run_due`."""
        self._origin -= module_seconds / self.rate

    def wall_seconds(self, module_seconds: float) -> float:
        """The real duration of a span of module seconds."""
        return module_seconds / self.rate

    def rtc(self) -> datetime:
        """The calendar time, in the time zone in which it was set."""
        return self._rtc + timedelta(seconds=self.now() - self._rtc_set_at)

    def set_rtc(self, moment: datetime) -> None:
        """Set the calendar time; `moment` carries its time zone."""
        self._rtc, self._rtc_set_at = moment, self.now()


def parse_rtc(text: str) -> datetime | None:
    """Parse `yy/MM/dd,hh:mm:ss±zz` (27.007 8.15; zz in quarters of an hour); None for other text."""
    try:
        moment = datetime.strptime(text[:17], "%y/%m/%d,%H:%M:%S")  # noqa: DTZ007  # its zone is read below
        quarters = int(text[17:]) if text[17:] else 0
        return moment.replace(tzinfo=timezone(timedelta(minutes=15 * quarters)))
    except ValueError:
        return None


def format_rtc(moment: datetime) -> str:
    """Write a moment as `yy/MM/dd,hh:mm:ss±zz`."""
    offset = moment.utcoffset() or timedelta()
    return f"{moment:%y/%m/%d,%H:%M:%S}{round(offset.total_seconds() / 900):+03d}"


@dataclass(order=True, slots=True)
class Timer:
    """A call at a module second; `cancel` prevents it."""

    due: float
    order: int
    callback: Callable[[], None] | None

    def cancel(self) -> None:
        """Prevent the call."""
        self.callback = None


class Timers:
    """The pending timers of one module; guarded by the module's lock."""

    def __init__(self, clock: ModuleClock) -> None:
        self._clock = clock
        self._heap: list[Timer] = []
        self._order = itertools.count()

    def after(self, module_seconds: float, callback: Callable[[], None]) -> Timer:
        """Call `callback` after that many module seconds."""
        timer = Timer(self._clock.now() + module_seconds, next(self._order), callback)
        heapq.heappush(self._heap, timer)
        return timer

    def next_due(self) -> float | None:
        """Real seconds until the next timer is due; None when no timer is pending."""
        while self._heap and self._heap[0].callback is None:
            heapq.heappop(self._heap)
        if not self._heap:
            return None
        return max(0.0, self._clock.wall_seconds(self._heap[0].due - self._clock.now()))

    def run_due(self) -> None:
        """Fire every timer that is due."""
        while self._heap and self._heap[0].due <= self._clock.now():
            callback = heapq.heappop(self._heap).callback
            if callback is not None:
                callback()

    def clear(self) -> None:
        """Remove all timers."""
        self._heap.clear()


class Calendar:
    """The settings of AT+QNITZ, AT+CTZU and AT+QNTP, and the latest time from the network.

    `report` sends a URC.
    """

    def __init__(self, clock: ModuleClock, report: Callable[[str], None]) -> None:
        self._clock, self._report = clock, report
        self.reset()

    def reset(self) -> None:
        """Power-on: everything at its default."""
        self.reports = 0  # AT+QNITZ: a URC for each time from the network
        self.update = 0  # AT+CTZU: 0, or 1 to set the RTC from the network
        self.ntp_server, self.ntp_port = NTP_SERVER, NTP_PORT
        self.latest: datetime | None = None

    def receive_network_time(self) -> None:
        """Take the time of the network, which is that of the host."""
        self.latest = datetime.now(UTC)
        if self.update:
            self._clock.set_rtc(self.latest)
        if self.reports:
            self._report(f'+QNITZ: "{format_rtc(self.latest)}",{DAYLIGHT_SAVING}')
