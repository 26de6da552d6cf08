"""-4, -5 and -8: DNS, the connection, and the PDP context (Table 4)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from hil.at.values import numbered
from hil.bench import Network
from hil.deadline import Deadline
from hil.expect import expect, left_open, preamble, stimulus
from hil.fixture_types import DutWith, Observe
from hil.ftps.dns import DnsFault, DnsResponder
from hil.ftps.faults import Fault, Point, Stall
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.lab.peers import Peers
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.mux import Multiplexer
from hil.session import SESSION_END_S, open_ftp
from hil.spec.codes import ResultCode
from hil.verdict import Inconclusive

from ..ftp_config.values import setting
from .reopening import expect_reopening
from .stages import (
    BREAK,
    BROKEN_GET,
    DATA,
    OPEN,
    PATH,
    Stage,
    open_session,
    prepare,
    report_another_error,
    require_fault,
    run_to_stage,
)

NO_ADDRESS, NETWORK_ERROR, CONTEXT_LOST, TIMEOUT = -4, -5, -8, -9  # Table 4


@pytest.fixture
def plain_modem(online_modem: Modem, ftps_server: FtpsServer) -> Modem:
    """The DUT, prepared for FTP: without an SSL context an FTPS session fails before the server is looked for."""
    prepare(online_modem, ftps_server, Listener.PLAIN)
    return online_modem


# --- DNS -------------------------------------------------------------------------------------------------------


@pytest.mark.smoke
@pytest.mark.needs("host-names")
@pytest.mark.requirement("ERR-LOCAL-04", "ERR-GEN-03", "ERR-GEN-07", "FTPCFG-T1-02")
def test_an_unknown_host_name_is_reported(
    plain_modem: Modem, ftps_server: FtpsServer, name_server: DnsResponder | None, observe: Observe
) -> None:
    def look_for_nobody() -> Exchange:
        return plain_modem.ftp.open("no-such-host.invalid", 990)  # RFC 6761, 6.4

    before = setting(plain_modem, 1, "FTPCFG-T1-02")
    exchange = look_for_nobody()
    after = setting(plain_modem, 1, "FTPCFG-T1-02")

    observe("the code for an unknown name", exchange.result)
    expect(after, "FTPCFG-T1-02", what="type 1 after an unknown name").equals(before)
    if exchange.result in {TIMEOUT, NETWORK_ERROR}:
        stimulus(
            name_server is not None,
            "the DUT reports a timeout or a network error, and the bench does not see whether a name server "
            "answered it",
        )
    expect(exchange, "ERR-LOCAL-04", "ERR-GEN-03").failed_with(NO_ADDRESS)
    expect(plain_modem.send("AT"), "ERR-GEN-07").accepted()
    expect_reopening("ERR-GEN-07", plain_modem, ftps_server, Listener.PLAIN, look_for_nobody)


@pytest.mark.requirement("ERR-LOCAL-04")
@pytest.mark.parametrize(
    ("fault", "codes"),
    [(DnsFault.NXDOMAIN, {-4}), (DnsFault.SERVFAIL, {-4}), (DnsFault.SILENCE, {-4, -9})],
    ids=lambda value: value.name if isinstance(value, DnsFault) else None,
)
def test_a_failed_dns_query_is_reported(
    fault: DnsFault,
    codes: set[int],
    dut_with: DutWith,
    ftps_server: FtpsServer,
    peers: Peers,
    observe: Observe,
) -> None:
    with peers.name_server("ftp.example", plan={"ftp.example": fault}) as responder:
        host, port = responder.address
        hurry = {"clock_rate": 400} if fault is DnsFault.SILENCE else {}  # nothing else is waited for
        modem = dut_with(dns=f"{host}:{port}", **hurry)
        modem.pdp.ensure_active()
        for mode in Listener:
            prepare(modem, ftps_server, mode)
            report_another_error(modem)
            before = len(responder.queries)

            exchange = modem.ftp.open("ftp.example", 990)

            asked = len(responder.queries) > before
            stimulus(asked, "the DUT sent no query to the name server", of=exchange)
            observe(f"the code when {fault.value}, {mode.value}", exchange.result)
            expect(exchange, "ERR-LOCAL-04", what=mode.value).failed_with(*codes)


# --- connection ------------------------------------------------------------------------------------------------


@pytest.mark.smoke
@pytest.mark.requirement("ERR-LOCAL-05", "ERR-GEN-03", "ERR-GEN-07")
def test_a_refused_connection_is_reported(plain_modem: Modem, ftps_server: FtpsServer, peers: Peers) -> None:
    def be_refused() -> Exchange:
        with peers.closed_port() as address:
            return plain_modem.ftp.open(*address)

    exchange = be_refused()

    expect(exchange, "ERR-LOCAL-05", "ERR-GEN-03").failed_with(NETWORK_ERROR)
    expect(plain_modem.send("AT"), "ERR-GEN-07").accepted()
    # that the next one opens shows that the DUT dials at all: a closed port sees nobody
    expect_reopening("ERR-GEN-07", plain_modem, ftps_server, Listener.PLAIN, be_refused)


@pytest.mark.requirement("ERR-LOCAL-05", "ERR-GEN-07")
def test_an_unreachable_address_is_reported(
    quick_modem: Modem, ftps_server: FtpsServer, peers: Peers, observe: Observe
) -> None:
    def wait_for_nobody() -> Exchange:
        with peers.filtered_port() as address:
            return quick_modem.ftp.open(*address)

    prepare(quick_modem, ftps_server, Listener.PLAIN)
    exchange = wait_for_nobody()

    observe("the code when an address does not answer", exchange.result)
    # Table 4 lists it under -5; a timeout is possible as well
    expect(exchange, "ERR-LOCAL-05").failed_with(NETWORK_ERROR, TIMEOUT)
    expect_reopening("ERR-GEN-07", quick_modem, ftps_server, Listener.PLAIN, wait_for_nobody)


@pytest.fixture
def detachable_modem(online_modem: Modem) -> Iterator[Modem]:
    """The DUT, attached and with an active context after the case, too."""
    yield online_modem
    online_modem.send("AT+CGATT=1").check()
    online_modem.pdp.ensure_active()


@pytest.mark.requirement("ERR-LOCAL-05", "ERR-GEN-07")
def test_a_failed_pdp_activation_is_reported(
    detachable_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    modem = detachable_modem

    def fail_to_activate() -> None:
        prepare(modem, ftps_server, Listener.IMPLICIT)
        modem.pdp.deactivate()
        preamble(modem.send("AT+CGATT=0")).succeeded()  # document [1]: OK or NO CARRIER
        with ftps_server.expecting(ServerProfile()) as pending:
            exchange = open_ftp(modem, ftps_server, Listener.IMPLICIT)
            modem.ftp.ensure_closed()
        observe("the code without a context", exchange.result)
        if exchange.ok and any(session.logged_in for session in pending.sessions):
            left_open("the DUT attached itself and activated its context for AT+QFTPOPEN")
        # a DUT that does not activate a context for AT+QFTPOPEN has a deactivated one
        expect(exchange, "ERR-LOCAL-05").failed_with(NETWORK_ERROR, CONTEXT_LOST)
        preamble(modem.send("AT+CGATT=1")).accepted()
        modem.pdp.ensure_active()

    fail_to_activate()

    expect_reopening("ERR-GEN-07", modem, ftps_server, Listener.IMPLICIT, fail_to_activate)


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
    def lose_context() -> None:
        prepare(online_modem, ftps_server, Listener.IMPLICIT)
        with ftps_server.expecting(ServerProfile(ftp=(fault,)), all_fire=False) as pending:
            with _context_lost_at_fault(network, pending):
                exchange = run_to_stage(online_modem, ftps_server, Listener.IMPLICIT, stage, pending)
            require_fault(pending, fault)
            expect(exchange, "ERR-LOCAL-08").failed_with(CONTEXT_LOST)
        online_modem.pdp.ensure_active()

    lose_context()

    expect_reopening("ERR-GEN-07", online_modem, ftps_server, Listener.IMPLICIT, lose_context)


@pytest.fixture
def attached_again(online_modem: Modem) -> Iterator[Modem]:
    """The DUT, which is attached without a multiplexer and online again after the case."""
    yield online_modem
    online_modem.attach()
    online_modem.pdp.ensure_active()


@pytest.mark.requirement("ERR-LOCAL-08")
def test_a_pdp_deactivation_on_another_channel_during_an_upload_is_reported(
    attached_again: Modem, ftps_server: FtpsServer
) -> None:
    prepare(attached_again, ftps_server, Listener.IMPLICIT)
    with ftps_server.expecting(ServerProfile()), Multiplexer.start(attached_again.channel) as mux:
        first, second = Modem(mux.channel(1)), Modem(mux.channel(2))
        for modem in (first, second):
            modem.attach()
        open_session(first, ftps_server, Listener.IMPLICIT)
        began = first.send(f'AT+QFTPPUT="cut.bin",{len(DATA)},200')
        stimulus(began.final is ResultCode.CONNECT, f"no upload began: {began.outcome}")
        first.channel.write_data(DATA[:BREAK])

        deactivated = second.pdp.deactivate()

        stimulus(deactivated.final is ResultCode.DEACT_OK, f"the context stayed: {deactivated.outcome}")
        first.channel.escape()
        first.channel.leave_data()
        told = first.channel.wait_urc(_is_result_of_the_upload, Deadline.after(SESSION_END_S))
        line = expect(told, "ERR-LOCAL-08", what="the result of the upload").is_present().text
        code = (numbered(line) or ("", 0))[1]
        expect(code, "ERR-LOCAL-08", what="the result of the upload").equals(CONTEXT_LOST)


def _is_result_of_the_upload(text: str) -> bool:
    found = numbered(text)
    return found is not None and found[0] in {"QFTPPUT", "QFTPERROR"}  # note 3 has both forms
