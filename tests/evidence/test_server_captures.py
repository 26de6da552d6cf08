"""Captures that the server writes of its sessions: tshark decrypts each of them with no further file."""

from __future__ import annotations

import errno
import socket
import stat
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import FileIO
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from hil.deadline import Deadline
from hil.evidence import capture_file
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.spec.files import NVRAM_CA0, NVRAM_CERT, NVRAM_KEY
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, SSLVERSION, CipherSuite, Version, is_legal_pair
from hil.tls.policy import ClientCertificate, SessionReuse, TlsPolicy
from hil.transcript import Transcript
from tests.evidence.wireshark import all_decrypted, fields, listed
from tests.ftps.clients import Endpoint, curl, run
from tests.peers import program

AES = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
PAIRS = [
    (version, suite) for version in ALL_VERSIONS for suite in ALL_SUITES if is_legal_pair(version, suite)
]
PAYLOAD = bytes(range(256)) * 20
CERTIFICATE = 11  # handshake type, RFC 5246, 7.4


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture(scope="module")
def server(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FtpsServer]:
    folder = tmp_path_factory.mktemp("captures")
    with FtpsServer(
        authority, Transcript(), captures=lambda number: folder / f"session-{number}.pcapng"
    ) as running:
        (running.root / "down.bin").write_bytes(PAYLOAD)
        yield running
        assert running.errors == ()


@pytest.fixture(scope="module")
def endpoint(
    server: FtpsServer, authority: Authority, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Listener], Endpoint]:
    ca = tmp_path_factory.mktemp("pki") / "ca.pem"
    ca.write_bytes(authority.ca_pem)
    return lambda listener: Endpoint(listener, *server.address(listener), server.user, server.password, ca)


@pytest.fixture(scope="module")
def module(server: FtpsServer, authority: Authority) -> Iterator[Modem]:
    """An emulated module that knows CA, certificate and key, and where to log in."""
    with Channel.open("emulator://m95?clock_rate=2", transcript=Transcript()) as channel:
        modem = Modem(channel)
        modem.attach()
        modem.pdp.ensure_active()
        credential = authority.client()
        modem.security.ensure(NVRAM_CA0, authority.ca_pem)
        modem.security.ensure(NVRAM_CERT, credential.certificate)
        modem.security.ensure(NVRAM_KEY, credential.key)
        modem.ssl.enable_ftps(True)
        modem.ssl.bind_context(0)
        modem.ssl.ignore_rtc_time(True)
        modem.ftp.apply({1: 1, 2: 0, 4: "/COM/", 7: 0})
        modem.ftp.user(server.user)
        modem.ftp.password(server.password)
        yield modem


def ports(session: Session) -> list[int]:
    return [connection.peer[1] for connection in (session.control, *session.data)]


def capture_of(session: Session) -> Path:
    assert session.capture is not None
    return session.capture


@dataclass(frozen=True)
class Seen:
    """A session as the server saw it, and as tshark reads its capture: what either side said on each connection."""

    session: Session
    said: list[tuple[bytes, bytes]]


@pytest.fixture(scope="module")
def sessions(
    server: FtpsServer, module: Modem, tmp_path_factory: pytest.TempPathFactory
) -> dict[tuple[Version, CipherSuite], Seen]:
    """A session of the module for each pair, with its certificate, an upload and a download.

    The captures go to tshark as one, since it takes long to start: a pcapng file may
    have any number of sections (draft-ietf-opsawg-pcapng, 3.2).
    """
    seen = [visit(module, server, version, suite) for version, suite in PAIRS]
    path = tmp_path_factory.mktemp("all") / "sections.pcapng"
    path.write_bytes(b"".join(capture_of(session).read_bytes() for session in seen))
    said = iter(all_decrypted(path, [port for session in seen for port in ports(session)]))
    return {
        pair: Seen(session, list(islice(said, len(ports(session)))))
        for pair, session in zip(PAIRS, seen, strict=True)
    }


def visit(module: Modem, server: FtpsServer, version: Version, suite: CipherSuite) -> Session:
    number = next(number for number, versions in SSLVERSION.items() if versions == (version,))
    module.ssl.apply(0, SslContext(number, (suite,), 2, NVRAM_CA0, NVRAM_CERT, NVRAM_KEY))
    policy = TlsPolicy.pinned(version, suite, client_certificate=ClientCertificate.REQUIRED)
    with server.expecting(ServerProfile(tls=policy)) as pending:
        assert module.ftp.open(*server.address(Listener.IMPLICIT)).ok
        assert module.ftp.put("up.bin", PAYLOAD).ok
        assert module.ftp.get("down.bin", expected_size=len(PAYLOAD)).ok
        module.ftp.close()
        return pending.session(Deadline.after(20))


def test_there_are_21_legal_pairs() -> None:
    assert len(PAIRS) == 21


@pytest.mark.parametrize(
    ("version", "suite"), [pytest.param(*pair, id=f"{pair[0].title}-{pair[1].name}") for pair in PAIRS]
)
def test_tshark_decrypts_a_session_of_a_module_with_its_certificate(
    version: Version,
    suite: CipherSuite,
    sessions: dict[tuple[Version, CipherSuite], Seen],
    server: FtpsServer,
) -> None:
    seen = sessions[version, suite]

    (commands, replies), up, down = seen.said
    assert commands.startswith(f"USER {server.user}\r\nPASS {server.password}\r\n".encode())
    assert b"STOR up.bin\r\n" in commands
    assert replies.startswith(b"220 ")
    assert replies.count(b"226 ") == 2
    assert (up, down) == ((PAYLOAD, b""), (b"", PAYLOAD))
    shaken = seen.session.control.handshake
    assert shaken is not None
    assert (shaken.version, shaken.suite, shaken.client_verified) == (version, suite, True)


@pytest.mark.parametrize("version", [Version.TLS10, Version.TLS12])
@pytest.mark.parametrize("listener", [Listener.IMPLICIT, Listener.EXPLICIT])
def test_a_resumed_session_is_decrypted(
    listener: Listener,
    version: Version,
    server: FtpsServer,
    endpoint: Callable[[Listener], Endpoint],
    tmp_path: Path,
) -> None:
    policy = TlsPolicy(session_reuse=SessionReuse.SESSION)

    with server.expecting(ServerProfile(tls=policy)) as pending:
        curl(endpoint(listener), "down.bin", "-o", tmp_path / "got", version=version, suite=AES)
        session = pending.session(Deadline.after(20))

    path = capture_of(session)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    [(commands, _), down] = all_decrypted(path, ports(session))
    assert commands.startswith(b"USER ")
    assert down == (b"", PAYLOAD)
    sent = fields(path, f"tls.handshake.type=={CERTIFICATE}", "tcp.stream")
    assert sent == [["0"]]  # a resumed handshake shows no certificate


@pytest.mark.parametrize("active", [False, True], ids=["passive", "active"])
def test_a_session_in_clear_is_shown_with_who_made_which_connection(
    *, active: bool, server: FtpsServer, endpoint: Callable[[Listener], Endpoint], tmp_path: Path
) -> None:
    plain = endpoint(Listener.PLAIN)
    with server.expecting(ServerProfile()) as pending:
        run(
            [
                program("curl"), "-sS", "-u", f"{plain.user}:{plain.password}", "-o", tmp_path / "got",
                *(["-P", "-"] if active else []), f"ftp://{plain.host}:{plain.port}/down.bin",
            ]
        )  # fmt: skip
        session = pending.session(Deadline.after(20))

    path = capture_of(session)
    openings = fields(path, "tcp.flags.syn==1 && tcp.flags.ack==0", "tcp.srcport", "frame.comment")
    assert openings[0] == [str(session.control.peer[1]), "control connection"]
    assert (openings[1][0] != str(session.data[0].peer[1])) is active
    ends = fields(path, "tcp.stream==1 && tcp.flags.fin==1", "tcp.srcport")
    assert ends[0] != [str(session.data[0].peer[1])]  # whoever sends the file ends first
    carried = fields(path, "tcp.stream==1 && tcp.len>0", "tcp.payload")
    assert bytes.fromhex("".join(payload for [payload] in carried)) == PAYLOAD
    assert fields(path, "tcp.analysis.flags || _ws.malformed", "frame.number") == []


def test_the_printed_command_lists_the_dialogue(server: FtpsServer, module: Modem) -> None:
    module.ssl.apply(0, SslContext(4, (AES,), 0, NVRAM_CA0, NVRAM_CERT, NVRAM_KEY))
    with server.expecting(ServerProfile()) as pending:
        assert module.ftp.open(*server.address(Listener.IMPLICIT)).ok
        module.ftp.close()
        session = pending.session(Deadline.after(20))

    dissection = listed(capture_of(session), server.address(Listener.IMPLICIT)[1], implicit=True)

    assert f"Request: PASS {server.password}" in dissection
    assert "Response: 230 " in dissection


def test_each_way_to_end_a_connection_is_shown(server: FtpsServer) -> None:
    """The client resets; then the server closes first."""
    with server.expecting(ServerProfile()) as pending:
        with socket.create_connection(server.address(Listener.PLAIN), timeout=20) as connection:
            assert connection.recv(100)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        reset = pending.session(Deadline.after(20))
    with server.expecting(ServerProfile()) as pending:
        with socket.create_connection(server.address(Listener.PLAIN), timeout=20) as connection:
            connection.sendall(b"QUIT\r\n")
            while connection.recv(100):
                pass
        quit_ = pending.session(Deadline.after(20))

    by = [
        fields(
            capture_of(session), "tcp.flags.fin==1 || tcp.flags.reset==1", "tcp.srcport", "tcp.flags.reset"
        )
        for session in (reset, quit_)
    ]
    here = str(server.address(Listener.PLAIN)[1])
    assert [[port == here, flag in {"1", "True"}] for port, flag in by[0]] == [[False, True]]
    assert [[port == here, flag in {"1", "True"}] for port, flag in by[1]] == [[True, False], [False, False]]


class FullDisk(FileIO):
    """Takes the head of a file and no more."""

    def write(self, data: Any, /) -> int:
        if self.tell() > 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


@pytest.mark.parametrize(
    ("folder_is_a_file", "said"), [(False, "No space left on device"), (True, "File exists")]
)
def test_what_cannot_be_written_is_told_once_and_changes_nothing(
    *,
    folder_is_a_file: bool,
    said: str,
    authority: Authority,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / ("file" if folder_is_a_file else "captures")
    monkeypatch.setattr(capture_file, "FileIO", FullDisk)

    with FtpsServer(
        authority, Transcript(), captures=lambda number: folder / f"session-{number}.pcapng"
    ) as server:
        for _ in range(2):
            with server.expecting(ServerProfile()) as pending:
                run([program("curl"), "-sS", "-u", f"{server.user}:{server.password}", url(server)])
                session = pending.session(Deadline.after(20))
            assert session.logged_in
        warnings, errors = server.warnings, server.errors

    assert errors == ()
    assert len(warnings) == 1
    assert warnings[0].endswith(f"session-1.pcapng: {said}")


def url(server: FtpsServer) -> str:
    host, port = server.address(Listener.PLAIN)
    return f"ftp://{host}:{port}/"


def test_without_captures_nothing_is_kept(authority: Authority) -> None:
    with FtpsServer(authority, Transcript()) as server, server.expecting(ServerProfile()) as pending:
        run([program("curl"), "-sS", "-u", f"{server.user}:{server.password}", url(server)])
        assert pending.session(Deadline.after(20)).capture is None
