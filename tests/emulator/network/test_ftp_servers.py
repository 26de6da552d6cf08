"""The module's FTP(S) client against FTP servers that we did not write."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator

import pytest

from hil.emulator.ftps_client import ClientSettings, FtpsClient, Mode, Timeouts
from hil.emulator.tls_client import TlsSettings
from hil.spec.tls import ALL_VERSIONS, EXAMPLE_ORDER
from tests.emulator.network.certificates import NOW, Holder
from tests.emulator.network.servers import DIRECTORY, HOST, PASSWORD, Server

DATA = hashlib.shake_128(b"a file").digest(150_001)

SERVERS: list[tuple[str, Mode]] = [
    ("vsftpd_implicit", "implicit"),
    ("vsftpd_explicit", "explicit"),
    ("proftpd_implicit", "implicit"),
    ("proftpd_explicit", "explicit"),
    ("pure_ftpd_explicit", "explicit"),
]


@pytest.fixture
def tls(ca: Holder, client: Holder) -> TlsSettings:
    return TlsSettings(ALL_VERSIONS, EXAMPLE_ORDER, 2, ca.pem, client.pem, client.key_pem, NOW)


def settings(server: Server, mode: Mode, tls: TlsSettings | None, **changes: object) -> ClientSettings:
    plain = ClientSettings(
        HOST, server.port, server.user, PASSWORD, mode, tls, timeouts=Timeouts().divided_by(3)
    )
    return plain.changed(**changes)


def upload(session: FtpsClient, name: str, data: bytes) -> int:
    blocks = blocks_of(data)
    return session.put(name, lambda _limit: next(blocks), lambda: None)


def blocks_of(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), 7001):
        yield data[start : start + 7001]
    yield b""


def download(session: FtpsClient, name: str) -> bytes:
    received = bytearray()
    assert session.get(name, received.extend, lambda: None) == len(received)
    return bytes(received)


@pytest.mark.parametrize("passive", [True, False], ids=["passive", "active"])
@pytest.mark.parametrize(("name", "mode"), SERVERS)
def test_a_file_goes_up_and_comes_down_unchanged(
    name: str,
    mode: Mode,
    passive: bool,
    tls: TlsSettings,
    session_with: Callable[[ClientSettings], FtpsClient],
    request: pytest.FixtureRequest,
) -> None:
    server: Server = request.getfixturevalue(name)
    session = session_with(settings(server, mode, tls, passive=passive))

    session.open()
    session.path(DIRECTORY)
    sent = upload(session, "up.bin", DATA)
    received = download(session, "up.bin")
    session.close()

    assert sent == len(DATA)
    assert (server.root / "up.bin").read_bytes() == DATA
    assert received == DATA
