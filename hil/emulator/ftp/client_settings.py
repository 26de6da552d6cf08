"""The settings of the module's FTP(S) client for one session or transfer: values, with no rule behind them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from hil.emulator.device.hardware_options import NameServer
from hil.emulator.tls.client import TlsSettings

Mode = Literal["plain", "implicit", "explicit"]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long the module waits, in wall seconds; the note names no limits (doc [2] would)."""

    name_s: float = 60.0
    connect_s: float = 75.0
    reply_s: float = 60.0
    handshake_s: float = 60.0
    data_s: float = 60.0  # without any byte moving
    failure_reply_s: float = 10.0  # for the server's reply after the data connection broke
    quit_s: float = 10.0  # for the reply to QUIT

    def divided_by(self, clock_rate: float) -> Timeouts:
        """The same times for a module whose clock runs that much faster than wall time."""
        return Timeouts(
            self.name_s / clock_rate,
            self.connect_s / clock_rate,
            self.reply_s / clock_rate,
            self.handshake_s / clock_rate,
            self.data_s / clock_rate,
            self.failure_reply_s / clock_rate,
            self.quit_s / clock_rate,
        )


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """Server, login and the settings of AT+QFTPCFG and AT+QSSLCFG that show on the wire.

    `tls` is needed in both FTPS modes; `local_address` is what PORT names and
    the listener of active mode is bound to, by default the address that the
    control connection has.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    mode: Mode = "plain"
    tls: TlsSettings | None = None
    passive: bool = True
    ascii: bool = False
    ignore_passive_address: bool = False
    restart_at: int = 0
    local_address: str | None = None
    name_servers: tuple[NameServer, ...] = ()  # none: the system's resolver
    timeouts: Timeouts = field(default_factory=Timeouts)

    def changed(self, **changes: object) -> ClientSettings:
        """These settings with other values for some fields."""
        return replace(self, **changes)  # type: ignore[arg-type]  # dataclasses.replace checks the names
