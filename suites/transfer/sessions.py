"""The axes of a transfer: the security of the session, and the mode of the data connection (note 2.2, 4.2.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import IntEnum

from hil.expect import preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftp, configure_ftps, open_ftp

CONTEXT = SslContext.usual(seclevel=0)

TRANSFERS = ("STOR", "APPE", "RETR")

SECURITIES = (Listener.PLAIN, Listener.IMPLICIT, Listener.EXPLICIT)


class DataMode(IntEnum):
    """Values of AT+QFTPCFG type 1 (document [2])."""

    ACTIVE = 0
    PASSIVE = 1

    @property
    def verbs(self) -> tuple[str, str]:
        """The FTP commands that prepare such a data connection (RFC 959, RFC 2428)."""
        return ("PASV", "EPSV") if self is DataMode.PASSIVE else ("PORT", "EPRT")


@contextmanager
def session(
    modem: Modem,
    server: FtpsServer,
    security: Listener = Listener.IMPLICIT,
    *,
    data_mode: DataMode | None = None,
    profile: ServerProfile | None = None,
    all_fire: bool = True,
    before: Callable[[], None] = lambda: None,
) -> Iterator[Pending]:
    """A session of that kind, closed at the end, with the usual data connections unless said.

    `before` makes further settings before the session is opened.  Without `all_fire` the
    case sees to the faults of the profile itself.  Yields the sessions as the server sees them.
    """
    refused = (
        configure_ftp(modem, server)
        if security is Listener.PLAIN
        else configure_ftps(modem, server, CONTEXT, mode=security)
    )
    preamble(refused, what="refused settings").is_empty()
    if data_mode is not None:
        for exchange in modem.ftp.apply({1: data_mode}):
            preamble(exchange).succeeded()
    before()
    with server.expecting(profile or ServerProfile(), all_fire=all_fire) as pending:
        preamble(open_ftp(modem, server, security)).succeeded()
        yield pending
        modem.ftp.ensure_closed()


def transfer_types(pending: Pending) -> list[str]:
    """The representation type of each transfer of the session: `A` or `I`; `A` without TYPE (RFC 959, 3.1.1.1)."""
    types, now = [], "A"
    for command in pending.sessions[-1].commands:
        if command.verb == "TYPE":
            now = command.argument.upper().partition(" ")[0]
        elif command.verb in TRANSFERS:
            types.append(now)
    return types
