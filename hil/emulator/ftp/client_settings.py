"""The settings of the module's FTP(S) client for one session or transfer, as plain values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from hil.emulator.device.hardware_options import NameServer
from hil.emulator.tls.client import TlsSettings

Mode = Literal["plain", "implicit", "explicit"]


@dataclass(frozen=True, slots=True)
class Timeouts:
    """The timeouts of the module in real seconds; the note names none (doc [2] would)."""

    name_s: float = 60.0
    connect_s: float = 75.0
    reply_s: float = 60.0
    handshake_s: float = 60.0
    data_s: float = 60.0  # without progress
    failure_reply_s: float = 10.0  # for the server's reply after the data connection has failed
    quit_s: float = 10.0  # for the reply to QUIT

    def divided_by(self, clock_rate: float) -> Timeouts:
        """The timeouts of a module whose clock runs faster than real time by that factor."""
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
    """Server, login and the settings of AT+QFTPCFG and AT+QSSLCFG that have an effect on the wire.

    Both FTPS modes need `tls`.  `local_address` is the address of PORT and of the
    listener of active mode, by default that of the control connection.
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
    name_servers: tuple[NameServer, ...] = ()  # empty: the resolver of the system
    timeouts: Timeouts = field(default_factory=Timeouts)

    def changed(self, **changes: object) -> ClientSettings:
        """A copy of these settings with other values in some fields."""
        return replace(self, **changes)  # type: ignore[arg-type]  # dataclasses.replace checks the names
