"""What the module does with a server's answers that nobody else would send, and what it sends itself, byte by byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from hil.deadline import Deadline
from hil.emulator.network.link import Signal, TcpConnection
from hil.emulator.tls.client import TlsClient, TlsFailure, TlsSettings
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version
from tests.emulator.peers.certificates import Holder
from tests.emulator.peers.scripted import Conversation, ScriptedServer
from tests.emulator.peers.servers import HOST, Server

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
PROTOCOL_VERSION, ILLEGAL_PARAMETER, UNSUPPORTED_EXTENSION = 70, 47, 110  # RFC 5246, 7.2
RENEGOTIATION_INFO, ENCRYPT_THEN_MAC, MASTER_SECRET = 0xFF01, 22, 23


class Tap(TcpConnection):
    """A link that keeps what it sent."""

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)  # type: ignore[arg-type]  # handed on as they are
        self.sent = bytearray()

    def send(self, data: bytes) -> int:
        count = super().send(data)
        self.sent += data[:count]
        return count


@pytest.fixture
def tapped() -> Iterator[Callable[[int], Tap]]:
    """Makes links to ports of the loopback."""
    abort, links = Signal(), list[TcpConnection]()

    def new(port: int) -> Tap:
        link = Tap.connect((HOST, port), abort, Deadline.after(5.0))
        links.append(link)
        assert isinstance(link, Tap)
        return link

    yield new
    for link in links:
        link.close()
    abort.close()


def server_hello(
    version: int = Version.TLS12, suite: int = AES128, compression: int = 0, extension: int | None = None
) -> bytes:
    body = version.to_bytes(2, "big") + bytes(32) + b"\0" + suite.to_bytes(2, "big") + bytes([compression])
    if extension is not None:
        content = b"\0" if extension == RENEGOTIATION_INFO else b""
        entry = extension.to_bytes(2, "big") + len(content).to_bytes(2, "big") + content
        body += len(entry).to_bytes(2, "big") + entry
    message = b"\x02" + len(body).to_bytes(3, "big") + body
    return b"\x16" + version.to_bytes(2, "big") + len(message).to_bytes(2, "big") + message


def alert_after(
    answer: bytes, tapped: Callable[[int], Tap], settings: TlsSettings
) -> tuple[int | None, bytes]:
    """The alert that the client reports, and the last bytes it sent."""

    def script(peer: Conversation) -> None:
        peer.connection.recv(4096)
        peer.connection.sendall(answer)
        peer.rest()

    with ScriptedServer(script) as server:
        link = tapped(server.port)
        with pytest.raises(TlsFailure) as failure:
            TlsClient(settings).connect(link, Deadline.after(1.0))
        link.close()
    return failure.value.alert, bytes(link.sent[-7:])


@pytest.mark.parametrize(
    ("answer", "alert"),
    [
        (server_hello(version=0x0304), PROTOCOL_VERSION),
        (server_hello(version=Version.TLS11), PROTOCOL_VERSION),
        (server_hello(version=Version.SSL30), PROTOCOL_VERSION),
        (server_hello(suite=CipherSuite.TLS_RSA_WITH_RC4_128_MD5), ILLEGAL_PARAMETER),
        (server_hello(suite=0x009C), ILLEGAL_PARAMETER),
        (server_hello(compression=1), ILLEGAL_PARAMETER),
        (server_hello(extension=ENCRYPT_THEN_MAC), UNSUPPORTED_EXTENSION),
        (server_hello(extension=MASTER_SECRET), UNSUPPORTED_EXTENSION),
    ],
    ids=["TLS1.3", "TLS1.1", "SSL3.0", "RC4-MD5", "AES-GCM", "compression", "EtM", "EMS"],
)
def test_what_was_not_offered_is_refused(answer: bytes, alert: int, tapped: Callable[[int], Tap]) -> None:
    settings = TlsSettings((Version.TLS10, Version.TLS12), (AES128,))

    reported, sent = alert_after(answer, tapped, settings)

    wire = {PROTOCOL_VERSION: {70, 40}}.get(alert, {alert})  # SSL3.0 has no alert 70
    assert reported in wire
    assert sent[0] == 21
    assert sent[5:] in {bytes([2, number]) for number in wire}


def test_the_sha256_suite_is_refused_in_a_version_that_lacks_it(tapped: Callable[[int], Tap]) -> None:
    answer = server_hello(version=Version.TLS10, suite=CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256)

    assert alert_after(answer, tapped, TlsSettings(ALL_VERSIONS, ALL_SUITES))[0] == ILLEGAL_PARAMETER


def test_in_ssl30_the_lack_of_a_certificate_is_an_alert(
    selfserv_with_client_certificate: Server, tapped: Callable[[int], Tap]
) -> None:
    link = tapped(selfserv_with_client_certificate.port)

    with pytest.raises(TlsFailure):
        TlsClient(TlsSettings((Version.SSL30,), (AES128,))).connect(link, Deadline.after(5.0))

    assert bytes.fromhex("15 0300 0002 01 29") in link.sent  # RFC 6101, 5.6.6: no_certificate


@pytest.mark.parametrize(("version", "alert"), [(Version.SSL30, 42), (Version.TLS10, 48)])
def test_a_foreign_ca_is_named_by_an_alert_that_the_version_has(
    version: Version, alert: int, other_ca: Holder, selfserv: Server, tapped: Callable[[int], Tap]
) -> None:
    link = tapped(selfserv.port)

    with pytest.raises(TlsFailure, match="no configured CA"):
        TlsClient(TlsSettings((version,), (AES128,), 1, other_ca.pem)).connect(link, Deadline.after(5.0))

    assert link.sent.endswith(bytes([21, 3, version & 0xFF, 0, 2, 2, alert]))
