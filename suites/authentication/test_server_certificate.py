"""Which server certificates the DUT accepts, by seclevel and by the RTC (note 2.3, <seclevel>, <ignorertctime>).

The server shows a chain that is good or has exactly one flaw; the DUT knows the
good CA, and its clock is right.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.spec.tls import ALL_SUITES
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..session import SESSION_S, dial, install_security_data, secure

DEMAND = {0: ClientCertificate.NONE, 1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}

FOREIGN = {1: ("AUTH-05", "GEN-05"), 2: ("AUTH-13", "GEN-05")}
GOOD = {1: ("AUTH-03", "GEN-05"), 2: ("AUTH-08",)}

# chain, does it open when the RTC counts, does it open when the RTC is ignored, requirements at levels 1 and 2
CHAINS = (
    ("good", True, True, GOOD, GOOD),
    ("other-ca", False, False, FOREIGN, FOREIGN),
    ("self-signed", False, False, FOREIGN, FOREIGN),
    ("expired", False, True, {1: ("SSLCFG-RTC-03",), 2: ("SSLCFG-RTC-03",)}, {1: ("SSLCFG-RTC-04",), 2: ("SSLCFG-RTC-04",)}),
    ("not-yet-valid", False, True, {1: ("SSLCFG-RTC-08",), 2: ("SSLCFG-RTC-08",)}, {1: ("SSLCFG-RTC-08",), 2: ("SSLCFG-RTC-08",)}),
)  # fmt: skip

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
    return [
        pytest.param(
            level,
            chain,
            ignore,
            level == 0 or (opens_ignoring if ignore else opens_heeding),
            id=f"seclevel{level}-{chain}-{'ignoring' if ignore else 'heeding'}-the-RTC",
            marks=[
                pytest.mark.requirement(
                    *(("AUTH-02",) if level == 0 else (ignoring if ignore else heeding)[level])
                ),
                *([pytest.mark.smoke] if (level, chain, ignore) in SMOKE else []),
            ],
        )
        for level, (chain, opens_heeding, opens_ignoring, heeding, ignoring), ignore in product(
            (0, 1, 2), CHAINS, (False, True)
        )
    ]


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
    assert online_modem.ssl.ignore_rtc_time(ignore).ok
    assert secure(online_modem, ftps_server, context, mode=Listener.IMPLICIT) == ()
    profile = ServerProfile(chain=authority.chain(chain), tls=TlsPolicy(client_certificate=DEMAND[seclevel]))

    with ftps_server.expecting(profile) as pending:
        opened = dial(online_modem, ftps_server, Listener.IMPLICIT)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_S))

    handshake = session.control.handshake
    assert handshake is not None
    assert handshake.suite is not None, f"the chain was never shown: {handshake.failure}"
    alerts = [alert.name for alert in session.control.alerts if alert.sent_by_dut]
    observe("alerts of the DUT", ", ".join(alerts) or "none")
    assert (opened.result == 0) is opens, f"{authority.chain(chain).flaw or 'good chain'}: {opened.outcome}"
    assert session.logged_in is opens
