"""The settings of the bound context apply to a new session, not to an open one (note 2.3, Table 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.deadline import Deadline
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, configure_ftps, open_ftp, use_context
from hil.spec.tls import CipherSuite
from hil.tls.observation import ClientHello

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
TLS11 = SslContext(version=2, suites=(AES128,), seclevel=0)
TLS12 = SslContext(version=3, suites=(CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA,), seclevel=0)


def hello(session: Session) -> ClientHello:
    """The ClientHello of the control connection."""
    assert session.control.handshake is not None
    assert session.control.handshake.hello is not None
    return session.control.handshake.hello


def session_of(
    modem: Modem, server: FtpsServer, profile: ServerProfile | None = None, *, opens: bool = True
) -> Session:
    """The session as the server saw it, closed again; the case fails unless it opened as expected."""
    with server.expecting(profile or ServerProfile()) as pending:
        opened = open_ftp(modem, server, Listener.IMPLICIT)
        modem.ftp.ensure_closed()
        assert opened.ok is opens, opened.outcome
        return pending.session(Deadline.after(SESSION_END_S))


@pytest.mark.smoke
@pytest.mark.requirement("SSLCFG-GEN-07")
def test_the_bound_context_is_used(online_modem: Modem, ftps_server: FtpsServer) -> None:
    for index in range(6):
        for exchange in online_modem.ssl.apply(index, TLS11):
            exchange.check()
    assert configure_ftps(online_modem, ftps_server, TLS12, mode=Listener.IMPLICIT, index=4) == ()

    session = session_of(online_modem, ftps_server)

    assert hello(session).client_version == 0x0303
    assert hello(session).offered == {0x0035}


@pytest.mark.requirement("SSLCFG-GEN-08")
def test_a_changed_context_applies_to_the_next_session(online_modem: Modem, ftps_server: FtpsServer) -> None:
    assert configure_ftps(online_modem, ftps_server, TLS11, mode=Listener.IMPLICIT, index=1) == ()
    before = session_of(online_modem, ftps_server)
    for line in ('AT+QSSLCFG="sslversion",1,3', 'AT+QSSLCFG="ciphersuite",1,"0X0035"'):
        online_modem.send(line).check()

    after = session_of(online_modem, ftps_server)

    assert hello(before).client_version == 0x0302
    assert hello(before).offered == {0x002F}
    assert hello(after).client_version == 0x0303
    assert hello(after).offered == {0x0035}


@pytest.mark.requirement("SSLCFG-GEN-09")
@pytest.mark.parametrize(
    "change",
    [
        'AT+QSSLCFG="sslversion",1,1',
        'AT+QSSLCFG="ciphersuite",1,"0X0035"',
        'AT+QSSLCFG="ftpsctxi",2',
    ],
)
def test_an_open_session_keeps_its_settings(
    change: str, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    assert configure_ftps(online_modem, ftps_server, TLS11, mode=Listener.IMPLICIT, index=1) == ()

    with ftps_server.expecting(ServerProfile()) as pending:
        open_ftp(online_modem, ftps_server, Listener.IMPLICIT).check()
        changed = online_modem.send(change)
        after = online_modem.ftp.path("/")
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    observe(f"{change} in a session", " ".join(changed.lines))
    assert after.result == 0, after.outcome
    assert [command.protected for command in session.sent("CWD")] == [True]


@pytest.mark.requirement("SSLCFG-CACERT-09", "SSLCFG-CACERT-08")
@pytest.mark.parametrize(
    ("bound", "chain", "opens"),
    [
        pytest.param(0, "good", True, id="CA0-meets-its-own"),
        pytest.param(1, "good", False, id="CA1-meets-another"),
        pytest.param(1, "other-ca", True, id="CA1-meets-its-own"),
        pytest.param(0, "other-ca", False, id="CA0-meets-another"),
    ],
)
def test_two_contexts_use_two_cas(
    bound: int, chain: str, opens: bool, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    verifying = SslContext.usual(seclevel=1)
    other_ca = authority.chain("other-ca").trust_anchor
    for index, (name, ca) in enumerate((("NVRAM:CA0", authority.ca_pem), ("NVRAM:CA1", other_ca))):
        online_modem.security.ensure(name, ca)
        refused = configure_ftps(
            online_modem, ftps_server, replace(verifying, ca=name), mode=Listener.IMPLICIT, index=index
        )
        assert refused == ()
    assert use_context(online_modem, ftps_server, bound) == ()

    profile = ServerProfile(chain=authority.chain(chain))

    session = session_of(online_modem, ftps_server, profile, opens=opens)

    assert session.control.handshake is not None
    assert session.control.handshake.suite is not None, "the handshake ended before the certificate was sent"
    assert session.logged_in is opens
