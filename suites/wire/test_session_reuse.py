"""Whether the data connection resumes the TLS session of the control connection (not in the note): recorded."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import CONNECTION_MODE, SESSION_END_S, configure_ftps, open_ftp, sample_content
from hil.tls.policy import SessionReuse, TlsPolicy

CONTEXT = SslContext.usual(seclevel=0)
MODES = pytest.mark.parametrize("mode", [pytest.param(mode, id=mode.value) for mode in CONNECTION_MODE])


@pytest.mark.requirement("GEN-07")
@MODES
def test_the_resumption_of_the_tls_session_is_recorded(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    profile = ServerProfile(tls=TlsPolicy(session_reuse=SessionReuse.SESSION, session_tickets=True))
    data = sample_content(3000, mode.value)
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=mode)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(profile) as pending:
        preamble(open_ftp(online_modem, ftps_server, mode)).succeeded()
        uploaded = online_modem.ftp.put("reuse.bin", data)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    resumed = [bool(one.handshake and one.handshake.resumed) for one in session.data]
    hellos = [one.handshake.hello for one in session.data if one.handshake and one.handshake.hello]
    observe("data connections that resume a TLS session, where allowed", f"{sum(resumed)} of {len(resumed)}")
    observe("session id in the ClientHello of data connections", [bool(hello.session_id) for hello in hellos])
    expect(uploaded, "GEN-07").result(len(data))
    expect(ftps_server.root / "reuse.bin", "GEN-07").holds(data)


@pytest.mark.requirement("GEN-07")
@MODES
def test_an_upload_succeeds_only_with_the_resumption_that_the_server_requires(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    profile = ServerProfile(tls=TlsPolicy(session_reuse=SessionReuse.SESSION, requires_reuse=True))
    refused = configure_ftps(online_modem, ftps_server, CONTEXT, mode=mode)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(profile) as pending:
        preamble(open_ftp(online_modem, ftps_server, mode)).succeeded()
        uploaded = online_modem.ftp.put("reuse.bin", b"resumed or refused")
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    stimulus(bool(session.data), f"no data connection was opened: {uploaded.outcome}")
    resumed = all(one.handshake and one.handshake.resumed for one in session.data)
    observe("upload to a server that requires resumption", uploaded.outcome)
    if resumed:
        expect(uploaded, "GEN-07").succeeded()
    else:
        expect(uploaded, "GEN-07").failed()
