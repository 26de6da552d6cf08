"""Every version with every suite, spoken by stacks that are not ours, and named the same by a sniffer."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import product
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version, is_legal_pair
from hil.tls.policy import ClientCertificate, TlsPolicy
from tests.ftps.clients import (
    OPENSSL_NAMES,
    Door,
    client_context,
    ftplib_client,
    gnutls_cli,
    nss_database,
    tstclnt,
)
from tests.peers import program

Doors = Callable[[Listener], Door]

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
    door: Doors,
    database: Path,
) -> None:
    policy = TlsPolicy.pinned(version, suite, client_certificate=demand(certificate=certificate))

    with server.expecting(ServerProfile(tls=policy)) as pending:
        said = tstclnt(
            door(Listener.IMPLICIT),
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
    *, version: Version, suite: CipherSuite, certificate: bool, server: FtpsServer, door: Doors, files: Path
) -> None:
    policy = TlsPolicy.pinned(version, suite, client_certificate=demand(certificate=certificate))
    shown = ("--x509certfile", str(files / "good.crt"), "--x509keyfile", str(files / "good.key"))

    with server.expecting(ServerProfile(tls=policy)) as pending:
        said = gnutls_cli(
            door(Listener.IMPLICIT), *(shown if certificate else ()), version=version, suite=suite
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
    version: Version, suite: CipherSuite, listener: Listener, server: FtpsServer, door: Doors
) -> None:
    (server.root / "f").write_bytes(b"content")
    context = client_context(ca=door(listener).ca, version=version, suite=suite)
    got: list[bytes] = []

    with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))) as pending:
        client = ftplib_client(door(listener), context)
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
    """tcpdump on the loopback while the block runs."""
    room = ("-s", "4096", "-B", "16384")  # packets of the default size would find room for eight only
    command = [str(program("tcpdump")), "-i", "lo", "--immediate-mode", "-U", *room, "-w", str(file), "tcp"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert any("listening on lo" in line for line in process.stderr)
        yield
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=5)


def named_by_tshark(file: Path) -> dict[int, tuple[int, int]]:
    """Version and suite of each ServerHello in a capture, by the port of the client."""
    fields = ("tcp.dstport", "tls.handshake.version", "tls.handshake.ciphersuite")
    columns = [word for name in fields for word in ("-e", name)]
    found = subprocess.run(
        [program("tshark"), "-r", file, "-Y", "tls.handshake.type == 2", "-T", "fields", *columns],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    rows = [[int(value, 0) for value in line.split()] for line in found.stdout.splitlines()]
    return {port: (version, suite) for port, version, suite in rows}


def test_tshark_names_the_same_version_and_suite(
    server: FtpsServer, door: Doors, database: Path, tmp_path: Path
) -> None:
    file = tmp_path / "lo.pcap"
    seen: dict[int, tuple[int | None, int | None]] = {}

    with captured(file):
        for version, suite in LEGAL:
            with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))) as pending:
                tstclnt(door(Listener.IMPLICIT), database, version=version, suite=suite)
                seen |= observed(pending.session(Deadline.after(8)))
        for listener, (version, suite) in product((Listener.IMPLICIT, Listener.EXPLICIT), OPENSSL):
            context = client_context(version=version, suite=suite)
            with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))) as pending:
                client = ftplib_client(door(listener), context)
                client.nlst()
                client.quit()
                seen |= observed(pending.session(Deadline.after(8)))

    named_there = named_by_tshark(file)
    assert len(seen) == len(LEGAL) + 4 * len(OPENSSL)
    assert {port: named_there.get(port) for port in seen} == seen


def observed(session: Session) -> dict[int, tuple[int | None, int | None]]:
    return {
        connection.peer[1]: (connection.handshake.version, connection.handshake.suite)
        for connection in (session.control, *session.data)
        if connection.handshake
    }
