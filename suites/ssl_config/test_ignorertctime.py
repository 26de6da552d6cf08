"""AT+QSSLCFG="ignorertctime": one flag for all contexts (note 2.3, 4.2.1).

suites/authentication tests the effect on expired and not yet valid certificates.
This file tests the command, and that the flag applies to every context.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hil.expect import expect, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps, install_security_data

from .settings import query, settings_told


@pytest.mark.requirement("SSLCFG-RTC-01", "SSLCFG-RTC-02")
@pytest.mark.parametrize(
    ("value", "identifier"),
    [
        pytest.param("0", "SSLCFG-RTC-03", id="0", marks=pytest.mark.requirement("SSLCFG-RTC-03")),
        pytest.param("1", "SSLCFG-RTC-04", id="1", marks=pytest.mark.requirement("SSLCFG-RTC-04")),
    ],
)
def test_a_value_is_stored_and_read_back(value: str, identifier: str, modem: Modem) -> None:
    other = "1" if value == "0" else "0"
    modem.send(f'AT+QSSLCFG="ignorertctime",{other}')  # has a case of its own

    written = modem.send(f'AT+QSSLCFG="ignorertctime",{value}')
    read = modem.send('AT+QSSLCFG="ignorertctime"')

    expect(written, "SSLCFG-RTC-01", identifier).accepted()
    expect(read, "SSLCFG-RTC-02").accepted()
    expect(read, "SSLCFG-RTC-02", "SSLCFG-RTC-01", identifier).answered("ignorertctime", value)


@pytest.mark.parametrize(
    ("value", "identifier"),
    [
        pytest.param("-1", "SSLCFG-RTC-05", id="-1", marks=pytest.mark.requirement("SSLCFG-RTC-05")),
        pytest.param("2", "SSLCFG-RTC-06", id="2", marks=pytest.mark.requirement("SSLCFG-RTC-06")),
    ],
)
def test_a_value_out_of_range_is_refused_and_changes_nothing(
    value: str, identifier: str, modem: Modem
) -> None:
    preamble(modem.send('AT+QSSLCFG="ignorertctime",1')).accepted()

    refused = modem.send(f'AT+QSSLCFG="ignorertctime",{value}')

    expect(refused, identifier).refused()
    expect(query(modem, "ignorertctime"), identifier).answered("ignorertctime", 1)


@pytest.mark.requirement("SSLCFG-RTC-07")
def test_the_value_after_boot_is_recorded(modem: Modem, observe: Observe) -> None:
    modem.reboot()

    read = modem.send('AT+QSSLCFG="ignorertctime"')

    observe("ignorertctime after boot", " ".join(read.lines))
    expect(read, "SSLCFG-RTC-07").accepted().answered("ignorertctime", None)


@pytest.mark.requirement("SSLCFG-RTC-10", "FTPSERR-04")
def test_a_ctxindex_query_returns_seven_fields_without_the_flag(modem: Modem) -> None:
    preamble(modem.send('AT+QSSLCFG="ignorertctime",1')).accepted()
    preamble(modem.send('AT+QSSLCFG="ciphersuite",0,"0X0035"')).accepted()

    printed = modem.ssl.context(0)

    told = settings_told(printed, 0, "FTPSERR-04")
    expect(told["ciphersuite"], "FTPSERR-04", what="the suites of context 0").equals("0X0035")
    # index, version, level, one suite, three file names
    fields = expect(printed, "SSLCFG-RTC-10").fields()
    expect(fields, "SSLCFG-RTC-10", what="the fields of the printout").has_length(7)


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
    preamble(online_modem.set_clock(datetime.now(UTC))).accepted()
    refused = configure_ftps(
        online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=index, ignore_rtc=ignore
    )
    preamble(refused, what="refused settings").is_empty()

    attempted = attempt(online_modem, ftps_server, ServerProfile(chain=authority.chain("expired")))

    if opens:
        expect(attempted, "SSLCFG-RTC-09").opened()
    else:
        handshake = attempted.session.control.handshake
        stimulus(
            handshake is not None and handshake.suite is not None,
            "the handshake ended before the certificate was sent",
        )
        expect(attempted, "SSLCFG-RTC-09").refused()
