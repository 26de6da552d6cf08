"""Which server certificates the DUT accepts, by seclevel and by the RTC (note 2.3, <seclevel>, <ignorertctime>).

The server shows a chain that is good or has exactly one flaw; the DUT knows the
good CA, and its clock is right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from itertools import product
from typing import NamedTuple

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_S, dial, install_security_data, secure
from hil.spec.tls import ALL_SUITES
from hil.tls.policy import ClientCertificate, TlsPolicy

DEMAND = {0: ClientCertificate.NONE, 1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}


class Row(NamedTuple):
    """A chain; whether it opens when the RTC counts and when it is ignored; requirements for either, by level."""

    chain: str
    opens_heeding: bool
    opens_ignoring: bool
    heeding: Mapping[int, tuple[str, ...]]
    ignoring: Mapping[int, tuple[str, ...]]


GOOD = {1: ("AUTH-03", "GEN-05"), 2: ("AUTH-08",)}
FOREIGN = {1: ("AUTH-05", "GEN-05"), 2: ("AUTH-13", "GEN-05")}
TOO_LATE = dict.fromkeys((1, 2), ("SSLCFG-RTC-03",))
TOO_LATE_IGNORED = dict.fromkeys((1, 2), ("SSLCFG-RTC-04",))
TOO_EARLY = dict.fromkeys((1, 2), ("SSLCFG-RTC-08",))
LEVEL_0 = ("AUTH-02",)  # no authentication: every chain is taken

ROWS = (
    Row("good", True, True, GOOD, GOOD),
    Row("other-ca", False, False, FOREIGN, FOREIGN),
    Row("self-signed", False, False, FOREIGN, FOREIGN),
    Row("expired", False, True, TOO_LATE, TOO_LATE_IGNORED),
    Row("not-yet-valid", False, True, TOO_EARLY, TOO_EARLY),
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
    """Level x chain x ignorertctime, each with the outcome that the note lets expect."""
    return [_case(level, row, ignore) for level, row, ignore in product((0, 1, 2), ROWS, (False, True))]


def _case(level: int, row: Row, ignore: bool) -> object:
    opens = level == 0 or (row.opens_ignoring if ignore else row.opens_heeding)
    requirements = LEVEL_0 if level == 0 else (row.ignoring if ignore else row.heeding)[level]
    return pytest.param(
        level,
        row.chain,
        ignore,
        opens,
        id=f"seclevel{level}-{row.chain}-{'ignoring' if ignore else 'heeding'}-the-RTC",
        marks=[
            pytest.mark.requirement(*requirements),
            *([pytest.mark.smoke] if (level, row.chain, ignore) in SMOKE else []),
        ],
    )


@pytest.mark.parametrize(("seclevel", "chain", "ignore", "opens"), cases())
def test_server_certificate(
    seclevel: int,
    chain: str,
    ignore: bool,
    opens: bool,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Callable[[str, object], None],
) -> None:
    install_security_data(online_modem, authority)
    context = SslContext(
        version=3,
        suites=ALL_SUITES,
        seclevel=seclevel,
        ca="NVRAM:CA0",
        certificate="NVRAM:CC0",
        key="NVRAM:CK0",
    )
    assert online_modem.set_clock(datetime.now(UTC)).ok
    refused = secure(online_modem, ftps_server, context, mode=Listener.IMPLICIT, ignore_rtc=ignore)
    assert refused == ()
    profile = ServerProfile(chain=authority.chain(chain), tls=TlsPolicy(client_certificate=DEMAND[seclevel]))

    with ftps_server.expecting(profile) as pending:
        opened = dial(online_modem, ftps_server, Listener.IMPLICIT)
        assert opened.result == 0 or not opens, opened.outcome
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_S))

    handshake = session.control.handshake
    assert handshake is not None
    assert handshake.suite is not None, f"the chain was never shown: {handshake.failure}"
    alerts = [alert.name for alert in session.control.alerts if alert.sent_by_dut]
    observe("alerts of the DUT", ", ".join(alerts) or "none")
    assert (opened.result == 0) is opens, f"{authority.chain(chain).flaw or 'good chain'}: {opened.outcome}"
    assert session.logged_in is opens
