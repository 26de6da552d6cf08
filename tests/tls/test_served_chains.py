"""Chains as they arrive: the Certificate message byte for byte, and what OpenSSL and GnuTLS do about it."""

from __future__ import annotations

import re
import socket
import ssl
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.pki.authority import Authority
from hil.pki.chains import CHAINS
from hil.tls.observation import TlsAlert
from tests.peers import program

CLOSE_NOTIFY, BAD_RECORD_MAC, HANDSHAKE_FAILURE, BAD_CERTIFICATE, DECODE_ERROR = 0, 20, 40, 42, 50
CERTIFICATE_EXPIRED, UNKNOWN_CA, UNSUPPORTED, DECRYPT_ERROR = 45, 48, 43, 51


def call(
    server: FtpsServer, profile: ServerProfile, *command: str | Path
) -> tuple[subprocess.CompletedProcess[str], Session]:
    """Run a client against the implicit endpoint; `HOST` and `PORT` in its arguments are filled in."""
    host, port = server.address(Listener.IMPLICIT)
    filled = [str(part).replace("HOST", host).replace("PORT", str(port)) for part in command]
    with server.expecting(profile) as pending:
        finished = subprocess.run(
            filled, input="QUIT\r\n", capture_output=True, text=True, check=False, timeout=20
        )
        return finished, pending.session(Deadline.after(20))


def by_openssl(server: FtpsServer, profile: ServerProfile, files: Path) -> tuple[str, Session]:
    """s_client with all that is old allowed; what it said."""
    finished, session = call(
        server,
        profile,
        *(program("openssl"), "s_client", "-connect", "HOST:PORT", "-CAfile", files / "ca.pem"),
        *("-cipher", "ALL:@SECLEVEL=0", "-x509_strict", "-verify_return_error", "-showcerts", "-ign_eof"),
    )
    return finished.stdout + finished.stderr, session


def by_gnutls(server: FtpsServer, profile: ServerProfile, files: Path) -> tuple[str, Session]:
    finished, session = call(
        server,
        profile,
        *(program("gnutls-cli"), "-p", "PORT", "--x509cafile", files / "ca.pem", "--logfile", "/dev/null"),
        *("--priority", "NORMAL:-VERS-TLS1.3", "HOST"),
    )
    return finished.stdout + finished.stderr, session


def of_dut(session: Session) -> set[int]:
    return {alert.description for alert in session.control.alerts if alert.sent_by_dut}


def of_server(session: Session) -> list[TlsAlert]:
    return [alert for alert in session.control.alerts if not alert.sent_by_dut]


@pytest.mark.parametrize(
    "name",
    [
        *("good", "rsa-1024", "rsa-4096", "rsa-512", "rsa-exponent-3", "sha1", "md5", "rsa-pss"),
        *("intermediates-4", "with-root", "disordered", "duplicated-leaf", "unrelated-extra"),
        *("huge-chain", "huge-certificate", "version-1", "until-9999"),
    ],
)
def test_a_client_gets_the_chain_and_goes_on(
    name: str, server: FtpsServer, authority_chain: Callable[[str], ServerProfile], files: Path
) -> None:
    profile = authority_chain(name)

    said, session = by_openssl(server, profile, files)

    received = re.findall(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", said, re.DOTALL)
    assert profile.chain is not None
    assert tuple(map(ssl.PEM_cert_to_DER_cert, received)) == profile.chain.der
    assert "221 Goodbye." in said
    assert [command.verb for command in session.commands] == ["QUIT"]


@pytest.mark.parametrize(
    ("name", "alert", "reason"),
    [
        ("other-ca", UNKNOWN_CA, "unable to get local issuer certificate"),
        ("self-signed", UNKNOWN_CA, "self-signed certificate"),
        ("missing-intermediate", UNKNOWN_CA, "unable to get local issuer certificate"),
        ("expired", CERTIFICATE_EXPIRED, "certificate has expired"),
        ("not-yet-valid", BAD_CERTIFICATE, "certificate is not yet valid"),
        ("issuer-expired", CERTIFICATE_EXPIRED, "certificate has expired"),
        ("issuer-ca-false", UNKNOWN_CA, "invalid CA certificate"),
        ("path-length-exceeded", UNKNOWN_CA, "path length constraint exceeded"),
        ("eku-client", UNSUPPORTED, "unsuitable certificate purpose"),
        ("leaf-last", UNSUPPORTED, "unsuitable certificate purpose"),
        ("bad-signature", DECRYPT_ERROR, "certificate signature failure"),
        ("empty-list", DECODE_ERROR, "length mismatch"),
        ("empty-certificate", BAD_CERTIFICATE, "ASN1 lib"),
        ("garbage", BAD_CERTIFICATE, "ASN1 lib"),
        ("truncated", BAD_CERTIFICATE, "ASN1 lib"),
        ("trailing-bytes", DECODE_ERROR, "cert length mismatch"),
    ],
)
def test_openssl_refuses_and_says_why(
    name: str,
    alert: int,
    reason: str,
    *,
    server: FtpsServer,
    authority_chain: Callable[[str], ServerProfile],
    files: Path,
) -> None:
    said, session = by_openssl(server, authority_chain(name), files)

    assert reason in said
    assert of_dut(session) == {alert}
    assert session.commands == ()


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("usage-sign-only", "Key usage violation"),
        ("usage-ca-only", "Key usage violation"),
        ("rsa-512", "Error in the certificate"),
        ("md5", "Error in the certificate"),
        ("huge-chain", "Error in the certificate"),  # GnuTLS follows no path of 40
        ("garbage", "Error in the certificate"),
        ("empty-list", "No certificate was found"),
    ],
)
def test_gnutls_refuses_and_says_why(
    name: str,
    reason: str,
    server: FtpsServer,
    authority_chain: Callable[[str], ServerProfile],
    files: Path,
) -> None:
    said, session = by_gnutls(server, authority_chain(name), files)

    assert reason in said
    assert session.commands == ()


@pytest.mark.parametrize("client", [by_openssl, by_gnutls])
def test_no_suite_of_the_note_has_a_use_for_an_ecdsa_key(
    client: Callable[..., tuple[str, Session]],
    server: FtpsServer,
    authority_chain: Callable[[str], ServerProfile],
    files: Path,
) -> None:
    _, session = client(server, authority_chain("ecdsa"), files)

    assert [(alert.level, alert.description) for alert in of_server(session)] == [(2, HANDSHAKE_FAILURE)]
    handshake = session.control.handshake
    assert handshake is not None
    assert handshake.hello is not None
    assert handshake.failure == "handshake_failure: the server's key is ECDSA, the suites need RSA"


@pytest.mark.parametrize("client", [by_openssl, by_gnutls])
def test_a_server_without_the_right_key_cannot_read_what_the_client_sends(
    client: Callable[..., tuple[str, Session]],
    server: FtpsServer,
    authority_chain: Callable[[str], ServerProfile],
    files: Path,
) -> None:
    _, session = client(server, authority_chain("wrong-key"), files)

    assert [alert.description for alert in of_server(session)] == [BAD_RECORD_MAC]
    assert session.commands == ()


@pytest.mark.parametrize("name", [name for name in CHAINS if name not in {"ecdsa", "rsa-4096"}])
def test_what_is_sent_is_the_chain_byte_for_byte(
    name: str, server: FtpsServer, authority: Authority, authority_chain: Callable[[str], ServerProfile]
) -> None:
    listed = authority.chain(name).der
    entries = b"".join(len(der).to_bytes(3, "big") + der for der in listed)
    expected = b"\x0b" + (len(entries) + 3).to_bytes(3, "big") + len(entries).to_bytes(3, "big") + entries

    with server.expecting(authority_chain(name)):
        flight = first_flight(*server.address(Listener.IMPLICIT))

    assert expected in flight


def first_flight(host: str, port: int) -> bytes:
    """The handshake bytes from ServerHello to ServerHelloDone, record layer taken off, by hand."""
    hello = bytes.fromhex("0303") + bytes(32) + b"\0" + bytes.fromhex("0002002f") + b"\1\0"
    message = b"\x01" + len(hello).to_bytes(3, "big") + hello
    flight = b""
    with socket.create_connection((host, port), timeout=20) as line, line.makefile("rb") as stream:
        line.sendall(b"\x16\x03\x01" + len(message).to_bytes(2, "big") + message)
        while not flight.endswith(b"\x0e\0\0\0"):  # ServerHelloDone
            kind, size = stream.read(1), int.from_bytes(stream.read(4)[2:], "big")
            assert kind == b"\x16"
            flight += stream.read(size)
    return flight
