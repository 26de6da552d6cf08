"""How a case has the DUT meet a bad server; what it says and shows is kept for strict and lenient readers alike.

*Lenient* is the right reaction: the session or transfer is refused, and nothing
is given away.  That is what a case asserts.  *Strict* is the right reaction and
the alert that the clause asks for; it is observed, and is no verdict, since the
note says nothing of alerts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Connection, Listener, Session
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_S, dial, install_security_data, secure
from hil.spec.tls import CipherSuite, Version

from ..fixture_types import Observe, Strictly

SUITE = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA  # exists in every version, and has padding
SSLVERSION = {Version.SSL30: 0, Version.TLS10: 1, Version.TLS11: 2, Version.TLS12: 3}


@dataclass(frozen=True, slots=True)
class Meeting:
    """AT+QFTPOPEN and what the server saw of it."""

    opened: Exchange
    session: Session


def context(version: Version = Version.TLS12, suite: CipherSuite = SUITE, *, seclevel: int = 1) -> SslContext:
    """One version, one suite, the CA of the run, and for seclevel 2 the good client certificate."""
    return SslContext(
        version=SSLVERSION[version],
        suites=(suite,),
        seclevel=seclevel,
        ca="NVRAM:CA0",
        certificate="NVRAM:CC0",
        key="NVRAM:CK0",
    )


def prepare(
    modem: Modem,
    server: FtpsServer,
    authority: Authority,
    settings: SslContext,
    *,
    mode: Listener = Listener.IMPLICIT,
) -> None:
    """Have the DUT know the CA and the time, and authenticate the server."""
    install_security_data(modem, authority)
    assert modem.set_clock(datetime.now(UTC)).ok
    assert secure(modem, server, settings, mode=mode, ignore_rtc=False) == ()


def meet(
    modem: Modem, server: FtpsServer, profile: ServerProfile, *, mode: Listener = Listener.IMPLICIT
) -> Meeting:
    """Open a session with that server, and end it if it came about."""
    with server.expecting(profile) as pending:
        opened = dial(modem, server, mode)
        modem.ftp.ensure_closed()
        return Meeting(opened, pending.session(Deadline.after(SESSION_S)))


def assert_nothing_given_away(
    session: Session, server: FtpsServer, *, before_tls: Collection[str] = ()
) -> None:
    """The server got neither user nor password, and no command but those."""
    assert {command.verb for command in session.commands} <= set(before_tls)
    assert session.logged_in is False
    for secret in (server.user.encode(), server.password.encode()):
        assert secret not in session.control.first_bytes
    assert session.data == ()


def observe_alert(
    observe: Observe, strictly: Strictly, connection: Connection, asked: Collection[int], *, refused: bool
) -> None:
    """Keep the alerts of the DUT, and as a strict reading whether it refused by one that is `asked` for."""
    came = [alert for alert in connection.alerts if alert.sent_by_dut]
    observe("alert", ", ".join(f"{alert.name} ({alert.description})" for alert in came) or "none")
    if not asked:
        strictly("reaction", "refused", "refused" if refused else "not refused")
        return
    numbers = [alert.description for alert in came]
    fitting = [number for number in numbers if number in asked] or numbers
    told = f"alert {fitting[0]}" if fitting else "no alert"
    strictly(
        "alert", tuple(f"alert {number}" for number in sorted(asked)), told if refused else "not refused"
    )
