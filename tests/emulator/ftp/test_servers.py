"""The module's FTP(S) client against FTP servers that we did not write."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest

from hil.emulator.ftp.ftps_client import ClientSettings, FtpFailure, FtpsClient, Mode, Timeouts
from hil.emulator.tls.client import TlsSettings
from hil.spec.tls import ALL_VERSIONS, EXAMPLE_ORDER
from tests.emulator.peers.certificates import NOW, Holder
from tests.emulator.peers.dialogue import Make
from tests.emulator.peers.servers import DIRECTORY, HOST, PASSWORD, Server

DATA = hashlib.shake_128(b"a file").digest(150_001)

Peer = tuple[Server, Mode]


@pytest.fixture(
    params=[
        ("vsftpd_implicit", "implicit"),
        ("vsftpd_explicit", "explicit"),
        ("proftpd_implicit", "implicit"),
        ("proftpd_explicit", "explicit"),
        ("pure_ftpd_explicit", "explicit"),
    ],
    ids=lambda param: param[0],
)
def peer(request: pytest.FixtureRequest) -> Peer:
    name, mode = request.param
    return request.getfixturevalue(name), mode


@pytest.fixture
def tls(ca: Holder, client: Holder) -> TlsSettings:
    return TlsSettings(ALL_VERSIONS, EXAMPLE_ORDER, 2, ca.pem, client.pem, client.key_pem, NOW)


def settings(peer: Peer, tls: TlsSettings | None, **changes: object) -> ClientSettings:
    server, mode = peer
    quick = Timeouts().divided_by(3)
    return ClientSettings(HOST, server.port, server.user, PASSWORD, mode, tls, timeouts=quick).changed(
        **changes
    )


def blocks_of(data: bytes) -> Callable[[int], bytes]:
    """A source that yields uneven blocks."""
    blocks = (data[start : start + 7001] for start in range(0, len(data), 7001))
    return lambda _limit: next(blocks, b"")


def download(session: FtpsClient, name: str) -> bytes:
    received = bytearray()
    assert session.get(name, received.extend, lambda: None) == len(received)
    return bytes(received)


@pytest.mark.parametrize("passive", [True, False], ids=["passive", "active"])
def test_a_file_goes_up_and_comes_down_unchanged(
    peer: Peer, passive: bool, tls: TlsSettings, session_with: Make
) -> None:
    session = session_with(settings(peer, tls, passive=passive))

    session.open()
    session.path(DIRECTORY)
    sent = session.put("up.bin", blocks_of(DATA), lambda: None)
    received = download(session, "up.bin")
    session.close()

    assert sent == len(DATA)
    assert (peer[0].root / "up.bin").read_bytes() == DATA
    assert received == DATA


def test_an_empty_file_goes_up_and_comes_down(peer: Peer, tls: TlsSettings, session_with: Make) -> None:
    session = session_with(settings(peer, tls))

    session.open()
    session.path(DIRECTORY)
    sent = session.put("empty.bin", lambda _limit: b"", lambda: None)
    received = download(session, "empty.bin")
    session.close()

    assert (sent, received) == (0, b"")
    assert (peer[0].root / "empty.bin").read_bytes() == b""


def test_the_server_s_folders_are_managed(peer: Peer, tls: TlsSettings, session_with: Make) -> None:
    session = session_with(settings(peer, tls))
    names = bytearray()

    session.open()
    session.path(DIRECTORY)
    session.make_directory("sub")
    session.put("old.bin", blocks_of(b"x" * 300), lambda: None)
    size = session.size("old.bin")
    session.rename("old.bin", "sub/new.bin")
    session.path("sub")
    session.list(None, names.extend, names_only=True)
    session.delete("new.bin")
    session.path("..")
    session.remove_directory("sub")
    session.close()

    assert size == 300
    assert b"new.bin\r\n" in names
    assert not (peer[0].root / "sub").exists()


def test_a_download_resumes_at_an_offset(peer: Peer, tls: TlsSettings, session_with: Make) -> None:
    (peer[0].root / "resumed.bin").write_bytes(DATA)
    session = session_with(settings(peer, tls))

    session.open()
    session.path(DIRECTORY)
    session.settings = session.settings.changed(restart_at=100_000)
    received = download(session, "resumed.bin")
    session.close()

    assert received == DATA[100_000:]


def test_a_missing_file_is_550_and_the_session_goes_on(
    peer: Peer, tls: TlsSettings, session_with: Make
) -> None:
    session = session_with(settings(peer, tls))

    session.open()
    with pytest.raises(FtpFailure) as failure:
        download(session, "missing.bin")
    session.path(DIRECTORY)
    session.close()

    assert failure.value.code == -550


def test_a_wrong_password_is_530(proftpd_implicit: Server, tls: TlsSettings, session_with: Make) -> None:
    session = session_with(settings((proftpd_implicit, "implicit"), tls, password="wrong"))

    with pytest.raises(FtpFailure) as failure:
        session.open()

    assert failure.value.code == -530


def test_a_client_certificate_that_is_asked_for_and_not_sent_ends_the_session(
    proftpd_explicit: Server, tls: TlsSettings, session_with: Make
) -> None:
    session = session_with(
        settings((proftpd_explicit, "explicit"), tls), defect="sends-no-client-certificate"
    )

    with pytest.raises(FtpFailure) as failure:
        session.open()

    assert failure.value.code == -5


def test_a_server_that_wants_protected_data_refuses_those_in_clear(
    vsftpd_explicit: Server, tls: TlsSettings, session_with: Make
) -> None:
    session = session_with(settings((vsftpd_explicit, "explicit"), tls), defect="data-connection-in-clear")

    session.open()
    with pytest.raises(FtpFailure, match="522"):  # RFC 4217, 9
        download(session, "any.bin")
