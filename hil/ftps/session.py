"""What the lower tester observed of one FTP(S) session, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from hil.ftps.faults import Fault
from hil.tls.fault import Place
from hil.tls.observation import Handshake, TlsAlert


class Listener(StrEnum):
    """The listener of the server to which the DUT connected."""

    IMPLICIT = "implicit"
    EXPLICIT = "explicit"
    PLAIN = "plain"


class ConnectionEnding(StrEnum):
    """How a connection ended, as seen at the socket."""

    CLOSE_NOTIFY = "close_notify by the DUT"
    FIN = "FIN by the DUT without close_notify"
    RESET = "RST by the DUT"
    SERVER = "closed by the server"
    OPEN = "still open"


@dataclass(frozen=True, slots=True)
class Connection:
    """One TCP connection.

    `first_bytes` are the first bytes that the DUT sent, as they were on the wire
    (at most 4096); `received` and `sent` count bytes of application data;
    `handshake` is None on a connection in clear, `handshake_s` the span from the begin of
    TLS to the end of the handshake.  `lasted_s` is the span from the begin of the
    connection to its end, None while it is open.
    """

    opened_t: float
    peer: tuple[str, int]
    first_bytes: bytes
    handshake: Handshake | None
    alerts: tuple[TlsAlert, ...]
    received: int
    sent: int
    ending: ConnectionEnding
    lasted_s: float | None = None
    handshake_s: float | None = None


@dataclass(frozen=True, slots=True)
class FtpCommand:
    """An FTP command and the replies it got (code and first line); `protected` tells whether it came inside TLS.

    The argument of PASS is kept as its SHA-256 in hexadecimal, never in clear.  Any other one
    has the octets that came, in the form of `hil.ftps.names.text_of`; `visible` shows it.
    """

    t: float
    verb: str
    argument: str
    protected: bool
    replies: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Session:
    """A control connection with the data connections that belong to it.

    `capture` is its pcapng file, if it has one.  `fired` are the faults of its profile
    that fired, in order, one entry for each time.
    """

    number: int
    listener: Listener
    control: Connection
    data: tuple[Connection, ...]
    commands: tuple[FtpCommand, ...]
    logged_in: bool
    capture: Path | None = None
    fired: tuple[Fault, ...] = ()

    @property
    def tls_faults(self) -> tuple[tuple[Place, str], ...]:
        """The TLS faults that fired, with their connection."""
        placed = [(Place.CONTROL, self.control), *((Place.DATA, connection) for connection in self.data)]
        return tuple(
            (place, name)
            for place, connection in placed
            if connection.handshake is not None
            for name in connection.handshake.fired
        )

    def sent(self, verb: str) -> tuple[FtpCommand, ...]:
        """The commands of that verb, in order."""
        return tuple(command for command in self.commands if command.verb == verb)
