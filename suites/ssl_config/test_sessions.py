"""The settings of the bound context apply to a new session, not to an open one (note 2.3, Table 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import (
    SESSION_END_S,
    attempt,
    configure_ftps,
    open_ftp,
    refusals,
    use_context,
)
from hil.spec.tls import CipherSuite, Version

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
AES256 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA
TLS11 = SslContext(version=2, suites=(AES128,), seclevel=0)
TLS12 = SslContext(version=3, suites=(AES256,), seclevel=0)


def expect_offer(session: Session, version: Version, suite: CipherSuite, *requirements: str) -> None:
    """The ClientHello of the control connection offers this version and this suite only."""
    handshake = session.control.handshake
    hello = expect(handshake.hello if handshake else None, *requirements, what="the ClientHello").is_present()
    expect(hello, *requirements).offered_version(version).offered_suites({suite})


@pytest.mark.smoke
@pytest.mark.requirement("SSLCFG-GEN-07")
def test_the_bound_context_is_used(online_modem: Modem, ftps_server: FtpsServer) -> None:
    for index in range(6):
        refused = refusals(online_modem.ssl.apply(index, TLS11))
        preamble(refused, what="refused settings").is_empty()
    refused = configure_ftps(online_modem, ftps_server, TLS12, mode=Listener.IMPLICIT, index=4)
    preamble(refused, what="refused settings").is_empty()

    attempted = attempt(online_modem, ftps_server)

    expect(attempted, "SSLCFG-GEN-07").opened()
    expect_offer(attempted.session, Version.TLS12, AES256, "SSLCFG-GEN-07")


@pytest.mark.requirement("SSLCFG-GEN-08")
def test_a_changed_context_applies_to_the_next_session(online_modem: Modem, ftps_server: FtpsServer) -> None:
    refused = configure_ftps(online_modem, ftps_server, TLS11, mode=Listener.IMPLICIT, index=1)
    preamble(refused, what="refused settings").is_empty()
    before = attempt(online_modem, ftps_server)
    for line in ('AT+QSSLCFG="sslversion",1,3', 'AT+QSSLCFG="ciphersuite",1,"0X0035"'):
        preamble(online_modem.send(line)).accepted()

    after = attempt(online_modem, ftps_server)

    expect(before, "SSLCFG-GEN-08", what="the first AT+QFTPOPEN").opened()
    expect_offer(before.session, Version.TLS11, AES128, "SSLCFG-GEN-08")
    expect(after, "SSLCFG-GEN-08", what="the second AT+QFTPOPEN").opened()
    expect_offer(after.session, Version.TLS12, AES256, "SSLCFG-GEN-08")


@pytest.mark.requirement("SSLCFG-GEN-09", "SSLCFG-GEN-08")
@pytest.mark.parametrize(
    ("change", "version", "suite"),
    [
        pytest.param(change, version, suite, id=change)
        for change, version, suite in (
            ('AT+QSSLCFG="sslversion",1,1', Version.TLS10, AES128),
            ('AT+QSSLCFG="ciphersuite",1,"0X0035"', Version.TLS11, AES256),
            ('AT+QSSLCFG="ftpsctxi",2', Version.TLS12, AES256),
        )
    ],
)
def test_an_open_session_keeps_its_settings(
    change: str,
    version: Version,
    suite: CipherSuite,
    online_modem: Modem,
    ftps_server: FtpsServer,
    observe: Observe,
) -> None:
    preamble(refusals(online_modem.ssl.apply(2, TLS12)), what="refused settings").is_empty()
    refused = configure_ftps(online_modem, ftps_server, TLS11, mode=Listener.IMPLICIT, index=1)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        preamble(open_ftp(online_modem, ftps_server, Listener.IMPLICIT)).succeeded()
        changed = online_modem.send(change)
        after = online_modem.ftp.path("/")
        online_modem.ftp.ensure_closed()
        sessions = pending.sessions
        session = pending.session(Deadline.after(SESSION_END_S)) if len(sessions) == 1 else sessions[0]

    observe(f"{change} in a session", " ".join(changed.lines))
    expect(after, "SSLCFG-GEN-09", what="the session after the change").succeeded()
    expect(len(sessions), "SSLCFG-GEN-09", what="the number of control connections").equals(1)
    expect(session, "SSLCFG-GEN-09").sent_in_clear_only().negotiated(version=Version.TLS11, suite=AES128)
    if changed.ok:
        following = attempt(online_modem, ftps_server)
        expect(following, "SSLCFG-GEN-08", what="the AT+QFTPOPEN after that session").opened()
        expect_offer(following.session, version, suite, "SSLCFG-GEN-08")


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
        preamble(refused, what="refused settings").is_empty()
    preamble(use_context(online_modem, ftps_server, bound), what="refused settings").is_empty()

    attempted = attempt(online_modem, ftps_server, ServerProfile(chain=authority.chain(chain)))

    if opens:
        expect(attempted, "SSLCFG-CACERT-09", "SSLCFG-CACERT-08").opened()
    else:
        handshake = attempted.session.control.handshake
        stimulus(
            handshake is not None and handshake.suite is not None,
            "the handshake ended before the certificate was sent",
        )
        expect(attempted, "SSLCFG-CACERT-09", "SSLCFG-CACERT-08").refused()
