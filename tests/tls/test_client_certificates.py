"""Who is let in by a certificate, and by which alert the others learn that they are not."""

from __future__ import annotations

import socket
import ssl
from pathlib import Path

import pytest
from tlslite.errors import TLSRemoteAlert
from tlslite.tlsconnection import TLSConnection
from tlslite.utils.keyfactory import parsePEMKey
from tlslite.x509certchain import X509CertChain

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.spec.tls import Version
from hil.tls.policy import ClientCertificate, TlsPolicy
from tests.ftps.clients import Endpoints, client_context, ftplib_client

VERSIONS = [Version.TLS10, Version.TLS11, Version.TLS12]


def credential(files: Path, name: str) -> tuple[Path, Path] | None:
    return (files / f"{name}.crt", files / f"{name}.key") if name else None


@pytest.mark.parametrize("listener", [Listener.IMPLICIT, Listener.EXPLICIT])
@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("wanted", "shown", "verified"),
    [
        (ClientCertificate.NONE, "good", None),
        (ClientCertificate.OPTIONAL, "", None),
        (ClientCertificate.OPTIONAL, "good", True),
        (ClientCertificate.REQUIRED, "good", True),
    ],
)
def test_who_is_let_in(
    *,
    wanted: ClientCertificate,
    shown: str,
    verified: bool | None,
    version: Version,
    listener: Listener,
    server: FtpsServer,
    endpoint: Endpoints,
    files: Path,
) -> None:
    context = client_context(version=version, credential=credential(files, shown))

    with server.expecting(ServerProfile(tls=TlsPolicy(client_certificate=wanted))) as pending:
        client = ftplib_client(endpoint(listener), context)
        client.nlst()
        client.quit()
        session = pending.session(Deadline.after(5))

    assert len(session.data) == 1
    for connection in (session.control, *session.data):
        handshake = connection.handshake
        assert handshake is not None
        assert handshake.client_certificate_requested is (wanted is not ClientCertificate.NONE)
        assert handshake.client_verified is verified
        assert len(handshake.client_chain) == bool(verified)
    if verified:
        handshake = session.control.handshake
        assert handshake is not None
        certificate = (files / "good.crt").read_text()
        assert handshake.client_chain[0] == ssl.PEM_cert_to_DER_cert(certificate)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("wanted", "shown", "alert"),
    [
        (ClientCertificate.REQUIRED, "", "handshake_failure"),
        (ClientCertificate.REQUIRED, "other-ca", "unknown_ca"),
        (ClientCertificate.REQUIRED, "expired", "certificate_expired"),
        (ClientCertificate.OPTIONAL, "other-ca", "unknown_ca"),
        (ClientCertificate.OPTIONAL, "expired", "certificate_expired"),
    ],
)
def test_who_is_refused(
    *,
    wanted: ClientCertificate,
    shown: str,
    alert: str,
    version: Version,
    server: FtpsServer,
    endpoint: Endpoints,
    files: Path,
) -> None:
    context = client_context(version=version, credential=credential(files, shown))

    with server.expecting(ServerProfile(tls=TlsPolicy(client_certificate=wanted))) as pending:
        with pytest.raises(ssl.SSLError) as refusal:  # before its handshake has finished
            ftplib_client(endpoint(Listener.IMPLICIT), context)
        session = pending.session(Deadline.after(5))

    assert alert.upper() in str(refusal.value.reason)
    assert [(seen.name, seen.sent_by_dut) for seen in session.control.alerts] == [(alert, False)]
    handshake = session.control.handshake
    assert handshake is not None
    assert not handshake.finished
    assert handshake.failure
    assert handshake.client_verified is (False if shown else None)
    assert session.commands == ()


@pytest.mark.parametrize("wanted", [ClientCertificate.OPTIONAL, ClientCertificate.REQUIRED])
def test_a_key_that_is_not_the_certificates(
    wanted: ClientCertificate, server: FtpsServer, files: Path
) -> None:
    """OpenSSL, GnuTLS and NSS have no option for this; tlslite's client does it."""
    chain = X509CertChain()
    chain.parsePemList((files / "mismatched-key.crt").read_text())
    key = parsePEMKey((files / "mismatched-key.key").read_text(), private=True)

    with server.expecting(ServerProfile(tls=TlsPolicy(client_certificate=wanted))) as pending:
        with socket.create_connection(server.address(Listener.IMPLICIT), timeout=5) as connection:
            client = TLSConnection(connection)
            with pytest.raises(TLSRemoteAlert) as refusal:
                client.handshakeClientCert(chain, key)
        session = pending.session(Deadline.after(5))

    assert refusal.value.description == 51  # decrypt_error, RFC 5246, 7.2.2
    handshake = session.control.handshake
    assert handshake is not None
    assert handshake.client_verified is False
    assert len(handshake.client_chain) == 1
