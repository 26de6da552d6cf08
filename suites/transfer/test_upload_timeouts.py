"""The wait for the data of an upload ends at <timeout>, in each mode and after other commands (note 4.2.2).

The note states the most that the DUT waits; less is sound.  The times are long enough
to tell the double of one from one that a busy host or the server prolongs.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem

from ..responses import is_connected
from .sessions import session

LIMIT_S, QUICK_LIMIT_S = 20, 50  # in real time, and on a fast clock; the double is beyond the tolerance
LATE_S = 15.0  # our tolerance: the connection, and what the server answers
HOST_S = 0.4  # of host time, for a busy host; seconds of a fast clock
TIMEOUT = -9  # note 3, Table 4
PART = b"a part of what was announced"


def expect_end(modem: Modem, name: str, data: bytes) -> bool:
    """Judge that an upload of fewer bytes than announced ends at its timeout; whether it succeeds is open here."""
    __tracebackhide__ = True
    rate = modem.channel.clock_rate
    limit_s = QUICK_LIMIT_S if rate > 1 else LIMIT_S
    exchange = modem.ftp.put(name, data, size=2000, timeout_s=limit_s)

    preamble(is_connected(exchange), what="CONNECT, after which the DUT waits").is_yes()
    if not exchange.ok:
        expect(exchange, "EX422-07").failed_with(TIMEOUT)
    expect(exchange, "EX422-07").took(at_most_s=limit_s + max(LATE_S, HOST_S * rate), clock_rate=rate)
    return exchange.ok


@pytest.mark.slow
@pytest.mark.requirement("EX422-06", "EX422-07")
@pytest.mark.parametrize(
    ("security", "between", "names"),
    [
        pytest.param(Listener.IMPLICIT, "AT+CGATT?", ("part.bin", "second.bin"), id="implicit-after-a-query"),
        pytest.param(Listener.EXPLICIT, "AT+QFTPCFG=2,0", ("part.bin",), id="explicit-after-a-setting"),
    ],
)
def test_the_wait_for_data_ends_at_the_timeout_in_each_mode(
    security: Listener,
    between: str,
    names: tuple[str, ...],
    quick_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    with session(quick_modem, ftps_server, security):
        for name in names:
            quick_modem.send(between)
            if expect_end(quick_modem, name, PART):
                expect(ftps_server.root / name, "EX422-06").holds(PART)


@pytest.mark.slow
@pytest.mark.requirement("EX422-07")
def test_the_wait_for_data_ends_at_the_timeout_after_a_start(
    quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    quick_modem.start_anew()
    quick_modem.pdp.ensure_active()

    with session(quick_modem, ftps_server, Listener.PLAIN):
        expect_end(quick_modem, "first.bin", PART)
