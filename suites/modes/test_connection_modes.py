"""Implicit FTPS, explicit FTPS and plain FTP, each with each kind of server (note 2.2, type 7; 5.2)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.bench import Bench
from hil.deadline import Deadline
from hil.fixture_types import Observe
from hil.ftps.limits import Limits
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import CONNECTION_MODE, SESSION_END_S, attempt, configure_ftp, configure_ftps, open_ftp

CONTEXT = SslContext.usual(seclevel=0)
TLS_HANDSHAKE_RECORD = 22  # RFC 5246, 6.2.1
IMPLICIT, EXPLICIT, PLAIN = Listener.IMPLICIT, Listener.EXPLICIT, Listener.PLAIN


HELLO_S = 20.0  # module time; the timeout of the DUT itself is tested in suites/errors


@pytest.fixture(scope="module")
def impatient_server(ftps_server: FtpsServer, peers: Peers, bench: Bench) -> Iterator[FtpsServer]:
    """A server with a short ClientHello timeout where module time runs fast; else the server of the run."""
    if bench.clock_rate == 1.0:
        yield ftps_server
        return
    limits = Limits(handshake_s=HELLO_S / bench.clock_rate)
    with peers.ftps_server(limits=limits) as server:
        yield server


def verbs_in_clear(session: Session) -> list[str]:
    """The FTP commands that were received outside TLS."""
    return [command.verb for command in session.commands if not command.protected]


@pytest.mark.smoke
@pytest.mark.requirement("MODE-01", "FTPCFG-T7-01", "FTPSERR-03")
def test_implicit_mode_starts_with_tls(online_modem: Modem, ftps_server: FtpsServer) -> None:
    assert configure_ftps(online_modem, ftps_server, CONTEXT, mode=IMPLICIT) == ()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, IMPLICIT)
        assert opened.result == 0, opened.outcome
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert session.control.first_bytes[0] == TLS_HANDSHAKE_RECORD
    assert verbs_in_clear(session) == []


@pytest.mark.smoke
@pytest.mark.requirement("MODE-02", "FTPCFG-T7-04", "FTPSERR-02", "PROC-11")
def test_explicit_mode_requests_tls_by_auth(
    online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    assert configure_ftps(online_modem, ftps_server, CONTEXT, mode=EXPLICIT) == ()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, EXPLICIT)
        assert opened.result == 0, opened.outcome
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert verbs_in_clear(session) == ["AUTH"]
    (auth,) = session.sent("AUTH")
    assert [code for code, _ in auth.replies] == [234]
    assert session.control.handshake is not None
    assert session.control.handshake.finished
    observe("argument of AUTH", auth.argument)
    for verb in ("PBSZ", "PROT"):
        observe(verb, ", ".join(command.argument for command in session.sent(verb)) or "not sent")


@pytest.mark.parametrize(
    ("mode", "listener"),
    [
        pytest.param(
            IMPLICIT,
            EXPLICIT,
            id="implicit-against-explicit",
            marks=[pytest.mark.requirement("MODE-06"), pytest.mark.smoke],
        ),
        pytest.param(IMPLICIT, PLAIN, id="implicit-against-plain", marks=pytest.mark.requirement("MODE-06")),
        pytest.param(
            EXPLICIT, IMPLICIT, id="explicit-against-implicit", marks=pytest.mark.requirement("MODE-07")
        ),
        pytest.param(EXPLICIT, PLAIN, id="explicit-against-plain", marks=pytest.mark.requirement("MODE-08")),
    ],
)
def test_no_session_opens_with_a_server_of_another_mode(
    mode: Listener,
    listener: Listener,
    online_modem: Modem,
    impatient_server: FtpsServer,
    observe: Observe,
) -> None:
    assert configure_ftps(online_modem, impatient_server, CONTEXT, mode=mode) == ()

    attempted = attempt(online_modem, impatient_server, mode=listener)

    opened, session = attempted.opened, attempted.session
    observe("outcome", opened.outcome)
    assert not opened.ok, f"a session opened: {opened.outcome}"
    assert session.logged_in is False
    assert [verb for verb in verbs_in_clear(session) if verb in {"USER", "PASS"}] == []


@pytest.mark.requirement("MODE-09", "SSLCFG-FTPS-02")
@pytest.mark.parametrize("mode", [pytest.param(mode, id=f"type7-{mode.value}") for mode in CONNECTION_MODE])
def test_plain_ftp_ignores_the_connection_mode(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    assert configure_ftp(online_modem, ftps_server) == ()
    assert online_modem.ftp.configure(7, CONNECTION_MODE[mode]).ok

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, PLAIN)
        assert opened.result == 0, opened.outcome
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert session.logged_in
    assert session.sent("AUTH") == ()
    assert session.control.handshake is None


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
    assert configure_ftp(online_modem, impatient_server) == ()
    assert online_modem.ftp.configure(7, CONNECTION_MODE[mode]).ok

    attempted = attempt(online_modem, impatient_server, mode=listener)

    opened, session = attempted.opened, attempted.session
    observe("outcome", opened.outcome)
    assert session.sent("AUTH") == ()
    assert session.control.first_bytes[:1] != bytes([TLS_HANDSHAKE_RECORD])
    assert listener is EXPLICIT or not opened.ok, f"FTP in clear on an implicit server: {opened.outcome}"
