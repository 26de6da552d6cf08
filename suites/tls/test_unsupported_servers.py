"""Servers without a version, suite or key type of the note: TLS1.3 only (1.1), AEAD only, ECDSA key (Table 1)."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hil.bench import Bench
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps
from hil.spec.tls import ALL_SUITES

EVERYTHING = SslContext(version=4, suites=ALL_SUITES, seclevel=0)


def tls13_only(context: ssl.SSLContext) -> None:
    """Accept TLS1.3 only."""
    context.minimum_version = ssl.TLSVersion.TLSv1_3


def aead_only(context: ssl.SSLContext) -> None:
    """Accept TLS1.2 with suites that are newer than the note's: AES-GCM and ChaCha20 (RFC 5288, RFC 7905)."""
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    context.set_ciphers("AESGCM:CHACHA20")


@contextmanager
def openssl_server(
    authority: Authority, folder: Path, restrict: Callable[[ssl.SSLContext], None]
) -> Iterator[tuple[tuple[str, int], list[str]]]:
    """A TLS server of OpenSSL; yields its address and the outcome of each handshake."""
    chain = authority.chain("good")
    certificate = folder / "server.pem"
    certificate.write_bytes(chain.certificates + chain.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    restrict(context)
    context.load_cert_chain(certificate)
    outcomes: list[str] = []

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                connection, _ = listener.accept()
                connection.settimeout(10.0)
                try:
                    with context.wrap_socket(connection, server_side=True) as session:
                        outcomes.append(session.version() or "none")
                except OSError as error:
                    outcomes.append(f"refused: {getattr(error, 'reason', error)}")
                    connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), name="openssl-server")
        thread.start()
        try:
            yield listener.getsockname(), outcomes
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.mark.parametrize(
    ("title", "restrict"),
    [
        pytest.param("TLS1.3-only", tls13_only, id="tls13-only", marks=pytest.mark.requirement("VER-05")),
        pytest.param(
            "AEAD-only", aead_only, id="aead-only", marks=pytest.mark.requirement("SSLCFG-CIPHER-14")
        ),
    ],
)
def test_a_modern_only_server_is_refused(
    title: str,
    restrict: Callable[[ssl.SSLContext], None],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    bench: Bench,
    tmp_path: Path,
    observe: Observe,
) -> None:
    assert configure_ftps(online_modem, ftps_server, EVERYTHING, mode=Listener.IMPLICIT) == ()

    with openssl_server(authority, tmp_path, restrict) as ((_, port), outcomes):
        opened = online_modem.ftp.open(bench.host, port)
        online_modem.ftp.ensure_closed()

    observe(f"answer to a {title} server", opened.outcome)
    observe(f"handshake with a {title} server", ", ".join(outcomes))
    assert outcomes != [], "the DUT did not connect"
    assert not opened.ok, "a session was reported, though this server speaks no FTP"


@pytest.mark.requirement("CIPH-08")
def test_a_server_without_an_rsa_key_is_refused(
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    assert configure_ftps(online_modem, ftps_server, EVERYTHING, mode=Listener.IMPLICIT) == ()

    attempted = attempt(online_modem, ftps_server, ServerProfile(chain=authority.chain("ecdsa")))

    observe("answer to an ECDSA-only server", attempted.opened.outcome)
    assert not attempted.opened.ok
    assert attempted.session.logged_in is False
