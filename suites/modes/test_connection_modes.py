"""Implicit FTPS, explicit FTPS and plain FTP, each with each kind of server (note 2.2, type 7; 5.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.bench import Bench
from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.limits import Limits
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import CONNECTION_MODE, SESSION_END_S, attempt, configure_ftp, configure_ftps, open_ftp

from ..clear_commands import BEFORE_TLS

CONTEXT = SslContext.usual(seclevel=0)
TLS_HANDSHAKE_RECORD = b"\x16"  # RFC 5246, 6.2.1
IMPLICIT, EXPLICIT, PLAIN = Listener.IMPLICIT, Listener.EXPLICIT, Listener.PLAIN


HELLO_S = 5.0  # module time; the timeout of the DUT itself is tested in suites/errors


@pytest.fixture(scope="module")
def impatient_server(ftps_server: FtpsServer, peers: Peers, bench: Bench) -> Iterator[FtpsServer]:
    """A server with a short ClientHello timeout where module time runs fast; else the server of the run."""
    if bench.clock_rate == 1.0:
        yield ftps_server
        return
    limits = Limits(handshake_s=HELLO_S / bench.clock_rate)
    with peers.ftps_server(limits=limits) as server:
        yield server


@pytest.mark.smoke
@pytest.mark.requirement("MODE-01", "FTPCFG-T7-01", "FTPSERR-03")
def test_implicit_mode_starts_with_tls(online_modem: Modem, ftps_server: FtpsServer) -> None:
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=IMPLICIT)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, IMPLICIT)
        expect(opened, "MODE-01", "FTPCFG-T7-01", "FTPSERR-03").succeeded()
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session, "MODE-01").begins_with_tls().sent_in_clear_only()


@pytest.mark.smoke
@pytest.mark.requirement("MODE-02", "FTPCFG-T7-04", "FTPSERR-02", "PROC-11")
def test_explicit_mode_requests_tls_by_auth(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=EXPLICIT)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, EXPLICIT)
        expect(opened, "MODE-02", "FTPCFG-T7-04", "FTPSERR-02", "PROC-11").succeeded()
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    requests = session.sent("AUTH")
    expect(session, "MODE-02").sent("AUTH").sent_in_clear_only(*BEFORE_TLS).negotiated(data=False)
    mechanisms = {command.argument.upper() for command in requests}
    expect(sorted(mechanisms), "MODE-02", what="the arguments of AUTH").is_within(
        {"TLS", "TLS-C", "TLS-P", "SSL"}
    )
    observe("argument of AUTH", ", ".join(command.argument for command in requests))
    for verb in ("PBSZ", "PROT"):
        observe(verb, ", ".join(command.argument for command in session.sent(verb)) or "not sent")


@pytest.mark.parametrize(
    ("mode", "listener", "identifier"),
    [
        pytest.param(
            IMPLICIT,
            EXPLICIT,
            "MODE-06",
            id="implicit-against-explicit",
            marks=[pytest.mark.requirement("MODE-06"), pytest.mark.smoke],
        ),
        pytest.param(
            IMPLICIT,
            PLAIN,
            "MODE-06",
            id="implicit-against-plain",
            marks=pytest.mark.requirement("MODE-06"),
        ),
        pytest.param(
            EXPLICIT,
            IMPLICIT,
            "MODE-07",
            id="explicit-against-implicit",
            marks=pytest.mark.requirement("MODE-07"),
        ),
        pytest.param(
            EXPLICIT,
            PLAIN,
            "MODE-08",
            id="explicit-against-plain",
            marks=pytest.mark.requirement("MODE-08"),
        ),
    ],
)
def test_no_session_opens_with_a_server_of_another_mode(
    mode: Listener,
    listener: Listener,
    identifier: str,
    online_modem: Modem,
    impatient_server: FtpsServer,
    observe: Observe,
) -> None:
    refused = configure_ftps(online_modem, impatient_server, CONTEXT, mode=mode)
    preamble(refused, what="refused settings").is_empty()

    attempted = attempt(online_modem, impatient_server, mode=listener)

    observe("outcome", attempted.opened.outcome)
    expect(attempted, identifier).refused()
    expect(attempted.session, identifier).sent_none_of("USER", "PASS")
    preamble(open_ftp(online_modem, impatient_server, mode)).succeeded()


@pytest.mark.requirement("MODE-09", "SSLCFG-FTPS-02")
@pytest.mark.parametrize("mode", [pytest.param(mode, id=f"type7-{mode.value}") for mode in CONNECTION_MODE])
def test_plain_ftp_ignores_the_connection_mode(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    preamble(configure_ftp(online_modem, ftps_server), what="refused settings").is_empty()
    preamble(online_modem.ftp.configure(7, CONNECTION_MODE[mode])).succeeded()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, PLAIN)
        expect(opened, "MODE-09", "SSLCFG-FTPS-02").succeeded()
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session, "MODE-09", "SSLCFG-FTPS-02").logged_in().is_in_clear()


@pytest.mark.requirement("SSLCFG-FTPS-02", "EX424-05")
@pytest.mark.parametrize("mode", [pytest.param(mode, id=f"type7-{mode.value}") for mode in CONNECTION_MODE])
@pytest.mark.parametrize(
    "listener", [pytest.param(listener, id=f"against-{listener.value}") for listener in CONNECTION_MODE]
)
def test_plain_ftp_never_requests_tls(
    mode: Listener,
    listener: Listener,
    online_modem: Modem,
    impatient_server: FtpsServer,
    observe: Observe,
) -> None:
    preamble(configure_ftp(online_modem, impatient_server), what="refused settings").is_empty()
    preamble(online_modem.ftp.configure(7, CONNECTION_MODE[mode])).succeeded()

    attempted = attempt(online_modem, impatient_server, mode=listener)

    opened, session = attempted.opened, attempted.session
    observe("outcome", opened.outcome)
    expect(session, "SSLCFG-FTPS-02", "EX424-05").sent_none_of("AUTH")
    first = session.control.first_bytes[:1]
    expect(first, "SSLCFG-FTPS-02", "EX424-05", what="the first byte").differs_from(TLS_HANDSHAKE_RECORD)
    if listener is IMPLICIT:  # it answers nothing but TLS
        expect(opened, "SSLCFG-FTPS-02").did_not_succeed()
    preamble(open_ftp(online_modem, impatient_server, PLAIN)).succeeded()
