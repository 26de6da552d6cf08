"""How a case lets the DUT connect to a faulty server, and how it judges the reaction of the DUT.

*Lenient*: the session or transfer is refused, and no secret is disclosed.  That is
what a case asserts.  *Strict*: the DUT also sends the alert that the clause names.
That is observed and does not change the verdict, because the note does not mention
alerts.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from hil.expect import expect
from hil.fixture_types import Observe, Strictly
from hil.ftps.server import FtpsServer
from hil.ftps.session import Connection, Listener, Session
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, install_security_data
from hil.spec.tls import CipherSuite, Version

SUITE = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA  # exists in every version, and has padding
SSLVERSION = {Version.SSL30: 0, Version.TLS10: 1, Version.TLS11: 2, Version.TLS12: 3}


def context(version: Version = Version.TLS12, suite: CipherSuite = SUITE, *, seclevel: int = 1) -> SslContext:
    """An SSL context with one version, one suite, the CA of the run and the good client certificate."""
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
    """Install the CA, set the clock, and configure the DUT to authenticate the server."""
    install_security_data(modem, authority)
    assert modem.set_clock(datetime.now(UTC)).ok
    assert configure_ftps(modem, server, settings, mode=mode, ignore_rtc=False) == ()


def assert_nothing_disclosed(
    session: Session, server: FtpsServer, *, before_tls: Collection[str] = ()
) -> None:
    """The server received no user name, no password, and no commands except `before_tls`."""
    assert {command.verb for command in session.commands} <= set(before_tls)
    assert session.logged_in is False
    for secret in (server.user.encode(), server.password.encode()):
        assert secret not in session.control.first_bytes
    assert session.data == ()


def observe_alert(
    observe: Observe, strictly: Strictly, connection: Connection, asked: Collection[int], *, refused: bool
) -> None:
    """Record the alerts of the DUT; a refusal with another alert than one of `asked` departs from TLS-10."""
    came = [alert for alert in connection.alerts if alert.sent_by_dut]
    observe("alert", ", ".join(f"{alert.name} ({alert.description})" for alert in came) or "none")
    if not asked:
        strictly("reaction", "refused", "refused" if refused else "not refused")
        return
    numbers = [alert.description for alert in came]
    shown = [number for number in numbers if number in asked] or numbers
    reaction = f"alert {shown[0]}" if shown else "no alert"
    strictly(
        "alert", tuple(f"alert {number}" for number in sorted(asked)), reaction if refused else "not refused"
    )
    if refused:
        expect(connection, "TLS-10").was_alerted(*asked)
