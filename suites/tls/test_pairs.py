"""Every version with every suite, at every seclevel, in both connection modes (note 1.1, Table 1, 2.2, 2.3).

The server accepts only the pair.  The negotiated version and suite are those that the
server saw, on the control connection and on each data connection.
"""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, configure_ftps, install_security_data, round_trip, sample_content
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import ClientCertificate, TlsPolicy

from .matrix import Setting, cases

DEMAND = {0: ClientCertificate.NONE, 1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}


def context(setting: Setting, suite: CipherSuite, seclevel: int) -> SslContext:
    """An SSL context restricted to one pair; the security files are configured at every level."""
    return SslContext(
        version=setting.sslversion,
        suites=(suite,),
        seclevel=seclevel,
        ca="NVRAM:CA0",
        certificate="NVRAM:CC0",
        key="NVRAM:CK0",
    )


def server_profile(setting: Setting, suite: CipherSuite, seclevel: int) -> ServerProfile:
    """A server that accepts this suite only, in the versions of the setting."""
    return ServerProfile(
        tls=TlsPolicy(versions=setting.versions, suites=(suite,), client_certificate=DEMAND[seclevel])
    )


@pytest.mark.parametrize(("setting", "suite", "seclevel", "mode"), cases(legal=True))
def test_a_legal_pair_is_negotiated_on_every_connection(
    setting: Setting,
    suite: CipherSuite,
    seclevel: int,
    mode: Listener,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    data = sample_content(1024, (setting.title, suite.code, seclevel, mode.value))
    install_security_data(online_modem, authority)
    refused = configure_ftps(online_modem, ftps_server, context(setting, suite, seclevel), mode=mode)
    assert refused == ()

    with ftps_server.expecting(server_profile(setting, suite, seclevel)) as pending:
        trip = round_trip(online_modem, ftps_server, mode, data)

        assert trip.opened.result == 0, trip.opened.outcome
        assert trip.uploaded is not None
        assert trip.uploaded.result == len(data), trip.uploaded.outcome
        assert trip.stored == data
        assert trip.downloaded is not None
        assert trip.downloaded.result == len(data), trip.downloaded.outcome
        assert trip.downloaded.data == data
        assert trip.closed is not None
        assert trip.closed.result == 0, trip.closed.outcome
        session = pending.session(Deadline.after(SESSION_END_S))

    handshakes = [connection.handshake for connection in (session.control, *session.data)]
    assert len(handshakes) == 3  # control, upload, download
    for handshake in handshakes:
        assert handshake is not None, "a connection went in clear"
        assert handshake.version in setting.versions
        assert handshake.suite == suite
        assert bool(handshake.client_verified) is (seclevel == 2)
    if len(setting.versions) > 1:
        observe("negotiated version", Version(handshakes[0].version or 0).title if handshakes[0] else "none")


@pytest.mark.parametrize(("setting", "suite", "seclevel", "mode"), cases(legal=False))
def test_an_illegal_pair_is_refused(
    setting: Setting,
    suite: CipherSuite,
    seclevel: int,
    mode: Listener,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    install_security_data(online_modem, authority)
    refused = configure_ftps(online_modem, ftps_server, context(setting, suite, seclevel), mode=mode)
    observe("refused at", "the configuration" if refused else "the handshake")
    if refused:
        return

    with ftps_server.expecting(server_profile(setting, suite, seclevel)) as pending:
        opened = online_modem.ftp.open(*ftps_server.address(mode))

        assert not opened.ok, f"a session opened: {opened.outcome}"
        assert [session for session in pending.sessions if session.logged_in] == []
