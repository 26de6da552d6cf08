"""What an eavesdropper could read of a session (note 1: no eavesdropping)."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hil.deadline import Deadline
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import CONNECTION_MODE, SESSION_END_S, configure_ftps, round_trip, sample_content

CONTEXT = SslContext.usual(seclevel=0)


@pytest.mark.smoke
@pytest.mark.requirement("GEN-01", "GEN-02", "GEN-03", "GEN-07", "SSLCFG-GEN-10")
@pytest.mark.parametrize("mode", [pytest.param(mode, id=mode.value) for mode in CONNECTION_MODE])
def test_no_part_of_a_session_is_readable(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(2000, mode.value)
    assert configure_ftps(online_modem, ftps_server, CONTEXT, mode=mode) == ()

    with ftps_server.expecting(ServerProfile()) as pending:
        trip = round_trip(online_modem, ftps_server, mode, data)
        assert trip.closed is not None, (trip.opened.outcome, trip.uploaded)
        session = pending.session(Deadline.after(SESSION_END_S))

    assert session.control.handshake is not None
    assert session.control.handshake.finished
    for secret in (ftps_server.user.encode(), ftps_server.password.encode()):
        assert secret not in session.control.first_bytes
    assert {command.verb for command in session.commands if not command.protected} <= {"AUTH"}
    assert [connection.handshake is not None for connection in session.data] == [True, True]
    for connection in session.data:
        assert data[:64] not in connection.first_bytes
    observe("protection commands", [c.verb for c in session.commands if c.verb in {"PBSZ", "PROT"}])
    observe(
        "session resumed on data connections", [c.handshake and c.handshake.resumed for c in session.data]
    )


@pytest.mark.requirement("GEN-08")
@pytest.mark.parametrize("mode", [pytest.param(Listener.EXPLICIT, id="explicit")])  # no RFC has implicit mode
def test_the_protection_of_the_data_connection_is_requested(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    assert configure_ftps(online_modem, ftps_server, CONTEXT, mode=mode) == ()

    with ftps_server.expecting(ServerProfile()) as pending:
        trip = round_trip(online_modem, ftps_server, mode, b"confidential")
        assert trip.closed is not None, (trip.opened.outcome, trip.uploaded)
        session = pending.session(Deadline.after(SESSION_END_S))

    order = [command.verb for command in session.commands if command.verb in {"PBSZ", "PROT", "STOR"}]
    observe("order", " ".join(order))
    assert [command.argument for command in session.sent("PROT")] == ["P"]
    assert ("PBSZ", "PROT") in set(pairwise(order))  # RFC 4217, 9: PBSZ comes first
