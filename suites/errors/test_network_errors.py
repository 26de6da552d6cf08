"""-4, -5 and -8: DNS, the connection, and the PDP context (Table 4)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hil.bench import Network
from hil.deadline import Deadline
from hil.fixture_types import DutWith, Observe
from hil.ftps.dns import DnsFault, DnsResponder
from hil.ftps.faults import Fault, Point, Stall
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.modem.mux import Multiplexer
from hil.session import SESSION_END_S, open_ftp
from hil.spec.codes import ResultCode
from hil.verdict import Inconclusive

from .stages import (
    BREAK,
    BROKEN_GET,
    DATA,
    OPEN,
    PATH,
    Stage,
    lines,
    prepare,
    reopens,
    result_line,
    run_to_stage,
)

# --- DNS -------------------------------------------------------------------------------------------------------


@pytest.mark.smoke
@pytest.mark.needs("host-names")
@pytest.mark.requirement("ERR-LOCAL-04", "ERR-GEN-03")
def test_an_unknown_host_name_is_reported(
    online_modem: Modem, name_server: DnsResponder | None, observe: Observe
) -> None:
    exchange = online_modem.ftp.open("no-such-host.invalid", 990)  # RFC 6761, 6.4

    observe("the code for an unknown name", exchange.result)
    if exchange.result == -9 and name_server is None:
        raise Inconclusive(
            "the DUT reports a timeout, and the bench does not see whether a name server answered it"
        )
    assert lines(exchange) == ("OK", "+QFTPOPEN:-4")
    assert online_modem.send("AT").ok


@pytest.mark.requirement("ERR-LOCAL-04")
@pytest.mark.parametrize(
    ("fault", "codes"),
    [(DnsFault.NXDOMAIN, {-4}), (DnsFault.SERVFAIL, {-4}), (DnsFault.SILENCE, {-4, -9})],
    ids=lambda value: value.name if isinstance(value, DnsFault) else None,
)
def test_a_failed_dns_query_is_reported(
    fault: DnsFault, codes: set[int], dut_with: DutWith, peers: Peers, observe: Observe
) -> None:
    with peers.name_server("ftp.example", plan={"ftp.example": fault}) as responder:
        host, port = responder.address
        modem = dut_with(dns=f"{host}:{port}", clock_rate=200)
        modem.pdp.ensure_active()

        exchange = modem.ftp.open("ftp.example", 990)

        if not responder.queries:
            raise Inconclusive("the DUT sent no query to the name server")
    observe(f"the code when {fault.value}", exchange.result)
    assert exchange.result in codes, exchange.outcome


# --- connection ------------------------------------------------------------------------------------------------


@pytest.mark.smoke
@pytest.mark.requirement("ERR-LOCAL-05", "ERR-GEN-03")
def test_a_refused_connection_is_reported(online_modem: Modem, peers: Peers) -> None:
    with peers.closed_port() as address:
        exchange = online_modem.ftp.open(*address)

    assert lines(exchange) == ("OK", "+QFTPOPEN:-5")
    assert online_modem.send("AT").ok


@pytest.mark.requirement("ERR-LOCAL-05")
def test_an_unreachable_address_is_reported(quick_modem: Modem, peers: Peers, observe: Observe) -> None:
    with peers.filtered_port() as address:
        exchange = quick_modem.ftp.open(*address)

    observe("the code when an address does not answer", exchange.result)
    assert exchange.result in {-5, -9}, (
        exchange.outcome
    )  # Table 4 lists it under -5; a timeout is possible as well


@pytest.mark.requirement("ERR-LOCAL-05", "ERR-GEN-07")
def test_a_failed_pdp_activation_is_reported(online_modem: Modem, ftps_server: FtpsServer) -> None:
    prepare(online_modem, ftps_server, Listener.IMPLICIT)
    online_modem.pdp.deactivate()
    assert online_modem.send("AT+CGATT=0").ok
    try:
        exchange = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)

        assert exchange.result == -5, exchange.outcome
    finally:
        online_modem.send("AT+CGATT=1").check()
        online_modem.pdp.ensure_active()
    assert reopens(online_modem, ftps_server, Listener.IMPLICIT)


# --- the PDP context -------------------------------------------------------------------------------------------


@contextmanager
def _context_lost_at_fault(network: Network, pending: Pending) -> Iterator[None]:
    """The network deactivates the PDP context as soon as the server stops answering."""

    def deactivate() -> None:
        try:
            pending.await_fault(Deadline.after(SESSION_END_S))
        except Inconclusive:
            return  # the block of the server raises it
        network.deactivate_context()

    thread = threading.Thread(target=deactivate)
    thread.start()
    try:
        yield
    finally:
        thread.join()


@pytest.mark.requirement("ERR-LOCAL-08", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("stage", "fault"),
    [
        (OPEN, Fault(Point.GREETING, Stall())),
        (PATH, Fault(Point.REPLY, Stall(), verb="CWD")),
        (BROKEN_GET, Fault(Point.DATA, Stall(), verb="RETR", after=BREAK)),
    ],
    ids=["open", "path", "get"],
)
def test_the_loss_of_the_pdp_context_during_a_command_is_reported(
    stage: Stage, fault: Fault, network: Network, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, Listener.IMPLICIT)
    profile = ServerProfile(ftp=(fault,))
    with ftps_server.expecting(profile) as pending:
        with _context_lost_at_fault(network, pending):
            exchange = run_to_stage(online_modem, ftps_server, Listener.IMPLICIT, stage)
        pending.require_fired(profile)

        assert exchange.result == -8, exchange.outcome
    online_modem.pdp.ensure_active()
    assert reopens(online_modem, ftps_server, Listener.IMPLICIT)


@pytest.mark.requirement("ERR-LOCAL-08")
def test_a_pdp_deactivation_on_another_channel_during_an_upload_is_reported(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, Listener.IMPLICIT)
    with ftps_server.expecting(ServerProfile()), Multiplexer.start(online_modem.channel) as mux:
        first, second = Modem(mux.channel(1)), Modem(mux.channel(2))
        for modem in (first, second):
            modem.attach()
        assert open_ftp(first, ftps_server, Listener.IMPLICIT).result == 0
        began = first.send(f'AT+QFTPPUT="cut.bin",{len(DATA)},200')
        if began.final is not ResultCode.CONNECT:
            raise Inconclusive(f"no upload: {began.outcome}")
        first.channel.write_data(DATA[:BREAK])

        deactivated = second.pdp.deactivate()

        first.channel.leave_data()
        assert deactivated.final is ResultCode.DEACT_OK
        exchange = first.channel.wait_urc(
            lambda text: text.startswith("+QFTPPUT"), Deadline.after(SESSION_END_S)
        )
        assert exchange is not None, "no +QFTPPUT after the context was deactivated"
        assert result_line("QFTPPUT", -8)(exchange.text), exchange.text
    online_modem.attach()
    online_modem.pdp.ensure_active()
