"""The security files of Table 3, how cases delete and fill them, and a session that uses them (note 2.4)."""

from __future__ import annotations

from collections.abc import Callable

from hil.deadline import Deadline
from hil.expect import left_open, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftps, open_ftp
from hil.tls.policy import TlsPolicy

RAM_NAMES = ("RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem")  # Table 3
NVRAM_NAMES = ("NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0")
NAMES = RAM_NAMES + NVRAM_NAMES

Vacate = Callable[..., None]
"""`vacate(modem, name, ...)`: deletes security files now and after the case."""


def delete(modem: Modem, name: str) -> Exchange:
    """AT+QSECDEL of a file that no context names.

    The note does not say whether a file that one names can be deleted (2.6).  A context
    may name a file that is not stored yet: so its name is taken away after a refusal,
    and the command is sent again.
    """
    __tracebackhide__ = True
    deleted = modem.security.delete(name)
    if deleted.ok or not modem.security.release(name):
        return deleted
    repeated = modem.security.delete(name)
    if not repeated.ok and modem.ssl.users(name):
        left_open(f"the DUT keeps {name}, which a context names, and takes no other name for it")
    return repeated


def use_ca(modem: Modem, server: FtpsServer, name: str, *, index: int) -> None:
    """Bind a context of seclevel 1 with the CA of that name, for implicit sessions; the name is stored."""
    __tracebackhide__ = True
    context = SslContext.usual(seclevel=1, ca=name)
    refused = configure_ftps(modem, server, context, mode=Listener.IMPLICIT, index=index)
    preamble(refused, what="refused settings").is_empty()


def open_session(modem: Modem, server: FtpsServer, policy: TlsPolicy | None = None) -> tuple[Exchange, bool]:
    """Open an implicit session with the bound context: AT+QFTPOPEN, and whether the server saw a login."""
    with server.expecting(ServerProfile(tls=policy or TlsPolicy())) as pending:
        opened = open_ftp(modem, server, Listener.IMPLICIT)
        modem.ftp.ensure_closed()
        if not opened.ok:
            return opened, any(session.logged_in for session in pending.sessions)
        return opened, pending.session(Deadline.after(SESSION_END_S)).logged_in
