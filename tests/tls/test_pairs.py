"""Every version with every suite, spoken by stacks that are not ours, and named the same by a sniffer."""

from __future__ import annotations

import secrets
import socket
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path
from typing import IO

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version, is_legal_pair
from hil.tls.policy import ClientCertificate, TlsPolicy
from tests.ftps.clients import (
    OPENSSL_NAMES,
    Endpoints,
    client_context,
    ftplib_client,
    gnutls_cli,
    nss_database,
    tstclnt,
)
from tests.peers import program

LEGAL = [
    (version, suite) for version in ALL_VERSIONS for suite in ALL_SUITES if is_legal_pair(version, suite)
]
OPENSSL = [pair for pair in LEGAL if pair[0] is not Version.SSL30 and pair[1] in OPENSSL_NAMES]


def named(pairs: list[tuple[Version, CipherSuite]]) -> list[object]:
    return [pytest.param(*pair, id=f"{pair[0].title}-{pair[1].code}") for pair in pairs]


def demand(*, certificate: bool) -> ClientCertificate:
    return ClientCertificate.REQUIRED if certificate else ClientCertificate.NONE


@pytest.fixture(scope="session")
def database(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nss_database(tmp_path_factory.mktemp("nss"), files / "good.crt", files / "good.key")


def test_there_are_21_legal_pairs() -> None:
    assert len(LEGAL) == 21


@pytest.mark.parametrize("certificate", [False, True], ids=["anonymous", "client-certificate"])
@pytest.mark.parametrize(("version", "suite"), named(LEGAL))
def test_nss(
    *,
    version: Version,
    suite: CipherSuite,
    certificate: bool,
    server: FtpsServer,
    endpoint: Endpoints,
    database: Path,
) -> None:
    policy = TlsPolicy.pinned(version, suite, client_certificate=demand(certificate=certificate))

    with server.expecting(ServerProfile(tls=policy)) as pending:
        said = tstclnt(
            endpoint(Listener.IMPLICIT),
            database,
            version=version,
            suite=suite,
            certificate="client" if certificate else "",
        )
        session = pending.session(Deadline.after(8))

    assert [line[:3] for line in said.splitlines()] == ["220", "221"]
    handshake = session.control.handshake
    assert handshake is not None
    assert handshake.hello is not None
    assert handshake.finished, handshake.failure
    assert (handshake.version, handshake.suite) == (version, suite)
    assert handshake.hello.client_version == version
    assert handshake.hello.offered == {suite}
    assert handshake.client_certificate_requested is certificate
    assert len(handshake.client_chain) == certificate
    assert handshake.client_verified is (True if certificate else None)


@pytest.mark.parametrize("certificate", [False, True], ids=["anonymous", "client-certificate"])
@pytest.mark.parametrize(
    ("version", "suite"), named([pair for pair in LEGAL if pair[0] is not Version.SSL30])
)
def test_gnutls(
    *,
    version: Version,
    suite: CipherSuite,
    certificate: bool,
    server: FtpsServer,
    endpoint: Endpoints,
    files: Path,
) -> None:
    policy = TlsPolicy.pinned(version, suite, client_certificate=demand(certificate=certificate))
    shown = ("--x509certfile", str(files / "good.crt"), "--x509keyfile", str(files / "good.key"))

    with server.expecting(ServerProfile(tls=policy)) as pending:
        said = gnutls_cli(
            endpoint(Listener.IMPLICIT), *(shown if certificate else ()), version=version, suite=suite
        )
        session = pending.session(Deadline.after(5))

    assert "220 m95-hil" in said
    assert "221 Goodbye" in said
    handshake = session.control.handshake
    assert handshake is not None
    assert (handshake.version, handshake.suite) == (version, suite)
    assert handshake.client_verified is (True if certificate else None)


@pytest.mark.parametrize("listener", [Listener.IMPLICIT, Listener.EXPLICIT])
@pytest.mark.parametrize(("version", "suite"), named(OPENSSL))
def test_openssl_on_control_and_data(
    version: Version, suite: CipherSuite, listener: Listener, server: FtpsServer, endpoint: Endpoints
) -> None:
    (server.root / "f").write_bytes(b"content")
    context = client_context(ca=endpoint(listener).ca, version=version, suite=suite)
    got: list[bytes] = []

    with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))) as pending:
        client = ftplib_client(endpoint(listener), context)
        client.retrbinary("RETR f", got.append)
        client.quit()
        session = pending.session(Deadline.after(5))

    assert b"".join(got) == b"content"
    assert negotiated(session) == [(version, suite)] * 2
    assert session.data[0].sent == 7


def negotiated(session: Session) -> list[tuple[int | None, int | None]]:
    handshakes = [connection.handshake for connection in (session.control, *session.data)]
    return [(handshake.version, handshake.suite) for handshake in handshakes if handshake is not None]


@contextmanager
def captured(file: Path) -> Iterator[None]:
    """tcpdump on the loopback while the block runs; it is over when a last packet has been seen in the capture."""
    room = ("-s", "4096", "-B", "16384")  # packets of the default size would find room for eight only
    command = [str(program("tcpdump")), "-i", "lo", "--immediate-mode", "-U", *room, "-w", "-", "tcp"]
    last, complete, taken = secrets.token_bytes(16), threading.Event(), bytearray()

    def take(stream: IO[bytes]) -> None:
        for chunk in iter(lambda: stream.read1(1 << 16), b""):  # type: ignore[attr-defined]
            taken.extend(chunk)
            if last in taken[-len(chunk) - len(last) :]:
                complete.set()

    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert any(b"listening on lo" in line for line in process.stderr)
        taker = threading.Thread(target=take, args=(process.stdout,))
        taker.start()
        yield
        with socket.create_server(("127.0.0.1", 0)) as listener:
            with socket.create_connection(listener.getsockname()) as connection:
                connection.sendall(last)
            assert complete.wait(10), "the capture lags behind"
        process.terminate()
        taker.join()
    file.write_bytes(taken)


def named_by_tshark(file: Path) -> Counter[tuple[int, ...]]:
    """Port of the client, version and suite of each ServerHello in a capture; ports may come again."""
    fields = ("tcp.dstport", "tls.handshake.version", "tls.handshake.ciphersuite")
    columns = [word for name in fields for word in ("-e", name)]
    by_content = (
        "-o",
        "tcp.try_heuristic_first:TRUE",
    )  # a free port may be one that tshark takes for another's
    found = subprocess.run(
        [
            program("tshark"),
            "-r",
            file,
            *by_content,
            "-Y",
            "tls.handshake.type == 2",
            "-T",
            "fields",
            *columns,
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    return Counter(tuple(int(value, 0) for value in line.split()) for line in found.stdout.splitlines())


def test_tshark_names_the_same_version_and_suite(
    server: FtpsServer, endpoint: Endpoints, database: Path, tmp_path: Path
) -> None:
    file = tmp_path / "lo.pcap"
    seen: Counter[tuple[int, ...]] = Counter()

    with captured(file):
        for version, suite in LEGAL:
            with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))) as pending:
                tstclnt(endpoint(Listener.IMPLICIT), database, version=version, suite=suite)
                seen += observed(pending.session(Deadline.after(8)))
        for listener, (version, suite) in product((Listener.IMPLICIT, Listener.EXPLICIT), OPENSSL):
            context = client_context(version=version, suite=suite)
            with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))) as pending:
                client = ftplib_client(endpoint(listener), context)
                client.nlst()
                client.quit()
                seen += observed(pending.session(Deadline.after(8)))

    assert seen.total() == len(LEGAL) + 4 * len(OPENSSL)
    assert seen - named_by_tshark(file) == Counter()


def observed(session: Session) -> Counter[tuple[int, ...]]:
    return Counter(
        (connection.peer[1], connection.handshake.version or 0, connection.handshake.suite or 0)
        for connection in (session.control, *session.data)
        if connection.handshake
    )
