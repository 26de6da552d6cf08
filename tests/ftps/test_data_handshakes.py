"""Data connections with a TLS policy and a chain of their own, as other people's clients see them."""

from __future__ import annotations

import ftplib
import io
import ssl
from contextlib import closing
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.errors import UsageError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.pki.authority import Authority
from hil.spec.tls import CipherSuite, Version
from hil.tls.fault import Place
from hil.tls.faults import TlsFaults
from hil.tls.observation import Handshake
from hil.tls.policy import ClientCertificate, SessionReuse, TlsPolicy
from hil.verdict import Inconclusive
from tests.ftps.clients import Endpoints, client_context, ftplib_client, lftp

SECURE = pytest.mark.parametrize("listener", [Listener.IMPLICIT, Listener.EXPLICIT])
PASSIVE = pytest.mark.parametrize("passive", [True, False], ids=["passive", "active"])
AES256, AES128 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
DATA = b"0123456789" * 300


def handshakes(session: Session) -> tuple[Handshake, Handshake]:
    """Those of the control connection and of the only data connection."""
    (data,) = session.data
    assert session.control.handshake is not None
    assert data.handshake is not None
    return session.control.handshake, data.handshake


@SECURE
@PASSIVE
@pytest.mark.parametrize(
    ("chain", "reason"),
    [("other-ca", "unable to get local issuer certificate"), ("expired", "certificate has expired")],
)
def test_openssl_refuses_the_chain_of_the_data_connection_alone(
    *,
    chain: str,
    reason: str,
    listener: Listener,
    passive: bool,
    server: FtpsServer,
    endpoint: Endpoints,
    authority: Authority,
) -> None:
    profile = ServerProfile(data_chain=authority.chain(chain))

    with server.expecting(profile) as pending:
        with closing(ftplib_client(endpoint(listener))) as client:
            client.set_pasv(passive)
            with pytest.raises(ssl.SSLCertVerificationError, match=reason):
                client.storbinary("STOR refused.bin", io.BytesIO(DATA))
        session = pending.session(Deadline.after(10))

    control, data = handshakes(session)
    assert session.logged_in
    assert (control.finished, data.finished) == (True, False)
    assert session.data[0].received == 0


@SECURE
@PASSIVE
def test_the_data_connection_has_a_version_and_a_suite_of_its_own(
    *, listener: Listener, passive: bool, server: FtpsServer, endpoint: Endpoints, files: Path
) -> None:
    profile = ServerProfile(
        tls=TlsPolicy.pinned(Version.TLS12, AES256), data_tls=TlsPolicy.pinned(Version.TLS11, AES128)
    )

    with server.expecting(profile) as pending:
        with closing(ftplib_client(endpoint(listener), client_context(ca=files / "ca.pem"))) as client:
            client.set_pasv(passive)
            client.storbinary("STOR other.bin", io.BytesIO(DATA))
        session = pending.session(Deadline.after(10))

    control, data = handshakes(session)
    assert (control.version, control.suite) == (Version.TLS12, AES256)
    assert (data.version, data.suite) == (Version.TLS11, AES128)
    assert (server.root / "other.bin").read_bytes() == DATA


@SECURE
@PASSIVE
def test_a_chain_of_later_data_connections_alone(
    *, listener: Listener, passive: bool, server: FtpsServer, endpoint: Endpoints, authority: Authority
) -> None:
    profile = ServerProfile(data_chain=authority.chain("other-ca"), first_data=3)

    with server.expecting(profile) as pending:
        with closing(ftplib_client(endpoint(listener))) as client:
            client.set_pasv(passive)
            client.storbinary("STOR first.bin", io.BytesIO(DATA))
            client.storbinary("STOR second.bin", io.BytesIO(DATA))
            with pytest.raises(ssl.SSLCertVerificationError, match="unable to get local issuer certificate"):
                client.storbinary("STOR refused.bin", io.BytesIO(DATA))
        session = pending.session(Deadline.after(10))

    finished = [one.handshake.finished for one in session.data if one.handshake is not None]
    assert finished == [True, True, False]


@SECURE
def test_lftp_fails_at_a_data_connection_without_its_suite(
    listener: Listener, server: FtpsServer, endpoint: Endpoints, tmp_path: Path
) -> None:
    (tmp_path / "up").write_bytes(DATA)
    pinned = TlsPolicy.pinned(Version.TLS12, AES128)

    with (
        server.expecting(
            ServerProfile(tls=pinned, data_tls=TlsPolicy.pinned(Version.TLS12, AES256))
        ) as pending,
        pytest.raises(AssertionError),
    ):
        lftp(endpoint(listener), f"put {tmp_path / 'up'} -o up", version=Version.TLS12, suite=AES128)
    session = pending.sessions[0]

    assert session.logged_in
    assert {one.handshake.finished for one in session.data if one.handshake} == {False}


@SECURE
@pytest.mark.parametrize("shown", [True, False], ids=["shown", "not-shown"])
def test_a_client_certificate_is_asked_for_on_the_data_connection_alone(
    *, shown: bool, listener: Listener, server: FtpsServer, endpoint: Endpoints, files: Path
) -> None:
    profile = ServerProfile(data_tls=TlsPolicy(client_certificate=ClientCertificate.REQUIRED))
    credential = (files / "good.crt", files / "good.key") if shown else None
    context = client_context(ca=files / "ca.pem", credential=credential)

    with server.expecting(profile) as pending:
        with closing(ftplib_client(endpoint(listener), context)) as client:
            if shown:
                client.storbinary("STOR mine.bin", io.BytesIO(DATA))
            else:
                with pytest.raises((ssl.SSLError, ftplib.Error)):
                    client.storbinary("STOR mine.bin", io.BytesIO(DATA))
        session = pending.session(Deadline.after(10))

    control, data = handshakes(session)
    assert control.client_certificate_requested is False
    assert data.client_certificate_requested is True
    assert data.client_verified is (True if shown else None)


def test_a_session_is_not_resumed_on_a_data_connection_of_another_policy(
    server: FtpsServer, endpoint: Endpoints, files: Path
) -> None:
    policy = TlsPolicy(session_reuse=SessionReuse.SESSION)
    profile = ServerProfile(
        tls=policy, data_tls=TlsPolicy(suites=(AES128,), session_reuse=SessionReuse.SESSION)
    )

    with server.expecting(profile) as pending:
        with closing(
            ftplib_client(endpoint(Listener.EXPLICIT), client_context(ca=files / "ca.pem"))
        ) as client:
            client.storbinary("STOR fresh.bin", io.BytesIO(DATA))
        session = pending.session(Deadline.after(10))

    _, data = handshakes(session)
    assert (data.finished, data.resumed, data.suite) == (True, False, AES128)


def test_the_faults_of_each_connection_are_those_of_its_policy(
    server: FtpsServer, endpoint: Endpoints, files: Path
) -> None:
    broken = TlsPolicy(faults=TlsFaults(control=frozenset({"mac-bad"}), data=frozenset({"finished-bad"})))
    profile = ServerProfile(data_tls=broken)

    with server.expecting(profile) as pending:
        with (
            closing(
                ftplib_client(endpoint(Listener.IMPLICIT), client_context(ca=files / "ca.pem"))
            ) as client,
            pytest.raises(ssl.SSLError),
        ):
            client.storbinary("STOR never.bin", io.BytesIO(DATA))
        session = pending.session(Deadline.after(10))

    assert session.tls_faults == ((Place.DATA, "finished-bad"),)


def test_a_fault_of_the_data_connection_that_did_not_come_about_is_no_stimulus(server: FtpsServer) -> None:
    profile = ServerProfile(data_tls=TlsPolicy(faults=TlsFaults.of("data:finished-bad")))

    with pytest.raises(Inconclusive, match="finished-bad on the data connection"), server.expecting(profile):
        pass


def test_a_policy_of_the_data_connection_that_no_client_could_meet_is_refused(server: FtpsServer) -> None:
    with (
        pytest.raises(UsageError, match="at least one version"),
        server.expecting(ServerProfile(data_tls=TlsPolicy(suites=()))),
    ):
        pass
