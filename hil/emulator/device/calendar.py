"""Where the module's calendar time comes from: the network (NITZ) or a server (NTP), and what was last told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hil.emulator.device.clock import format_rtc

if TYPE_CHECKING:  # whose clock is set
    from hil.emulator.module import Module

NTP_SERVER, NTP_PORT = "210.72.145.44", 123  # the series' manual
DAYLIGHT_SAVING = 0


@dataclass(slots=True)
class Calendar:
    """The settings of AT+QNITZ, AT+CTZU and AT+QNTP, and the latest time from the network."""

    report: int = 0  # AT+QNITZ: a URC for each time that the network tells
    update: int = 0  # AT+CTZU: set the RTC by it, 0 not
    ntp_server: str = NTP_SERVER
    ntp_port: int = NTP_PORT
    told: datetime | None = None

    def told_by_network(self, module: Module) -> None:
        """The network tells the time, which is that of this machine."""
        self.told = datetime.now(UTC)
        if self.update:
            module.clock.set_rtc(self.told)
        if self.report:
            for terminal in module.terminals:
                terminal.urc(f'+QNITZ: "{format_rtc(self.told)}",{DAYLIGHT_SAVING}')
