"""The port of AT+QFTPOPEN: 990 as in note 4.2.1, 21 as in 4.2.4, both with the other modes, and another port."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.deadline import Deadline
from hil.expect import expect, guard, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftp, configure_ftps, open_ftp, sample_content

NAME = "port.bin"
CONTEXT = SslContext.usual(seclevel=0)
STANDARD_PORT = {Listener.IMPLICIT: 990, Listener.EXPLICIT: 21}


@pytest.fixture
def server_on_standard_ports(peers: Peers) -> Iterator[FtpsServer]:
    """A second server, on ports 990 and 21."""
    with peers.server_on_standard_ports() as server:
        yield server


@pytest.mark.needs("standard-ports")
@pytest.mark.smoke
@pytest.mark.parametrize(
    ("mode", "ids"),
    [
        pytest.param(mode, ids, id=f"{mode.value}-{STANDARD_PORT[mode]}", marks=pytest.mark.requirement(*ids))
        for mode, ids in (
            (Listener.IMPLICIT, ("MODE-03", "EX421-17")),
            (Listener.EXPLICIT, ("MODE-04",)),
        )
    ],
)
def test_a_session_opens_on_the_standard_port(
    mode: Listener,
    ids: tuple[str, ...],
    online_modem: Modem,
    server_on_standard_ports: FtpsServer,
) -> None:
    server = server_on_standard_ports
    guard(server.address(mode)[1] == STANDARD_PORT[mode], "the server is not on the standard port")
    refused = configure_ftps(online_modem, server, CONTEXT, mode=mode)
    preamble(refused, what="refused settings").is_empty()

    with server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, server, mode)
        expect(opened, *ids).succeeded()
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session, *ids).logged_in()


OTHER_MODES = (  # the listener on 21, that on 990, the port that is dialled
    (Listener.IMPLICIT, Listener.EXPLICIT, 21),
    (Listener.IMPLICIT, Listener.EXPLICIT, 990),
    (Listener.PLAIN, Listener.IMPLICIT, 21),
    (Listener.EXPLICIT, Listener.PLAIN, 990),
)


@pytest.mark.needs("standard-ports")
@pytest.mark.requirement("MODE-05", "EX422-05")
@pytest.mark.parametrize(
    ("on_21", "on_990", "port"),
    [
        pytest.param(on_21, on_990, port, id=f"{(on_21 if port == 21 else on_990).value}-{port}")
        for on_21, on_990, port in OTHER_MODES
    ],
)
def test_the_port_does_not_choose_the_mode(
    on_21: Listener, on_990: Listener, port: int, online_modem: Modem, peers: Peers
) -> None:
    mode, data = on_21 if port == 21 else on_990, sample_content(300, port)

    with peers.server_on_standard_ports(on_21=on_21, on_990=on_990) as server:
        guard(server.address(mode)[1] == port, "the server is not on the standard port")
        refused = (
            configure_ftp(online_modem, server)
            if mode is Listener.PLAIN
            else configure_ftps(online_modem, server, CONTEXT, mode=mode)
        )
        preamble(refused, what="refused settings").is_empty()
        with server.expecting(ServerProfile()) as pending:
            expect(open_ftp(online_modem, server, mode), "MODE-05").succeeded()
            uploaded = online_modem.ftp.put(NAME, data)
            online_modem.ftp.ensure_closed()
            session = pending.session(Deadline.after(SESSION_END_S))

        expect(session, "MODE-05").logged_in()
        expect(uploaded, "EX422-05").result(len(data))
        expect(server.root / NAME, "EX422-05").holds(data)


@pytest.mark.requirement("MODE-05")
@pytest.mark.parametrize(
    "mode",
    [pytest.param(mode, id=f"{mode.value}-on-a-port-of-its-own") for mode in STANDARD_PORT],
)
def test_a_session_opens_on_any_other_port(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    guard(ftps_server.address(mode)[1] not in {21, 990}, "the server of the run is on a standard port")
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=mode)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(online_modem, ftps_server, mode)
        expect(opened, "MODE-05").succeeded()
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session, "MODE-05").logged_in()
