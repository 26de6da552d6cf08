"""Where the module's calendar time comes from: the network (NITZ) or a server (NTP), and what was last told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hil.emulator.device.clock import ModuleClock, format_rtc

NTP_SERVER, NTP_PORT = "210.72.145.44", 123  # the series' manual
DAYLIGHT_SAVING = 0


class Calendar:
    """The settings of AT+QNITZ, AT+CTZU and AT+QNTP, and the latest time from the network.

    `report` gets the URC.
    """

    def __init__(self, clock: ModuleClock, report: Callable[[str], None]) -> None:
        self._clock, self._report = clock, report
        self.reset()

    def reset(self) -> None:
        """Power-on: everything at its default."""
        self.reports = 0  # AT+QNITZ: a URC for each time that the network tells
        self.update = 0  # AT+CTZU: set the RTC by it, 0 not
        self.ntp_server, self.ntp_port = NTP_SERVER, NTP_PORT
        self.latest: datetime | None = None

    def receive_network_time(self) -> None:
        """The network tells the time, which is that of this machine."""
        self.latest = datetime.now(UTC)
        if self.update:
            self._clock.set_rtc(self.latest)
        if self.reports:
            self._report(f'+QNITZ: "{format_rtc(self.latest)}",{DAYLIGHT_SAVING}')
