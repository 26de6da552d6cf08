"""A data connection that cannot be opened, or that ends early (RFC 959, 3.2, 5.4; Table 4).

The note does not say how a client detects the end of a transfer.  Where the table
leaves the result open, it is recorded.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, stimulus
from hil.fixture_types import Observe
from hil.ftps.faults import (
    CloseNotify,
    Drip,
    EarlyCompletion,
    Fault,
    Fin,
    Point,
    RefuseData,
    Reply,
    WrongAddress,
)
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem

from .reopening import expect_reopening_after
from .stages import BREAK, BROKEN_GET, DATA, GET, MODES, PUT, Stage, provoked_error

PASSIVE_VERBS = ("PASV", "EPSV")  # RFC 2428, 3: either opens passive mode
NETWORK_ERROR, NO_DATA_CONNECTION = -5, -425  # Table 4: both rows fit a data connection that cannot be opened
PAUSE_S = 7.0  # of module time
COMPLETE = Reply(226, "Transfer complete.")


@pytest.mark.requirement("ERR-LOCAL-05", "ERR-GEN-07")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("stage", [PUT, GET], ids=str)
def test_a_refused_data_connection_is_a_network_error(
    stage: Stage, mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    faults = [Fault(Point.REPLY, RefuseData(), verb=verb) for verb in PASSIVE_VERBS]
    with provoked_error(online_modem, ftps_server, mode, stage, *faults) as (exchange, pending):
        stimulus(not pending.sessions[-1].data, "the DUT opened a data connection that was to be refused")
        expect(exchange, "ERR-LOCAL-05").failed_with(NETWORK_ERROR, NO_DATA_CONNECTION)

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, mode, stage, *faults)


@pytest.mark.requirement("ERR-LOCAL-05")
@pytest.mark.parametrize("stage", [PUT, GET], ids=str)
def test_a_passive_reply_with_an_unused_port_is_a_network_error(
    stage: Stage, online_modem: Modem, ftps_server: FtpsServer, peers: Peers
) -> None:
    with peers.closed_port() as (_, port):
        faults = [Fault(Point.REPLY, WrongAddress(port=port), verb=verb) for verb in PASSIVE_VERBS]
        with provoked_error(online_modem, ftps_server, Listener.IMPLICIT, stage, *faults) as (exchange, _):
            expect(exchange, "ERR-LOCAL-05").failed_with(NETWORK_ERROR, NO_DATA_CONNECTION)


def expect_true_count(got: Exchange, *requirements: str) -> None:
    """Judge a download that the server cut: the beginning of the file came, and the count is not more than that."""
    expect(got, *requirements).carried_beginning_of(DATA)
    if got.ok:
        expect(got, *requirements).result(len(got.data))
    else:
        expect(got, *requirements).failed()


@pytest.mark.requirement("GEN-09", "EX423-09")
@pytest.mark.parametrize("mode", MODES)
def test_a_download_without_close_notify_fails_even_after_226(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.DATA, Fin(then=COMPLETE), verb="RETR", after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the result of a truncated download that the server calls complete", exchange.result)
        expect(exchange, "GEN-09").failed()  # an attacker cannot forge close_notify (RFC 5246, 7.2.1)
        expect_true_count(exchange, "EX423-09")


@pytest.mark.requirement("EX423-09")
@pytest.mark.parametrize("mode", MODES)
def test_a_download_closed_early_never_counts_as_the_whole_file(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.DATA, CloseNotify(then=COMPLETE), verb="RETR", after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the result of a download that the server closes early by close_notify", exchange.result)
        expect_true_count(exchange, "EX423-09")


@pytest.mark.requirement("EX423-06")
@pytest.mark.parametrize("mode", MODES)
def test_a_226_before_the_end_of_the_data_does_not_end_a_download(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.DATA, EarlyCompletion(), verb="RETR", after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, GET, fault) as (exchange, _):
        expect(exchange, "EX423-06").result(len(DATA)).carried(DATA)


@pytest.mark.parametrize(
    ("stage", "requirement"),
    [
        pytest.param(PUT, "EX422-05", id="put", marks=pytest.mark.requirement("EX422-05")),
        pytest.param(GET, "EX423-06", id="get", marks=pytest.mark.requirement("EX423-06")),
    ],
)
def test_a_slow_transfer_is_complete(
    stage: Stage, requirement: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.DATA, Drip(size=500, every_s=0.005), after=0)
    with provoked_error(online_modem, ftps_server, Listener.IMPLICIT, stage, fault) as (exchange, _):
        expect(exchange, requirement).result(len(DATA))
        if stage is GET:
            expect(exchange, requirement).carried(DATA)
        else:
            expect(ftps_server.root / "new.bin", requirement).holds(DATA)


@pytest.mark.requirement("EX423-06", "EX423-09")
@pytest.mark.parametrize("mode", [Listener.PLAIN, Listener.EXPLICIT], ids=str)
def test_a_pause_of_the_server_does_not_end_a_download(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    pause_s = PAUSE_S / online_modem.channel.clock_rate
    fault = Fault(Point.DATA, Drip(size=len(DATA) // 2, every_s=pause_s), verb="RETR", after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, GET, fault) as (exchange, _):
        if not exchange.ok:
            left_open("the note does not say how long the DUT waits for data")
        expect(exchange, "EX423-06", "EX423-09").result(len(DATA)).carried(DATA)
