"""How a case lets the DUT connect to a faulty server, and how it judges the reaction of the DUT.

A refusal is: no session or no success of the transfer, and no secret disclosed.  The
note does not mention alerts: another alert than that of the clause departs from the
optional TLS-10, and a stricter assessor finds it in the report.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from hil.expect import expect, preamble
from hil.fixture_types import Observe, Strictly
from hil.ftps.server import FtpsServer
from hil.ftps.session import Connection, Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import Attempt, configure_ftps, install_security_data
from hil.spec.tls import CipherSuite, Version

SUITE = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA  # exists in every version of TLS, and has padding
SUITE_OF_SSL30 = CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA  # RFC 3268 has the AES suites for TLS only
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
    preamble(modem.set_clock(datetime.now(UTC))).accepted()
    refused = configure_ftps(modem, server, settings, mode=mode, ignore_rtc=False)
    preamble(refused, what="refused settings").is_empty()


def judge_refusal(
    attempted: Attempt,
    server: FtpsServer,
    *ids: str,
    flaw: str,
    before_tls: Collection[str] = (),
    greeted: bool = False,
) -> None:
    """The DUT refused the session and, unless the server had `greeted` it before the fault, disclosed nothing.

    `flaw` says in words what the DUT met.
    """
    __tracebackhide__ = True
    expect(attempted, *ids, what=f"AT+QFTPOPEN ({flaw})").refused()
    if not attempted.opened.ok and not greeted:
        expect(attempted.session, *ids).disclosed_nothing(server.user, server.password, but=before_tls)


def judge_count(got: Exchange, data: bytes, *ids: str, flaw: str) -> None:
    """A download failed, or its result is the number of bytes output, all of them those of the file."""
    __tracebackhide__ = True
    if got.ok:
        expect(got, *ids, what=flaw).result(len(got.data)).carried_beginning_of(data)
    else:
        expect(got, *ids, what=flaw).failed()


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
