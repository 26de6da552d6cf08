"""AT+QSSLCFG="ignorertctime": one flag for all contexts (note 2.3, 4.2.1).

suites/authentication tests the effect on expired and not yet valid certificates.
This file tests the command, and that the flag applies to every context.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps, install_security_data


@pytest.mark.requirement("SSLCFG-RTC-01", "SSLCFG-RTC-02", "SSLCFG-RTC-03", "SSLCFG-RTC-04")
@pytest.mark.parametrize("value", ["0", "1"])
def test_a_value_is_stored_and_read_back(value: str, modem: Modem) -> None:
    written = modem.send(f'AT+QSSLCFG="ignorertctime",{value}')
    read = modem.send('AT+QSSLCFG="ignorertctime"')

    assert written.lines == ("OK",)
    assert read.lines[-1] == "OK"
    assert read.values("QSSLCFG") == f'"ignorertctime",{value}'


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("-1", marks=pytest.mark.requirement("SSLCFG-RTC-05")),
        pytest.param("2", marks=pytest.mark.requirement("SSLCFG-RTC-06")),
    ],
)
def test_a_value_out_of_range_is_refused_and_changes_nothing(value: str, modem: Modem) -> None:
    assert modem.send('AT+QSSLCFG="ignorertctime",1').ok

    refused = modem.send(f'AT+QSSLCFG="ignorertctime",{value}')

    assert not refused.ok, refused.outcome
    assert modem.send('AT+QSSLCFG="ignorertctime"').values("QSSLCFG") == '"ignorertctime",1'


@pytest.mark.requirement("SSLCFG-RTC-07")
def test_the_value_after_boot_is_recorded(modem: Modem, observe: Observe) -> None:
    modem.reboot()

    read = modem.send('AT+QSSLCFG="ignorertctime"')

    observe("ignorertctime after boot", read.values("QSSLCFG"))
    assert read.lines[-1] == "OK"


@pytest.mark.requirement("SSLCFG-RTC-10", "FTPSERR-04")
def test_a_ctxindex_query_returns_seven_fields_without_the_flag(modem: Modem) -> None:
    assert modem.send('AT+QSSLCFG="ignorertctime",1').ok

    printed = modem.ssl.context(0)

    assert printed.ok, printed.outcome
    # index, version, level, the suites, three file names
    assert re.fullmatch(r'0,\d,\d,"[^"]*","[^"]*","[^"]*","[^"]*"', printed.values("QSSLCFG")), printed.lines


@pytest.mark.requirement("SSLCFG-RTC-09")
@pytest.mark.parametrize(
    ("ignore", "opens"), [pytest.param(True, True, id="ignoring"), pytest.param(False, False, id="heeding")]
)
@pytest.mark.parametrize("index", [pytest.param(index, id=f"context{index}") for index in (0, 5)])
def test_the_flag_applies_to_every_context(
    index: int, ignore: bool, opens: bool, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    context = SslContext.usual(seclevel=1, ca="NVRAM:CA0")
    assert online_modem.set_clock(datetime.now(UTC)).ok
    refused = configure_ftps(
        online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=index, ignore_rtc=ignore
    )
    assert refused == ()

    attempted = attempt(online_modem, ftps_server, ServerProfile(chain=authority.chain("expired")))

    handshake = attempted.session.control.handshake
    assert handshake is not None
    assert handshake.suite is not None, "the handshake ended before the certificate was sent"
    assert (attempted.opened.result == 0) is opens, attempted.opened.outcome
