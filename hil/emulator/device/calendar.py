"""The sources of the module's calendar time: the network (NITZ) and a time server (NTP)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from hil.emulator.device.clock import ModuleClock, format_rtc

NTP_SERVER, NTP_PORT = "210.72.145.44", 123  # the series' manual
DAYLIGHT_SAVING = 0


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
