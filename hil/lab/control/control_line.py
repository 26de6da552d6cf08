"""The drivers `dtr` and `rts`: a control line of a serial port switches a relay (V.24, circuits 108/2 and 105).

A port sets both lines ON when it is opened.  So a relay stands best that is on with the line ON.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar

from hil.bench import ControlLines, url_options
from hil.config.form import Line, meaning
from hil.errors import UsageError
from hil.modem.port import Port, require_sense

RELAY_BAUD = 9600
"""Any rate: no byte is sent over the port of a relay."""


def obstacle(port: str) -> str:
    """Why the lines of that port cannot switch anything; empty if they may."""
    if port.lower().startswith("socket:"):
        return f"{port} is raw TCP, which has no control lines; use rfc2217://"
    if "ign_set_control" in url_options(port):
        return f"{port} sets no control lines (ign_set_control); leave that out"
    return ""


@dataclass(frozen=True, slots=True)
class LinePower:
    """A control line of the module's own port, or of another one."""

    NAME: ClassVar[str]

    port: Annotated[Line, meaning("the port whose line it is; empty: the module's own")] = ""
    active_low: Annotated[bool, meaning("the line is OFF while it switches on")] = False

    def __post_init__(self) -> None:
        """Refuse an impossible port."""
        if not self.port:
            return
        try:
            require_sense(self.port)
        except UsageError as wrong:
            raise UsageError(f"port: {wrong}") from None
        if reason := obstacle(self.port):
            raise UsageError(f"port: {reason}")

    def switch(self, own_port: ControlLines, *, is_on: bool) -> LineSwitch:
        """The switch; another port than the module's own is open from now on."""
        if not self.port:
            return LineSwitch(self, own_port, is_on=is_on)
        relay = Port.open(self.port, baudrate=RELAY_BAUD)
        try:
            return LineSwitch(self, relay, is_on=is_on)
        except BaseException:
            relay.close()
            raise


@dataclass(frozen=True, slots=True)
class DtrPower(LinePower):
    """The line DTR."""

    NAME = "dtr"


@dataclass(frozen=True, slots=True)
class RtsPower(LinePower):
    """The line RTS."""

    NAME = "rts"


class LineSwitch:
    """A supply that a control line switches."""

    def __init__(self, settings: LinePower, lines: ControlLines, *, is_on: bool) -> None:
        self._settings, self._lines = settings, lines
        self._set(is_on=is_on)

    def cut(self) -> None:
        """Set the line that switches off."""
        self._set(is_on=False)

    def restore(self) -> None:
        """Set the line that switches on."""
        self._set(is_on=True)

    def release(self) -> None:
        """Close the port of the relay; the module's own port belongs to its channel."""
        if isinstance(self._lines, Port):
            self._lines.close()

    def _set(self, *, is_on: bool) -> None:
        self._lines.set_line(self._settings.NAME, is_on=is_on != self._settings.active_low)
