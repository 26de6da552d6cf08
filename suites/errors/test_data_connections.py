"""A data connection that cannot be opened, or that ends early (RFC 959, 3.2, 5.4; Table 4).

The note does not say how a client detects the end of a transfer.  Where the table
leaves the result open, it is recorded.
"""

from __future__ import annotations

import pytest

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
from hil.modem.modem import Modem

from .stages import BREAK, BROKEN_GET, DATA, GET, MODES, PUT, Stage, provoked_error, reopens

COMPLETE = Reply(226, "Transfer complete.")


@pytest.mark.requirement("ERR-LOCAL-05", "ERR-GEN-07")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("stage", [PUT, GET], ids=str)
def test_a_refused_data_connection_is_a_network_error(
    stage: Stage, mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.REPLY, RefuseData(), verb="PASV")
    with provoked_error(online_modem, ftps_server, mode, stage, fault) as (exchange, pending):
        assert exchange.result == -5, exchange.outcome
        assert pending.sessions[0].data == ()

    assert reopens(online_modem, ftps_server, mode)


@pytest.mark.requirement("ERR-LOCAL-05")
@pytest.mark.parametrize("stage", [PUT, GET], ids=str)
def test_a_passive_reply_with_an_unused_port_is_a_network_error(
    stage: Stage, online_modem: Modem, ftps_server: FtpsServer, peers: Peers
) -> None:
    with peers.closed_port() as (_, port):
        fault = Fault(Point.REPLY, WrongAddress(port=port), verb="PASV")
        with provoked_error(online_modem, ftps_server, Listener.IMPLICIT, stage, fault) as (exchange, _):
            assert exchange.result == -5, exchange.outcome


@pytest.mark.requirement("GEN-09")
@pytest.mark.parametrize("mode", MODES)
def test_a_download_without_close_notify_fails_even_after_226(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.DATA, Fin(then=COMPLETE), verb="RETR", after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the result of a truncated download that the server calls complete", exchange.result)
        assert exchange.result is not None, exchange.outcome
        assert exchange.result < 0, (
            exchange.outcome
        )  # an attacker cannot forge close_notify (RFC 5246, 7.2.1)


@pytest.mark.requirement("EX423-09")
@pytest.mark.parametrize("mode", MODES)
def test_a_download_closed_early_never_counts_as_the_whole_file(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.DATA, CloseNotify(then=COMPLETE), verb="RETR", after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the result of a download that the server closes early by close_notify", exchange.result)
        assert exchange.result in {BREAK, None} or exchange.result < 0, (
            exchange.outcome
        )  # never the size of the file


@pytest.mark.requirement("EX423-06")
@pytest.mark.parametrize("mode", MODES)
def test_a_226_before_the_end_of_the_data_does_not_end_a_download(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.DATA, EarlyCompletion(), verb="RETR", after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, GET, fault) as (exchange, _):
        assert (exchange.result, exchange.data) == (len(DATA), DATA)


@pytest.mark.parametrize(
    "stage",
    [
        pytest.param(PUT, id="put", marks=pytest.mark.requirement("EX422-05")),
        pytest.param(GET, id="get", marks=pytest.mark.requirement("EX423-06")),
    ],
)
def test_a_slow_transfer_is_complete(stage: Stage, online_modem: Modem, ftps_server: FtpsServer) -> None:
    fault = Fault(Point.DATA, Drip(size=500, every_s=0.005), after=0)
    with provoked_error(online_modem, ftps_server, Listener.IMPLICIT, stage, fault) as (exchange, _):
        assert exchange.result == len(DATA), exchange.outcome
        moved = exchange.data if stage is GET else (ftps_server.root / "new.bin").read_bytes()
        assert moved == DATA
