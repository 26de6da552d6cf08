"""Which server certificates the DUT accepts, by seclevel and RTC (note 2.3, <seclevel>, <ignorertctime>).

The server sends a chain that is good or has exactly one flaw.  The DUT has the
good CA and, where its clock counts, the right time.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import product
from typing import NamedTuple

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, Attempt, configure_ftps, install_security_data, open_ftp
from hil.tls.policy import ClientCertificate, TlsPolicy

DEMAND = {0: ClientCertificate.NONE, 1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}


class Row(NamedTuple):
    """A seclevel and a chain; for the RTC used and the RTC ignored: whether a session opens, and requirements."""

    seclevel: int
    chain: str
    opens: bool
    requirements: tuple[str, ...]
    opens_ignoring: bool
    requirements_ignoring: tuple[str, ...]


ROWS = (  # at seclevel 0 there is no authentication, so every chain is accepted
    Row(0, "good", True, ("AUTH-02",), True, ("AUTH-02",)),
    Row(0, "other-ca", True, ("AUTH-02",), True, ("AUTH-02",)),
    Row(0, "self-signed", True, ("AUTH-02",), True, ("AUTH-02",)),
    Row(0, "expired", True, ("AUTH-02",), True, ("AUTH-02",)),
    Row(0, "not-yet-valid", True, ("AUTH-02",), True, ("AUTH-02",)),
    Row(1, "good", True, ("AUTH-03", "GEN-05"), True, ("AUTH-03", "GEN-05")),
    Row(1, "other-ca", False, ("AUTH-05", "GEN-05"), False, ("AUTH-05", "GEN-05")),
    Row(1, "self-signed", False, ("AUTH-05", "GEN-05"), False, ("AUTH-05", "GEN-05")),
    Row(1, "expired", False, ("SSLCFG-RTC-03",), True, ("SSLCFG-RTC-04",)),
    Row(1, "not-yet-valid", False, ("SSLCFG-RTC-08",), True, ("SSLCFG-RTC-08",)),
    Row(2, "good", True, ("AUTH-08",), True, ("AUTH-08",)),
    Row(2, "other-ca", False, ("AUTH-13", "GEN-05"), False, ("AUTH-13", "GEN-05")),
    Row(2, "self-signed", False, ("AUTH-13", "GEN-05"), False, ("AUTH-13", "GEN-05")),
    Row(2, "expired", False, ("SSLCFG-RTC-03",), True, ("SSLCFG-RTC-04",)),
    Row(2, "not-yet-valid", False, ("SSLCFG-RTC-08",), True, ("SSLCFG-RTC-08",)),
)

SMOKE = {
    (0, "self-signed", True),
    (1, "good", False),
    (1, "other-ca", True),
    (1, "expired", False),
    (1, "expired", True),
    (2, "good", True),
    (2, "other-ca", False),
}


def cases() -> list[object]:
    """The rows, each with the RTC used and with the RTC ignored."""
    return [_case(row, ignore=ignore) for row, ignore in product(ROWS, (False, True))]


def _case(row: Row, *, ignore: bool) -> object:
    opens = row.opens_ignoring if ignore else row.opens
    requirements = row.requirements_ignoring if ignore else row.requirements
    return pytest.param(
        row.seclevel,
        row.chain,
        ignore,
        opens,
        requirements,
        id=f"seclevel{row.seclevel}-{row.chain}-{'ignoring' if ignore else 'heeding'}-the-RTC",
        marks=[
            pytest.mark.requirement(*requirements),
            *([pytest.mark.smoke] if (row.seclevel, row.chain, ignore) in SMOKE else []),
        ],
    )


@pytest.mark.parametrize(("seclevel", "chain", "ignore", "opens", "requirements"), cases())
def test_the_server_certificate_decides_whether_a_session_opens(
    seclevel: int,
    chain: str,
    ignore: bool,
    opens: bool,
    requirements: tuple[str, ...],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    install_security_data(online_modem, authority)
    context = SslContext.usual(
        seclevel=seclevel,
        ca="NVRAM:CA0",
        certificate="NVRAM:CC0",
        key="NVRAM:CK0",
    )
    if seclevel > 0 and not ignore:
        preamble(online_modem.set_clock(datetime.now(UTC))).accepted()
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, ignore_rtc=ignore)
    preamble(refused, what="refused settings").is_empty()
    sent = authority.chain(chain)
    profile = ServerProfile(chain=sent, tls=TlsPolicy(client_certificate=DEMAND[seclevel]))

    with ftps_server.expecting(profile) as pending:
        opened = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)
        if opens:
            expect(opened, *requirements, what=f"server certificate: {sent.flaw or 'good'}").result(0)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    handshake = session.control.handshake
    stimulus(
        handshake is not None and handshake.suite is not None,
        "the handshake ended before the server sent its certificate",
    )
    alerts = [alert.name for alert in session.control.alerts if alert.sent_by_dut]
    observe("alerts of the DUT", ", ".join(alerts) or "none")
    attempted = expect(
        Attempt(opened, session),
        *requirements,
        what=f"AT+QFTPOPEN (server certificate: {sent.flaw or 'good'})",
    )
    if opens:
        attempted.opened()
    else:
        attempted.refused()
