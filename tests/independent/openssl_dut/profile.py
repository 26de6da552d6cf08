"""The profile of V.250 (AT&F, AT&W, ATZ) and the clock (AT+CCLK)."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from .answers import Refusal

REGISTERS = {0: 0, 2: 43, 3: 13, 4: 10, 5: 8, 6: 2, 7: 60, 8: 2, 10: 15}  # facts 5
HIGHEST = {3: 127, 4: 127, 5: 127}
CLOCK = re.compile(r"(\d\d)/(\d\d)/(\d\d),(\d\d):(\d\d):(\d\d)(?:([+-])(\d\d))?")


@dataclass
class Profile:
    """Settings of the line and of the results."""

    echo: bool = True
    verbose: bool = True
    quiet: bool = False
    cmee: int = 1
    registers: dict[int, int] = field(default_factory=REGISTERS.copy)
    switches: dict[str, str] = field(default_factory=dict)  # +IFC, +CREG and the like, as they were written

    def set_register(self, number: int, value: int) -> None:
        """ATS<n>=<value>."""
        if number not in REGISTERS or not 0 <= value <= HIGHEST.get(number, 255):
            raise Refusal
        self.registers[number] = value


class Clock:
    """The real-time clock: 2004 after a loss of power (facts 4.1), kept over a restart."""

    def __init__(self) -> None:
        self._zone = 0
        self._set = (datetime(2004, 1, 1, tzinfo=UTC), time.monotonic())

    @property
    def local(self) -> datetime:
        """What the clock shows."""
        at, then = self._set
        return at + timedelta(seconds=time.monotonic() - then)

    @property
    def utc(self) -> datetime:
        """The time by which certificates are judged."""
        return self.local - timedelta(minutes=15 * self._zone)

    def text(self) -> str:
        """`04/01/01,00:00:00+00`."""
        return f"{self.local:%y/%m/%d,%H:%M:%S}{self._zone:+03d}"

    def set(self, text: str) -> None:
        """Set the clock, or refuse the text."""
        match = CLOCK.fullmatch(text)
        if match is None:
            raise Refusal(3)
        year, month, day, hour, minute, second = (int(number) for number in match.groups()[:6])
        zone = int(match[7] + match[8]) if match[7] else 0
        if not -48 <= zone <= 56:
            raise Refusal(3)
        try:
            local = datetime(2000 + year, month, day, hour, minute, second, tzinfo=UTC)
        except ValueError:
            raise Refusal(3) from None
        self._zone, self._set = zone, (local, time.monotonic())
