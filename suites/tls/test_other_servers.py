"""Servers that share nothing with the note: TLS1.3 only (1.1), and a key that is not RSA (Table 1)."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from hil.bench import Bench
from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.spec.tls import ALL_SUITES

from ..session import SESSION_S, dial, secure

EVERYTHING = SslContext(version=4, suites=ALL_SUITES, seclevel=0)


@contextmanager
def tls13_server(authority: Authority, folder: Path) -> Iterator[tuple[tuple[str, int], list[str]]]:
    """A TLS server of OpenSSL that accepts TLS1.3 only; yields its address and the outcome of each handshake."""
    chain = authority.chain("good")
    certificate = folder / "server.pem"
    certificate.write_bytes(chain.certificates + chain.key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.load_cert_chain(certificate)
    outcomes: list[str] = []

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):  # the listener was closed
            while True:
                connection, _ = listener.accept()
                connection.settimeout(10.0)
                try:
                    with context.wrap_socket(connection, server_side=True) as secured:
                        outcomes.append(secured.version() or "none")
                except OSError as error:
                    outcomes.append(f"refused: {getattr(error, 'reason', error)}")
                    connection.close()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,), name="tls13-server")
        thread.start()
        try:
            yield listener.getsockname(), outcomes
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


@pytest.mark.requirement("VER-05")
def test_what_a_server_of_tls13_only_meets(
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    bench: Bench,
    tmp_path: Path,
    observe: Callable[[str, object], None],
) -> None:
    assert secure(online_modem, ftps_server, EVERYTHING, mode=Listener.IMPLICIT) == ()

    with tls13_server(authority, tmp_path) as ((_, port), outcomes):
        opened = online_modem.ftp.open(bench.host, port)
        online_modem.ftp.ensure_closed()

    observe("answer to a TLS1.3-only server", opened.outcome)
    observe("handshake with a TLS1.3-only server", ", ".join(outcomes))
    assert outcomes != [], "the DUT did not connect"
    assert not opened.ok, "a session was reported, though this server speaks no FTP"


@pytest.mark.requirement("CIPH-08")
def test_a_server_without_an_rsa_key_is_a_clean_failure(
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Callable[[str, object], None],
) -> None:
    assert secure(online_modem, ftps_server, EVERYTHING, mode=Listener.IMPLICIT) == ()

    with ftps_server.expecting(ServerProfile(chain=authority.chain("ecdsa"))) as pending:
        opened = dial(online_modem, ftps_server, Listener.IMPLICIT)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_S))

    observe("answer to an ECDSA-only server", opened.outcome)
    assert not opened.ok
    assert session.logged_in is False
