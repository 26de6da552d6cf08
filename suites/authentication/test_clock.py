"""The dates of a server's certificate against the clock of the DUT, set to either side of them (note 2.3; RFC 5280, 4.1.2.5).

Dates are in GMT, and both ends are included.  The clock of AT+CCLK may have a time zone,
which is the difference between local time and GMT (27.007, 8.15).
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hil.bench import Supply
from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.pki.chain import Chain
from hil.session import attempt, configure_ftps, install_security_data

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BEGIN, END = datetime(2030, 2, 28, 12, tzinfo=UTC), datetime(2030, 3, 31, 11, 59, 59, tzinfo=UTC)
MARGIN = 5 * MINUTE
"""What a session may take; a second would do for an emulated DUT."""

EDGES = (  # the clock of the DUT; whether the certificate is valid then; the requirement
    (datetime(2004, 1, 1, tzinfo=UTC), False, "SSLCFG-RTC-08"),  # that of a DUT whose clock was never set
    (BEGIN - 365 * DAY, False, "SSLCFG-RTC-08"),
    (BEGIN - DAY, False, "SSLCFG-RTC-08"),
    (BEGIN - MARGIN, False, "SSLCFG-RTC-08"),
    (BEGIN, True, "SSLCFG-RTC-03"),
    (END - MARGIN, True, "SSLCFG-RTC-03"),
    (END + SECOND, False, "SSLCFG-RTC-03"),
    (END + DAY, False, "SSLCFG-RTC-03"),
    (END + 365 * DAY, False, "SSLCFG-RTC-03"),
)
FAR = datetime(2034, 1, 1, tzinfo=UTC)
"""A moment that no clock tells by itself."""
QUARTERS = (32, -20, 22, 47, -47)
_CLOCK = re.compile(r'"?(\d\d/\d\d/\d\d, ?\d\d:\d\d:\d\d)([+-]\d\d)?"?')


def configure(modem: Modem, server: FtpsServer, authority: Authority, *, ignore_rtc: bool) -> None:
    """Seclevel 1 with the CA of the run."""
    install_security_data(modem, authority)
    context = SslContext.usual(seclevel=1, ca="NVRAM:CA0")
    refused = configure_ftps(modem, server, context, mode=Listener.IMPLICIT, ignore_rtc=ignore_rtc)
    preamble(refused, what="refused settings").is_empty()


def judge(modem: Modem, server: FtpsServer, chain: Chain, *ids: str, valid: bool, clock: str) -> None:
    """Let the DUT meet a server with that chain, and judge that the dates decide."""
    __tracebackhide__ = True
    met = expect(attempt(modem, server, ServerProfile(chain=chain)), *ids, what=f"AT+QFTPOPEN ({clock})")
    if valid:
        met.opened()
    else:
        met.refused()


@pytest.mark.requirement("SSLCFG-RTC-03", "SSLCFG-RTC-04", "SSLCFG-RTC-08")
def test_a_certificate_is_valid_from_its_first_to_its_last_second(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    chain = authority.chain_valid(BEGIN, END)
    configure(online_modem, ftps_server, authority, ignore_rtc=False)

    for moment, valid, requirement in EDGES:
        preamble(online_modem.set_clock(moment)).accepted()
        clock = (
            f"valid from {BEGIN:%y/%m/%d,%H:%M:%S} to {END:%y/%m/%d,%H:%M:%S}, RTC {moment:%y/%m/%d,%H:%M:%S}"
        )
        judge(online_modem, ftps_server, chain, requirement, valid=valid, clock=clock)

    configure(online_modem, ftps_server, authority, ignore_rtc=True)
    for moment in (BEGIN - DAY, END + DAY):
        preamble(online_modem.set_clock(moment)).accepted()
        judge(online_modem, ftps_server, chain, "SSLCFG-RTC-04", valid=True, clock="RTC ignored")


@pytest.mark.requirement("SSLCFG-RTC-08")
def test_dates_decide_before_the_clock_was_set_too(
    fast_modem: Modem, ftps_server: FtpsServer, authority: Authority, supply: Supply
) -> None:
    """Whatever the clock tells after a loss of power: certificates that begin in a far year are not valid yet."""
    configure(fast_modem, ftps_server, authority, ignore_rtc=False)
    fast_modem.power_cycle(supply)
    fast_modem.pdp.ensure_active()
    configure(fast_modem, ftps_server, authority, ignore_rtc=False)

    clock = f"valid from {FAR:%y/%m/%d}, RTC not set since a loss of power"
    chain = authority.chain_valid(FAR, FAR + 365 * DAY)
    judge(fast_modem, ftps_server, chain, "SSLCFG-RTC-08", valid=False, clock=clock)

    preamble(fast_modem.set_clock(FAR + DAY)).accepted()
    judge(fast_modem, ftps_server, chain, "SSLCFG-RTC-08", valid=True, clock=f"RTC {FAR + DAY:%y/%m/%d}")


@pytest.mark.requirement("SSLCFG-RTC-11")
@pytest.mark.parametrize("quarters", QUARTERS)
def test_the_instant_and_not_the_local_time_decides(
    quarters: int, online_modem: Modem, ftps_server: FtpsServer, authority: Authority, observe: Observe
) -> None:
    zone = timezone(quarters * 15 * MINUTE)
    chain = authority.chain_valid(BEGIN, BEGIN + HOUR)
    inside = BEGIN + HOUR / 2
    configure(online_modem, ftps_server, authority, ignore_rtc=False)

    for moment, valid in ((inside.astimezone(zone), True), (inside.replace(tzinfo=zone), False)):
        if not online_modem.set_clock(moment).ok:
            left_open("the DUT takes no time zone")
        told = instant_told(online_modem)
        observe("the clock with a time zone", f"{told}")
        if told is None or abs(told - moment) > MARGIN:
            left_open("the DUT keeps no time zone: what its clock tells is another instant than was set")
        clock = f"valid at {inside:%y/%m/%d,%H:%M:%S} GMT, RTC {moment:%y/%m/%d,%H:%M:%S}{quarters:+03d}"
        judge(online_modem, ftps_server, chain, "SSLCFG-RTC-11", valid=valid, clock=clock)


def instant_told(modem: Modem) -> datetime | None:
    """The instant of AT+CCLK?, with its zone; None without one."""
    found = _CLOCK.search(",".join(modem.send("AT+CCLK?").fields("CCLK")))
    if found is None or found[2] is None:
        return None
    local = datetime.strptime(found[1].replace(" ", ""), "%y/%m/%d,%H:%M:%S")  # noqa: DTZ007  # its zone follows
    return local.replace(tzinfo=timezone(int(found[2]) * 15 * MINUTE))
