"""Server certificates that a client has to accept by a MUST of RFC 5280, at seclevel 1 (note 2.3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps, install_security_data

CONTEXT = SslContext.usual(seclevel=1, ca="NVRAM:CA0")


@pytest.mark.requirement("AUTH-21")
@pytest.mark.parametrize(
    "chain",
    [
        "unknown-extension",  # RFC 5280 4.2: not critical, so it does not decide
        "until-2049",  # RFC 5280 4.1.2.5: UTCTime
        "until-2050",  # RFC 5280 4.1.2.5: GeneralizedTime
        "since-1999",  # RFC 5280 4.1.2.5.1: years of UTCTime from 50 on are of the last century
    ],
)
def test_a_valid_certificate_is_accepted(
    chain: str, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    preamble(online_modem.set_clock(datetime.now(UTC))).succeeded()
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=Listener.IMPLICIT, ignore_rtc=False)
    preamble(refused, what="refused settings").is_empty()

    attempted = attempt(online_modem, ftps_server, ServerProfile(chain=authority.chain(chain)))

    expect(attempted, "AUTH-21").opened()
