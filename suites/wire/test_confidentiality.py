"""What an eavesdropper could read of a session (note 1: no eavesdropping)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import CONNECTION_MODE, SESSION_END_S, RoundTrip, configure_ftps, round_trip, sample_content

from ..clear_commands import BEFORE_TLS

CONTEXT = SslContext.usual(seclevel=0)


def judge_steps(trip: RoundTrip, data: bytes) -> None:
    """The session was opened, carried the data in both directions and was closed: only then is there something to read."""
    __tracebackhide__ = True
    for step in (trip.opened, trip.uploaded, trip.downloaded, trip.closed):
        if step is not None:
            preamble(step).succeeded()
    preamble(trip.stored or b"", what="the uploaded file").equals(data)
    if trip.downloaded is not None:
        preamble(trip.downloaded).result(len(trip.offered or b"")).carried(trip.offered or b"")


@pytest.mark.smoke
@pytest.mark.requirement("GEN-01", "GEN-02", "GEN-03", "GEN-07", "SSLCFG-GEN-10")
@pytest.mark.parametrize("mode", [pytest.param(mode, id=mode.value) for mode in CONNECTION_MODE])
def test_no_part_of_a_session_is_readable(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    data = sample_content(2000, mode.value)
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=mode)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        trip = round_trip(online_modem, ftps_server, mode, data, offered=data[::-1])
        judge_steps(trip, data)
        session = pending.session(Deadline.after(SESSION_END_S))

    user, password = ftps_server.user, ftps_server.password
    expect(session, "GEN-01").negotiated(data=False)
    expect(session, "GEN-02").sent_in_clear_only(*BEFORE_TLS)
    expect(session.control, "GEN-02").lacks_secret(user, what="the user name")
    expect(session.control, "GEN-02").lacks_secret(password, what="the password")
    expect(session.data, "GEN-03", what="the data connections").is_not_empty()
    for connection in session.data:
        expect(connection, "GEN-03", "SSLCFG-GEN-10", what="a data connection").is_protected()
        for content in (data, trip.offered or b""):
            expect(connection, "GEN-03", what="a data connection").lacks_secret(content[:64], what="the file")
    observe("protection commands", [c.verb for c in session.commands if c.verb in {"PBSZ", "PROT"}])
    observe(
        "session resumed on data connections", [c.handshake and c.handshake.resumed for c in session.data]
    )


@pytest.mark.requirement("GEN-08")
@pytest.mark.parametrize("mode", [pytest.param(Listener.EXPLICIT, id="explicit")])  # no RFC has implicit mode
def test_the_protection_of_the_data_connection_is_requested(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=mode)
    preamble(refused, what="refused settings").is_empty()
    data = b"confidential"

    with ftps_server.expecting(ServerProfile()) as pending:
        trip = round_trip(online_modem, ftps_server, mode, data, offered=data[::-1])
        judge_steps(trip, data)
        session = pending.session(Deadline.after(SESSION_END_S))

    order = [command.verb for command in session.commands if command.verb in {"PBSZ", "PROT", "STOR"}]
    observe("order", " ".join(order))
    levels = {command.argument for command in session.sent("PROT")}
    sizes = {command.argument for command in session.sent("PBSZ")}
    expect(session, "GEN-08").sent_in_order("PBSZ", "PROT", "STOR")  # RFC 4217, 9: PBSZ comes first
    expect(", ".join(sorted(levels)), "GEN-08", what="the level of PROT").equals("P")
    expect(", ".join(sorted(sizes)), "GEN-08", what="the size of PBSZ").equals("0")
