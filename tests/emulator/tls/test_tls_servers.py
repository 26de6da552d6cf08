"""The module's TLS against TLS servers that we did not write: every legal pair of the note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from hil.deadline import Deadline
from hil.emulator.network.link import Signal, TcpConnection
from hil.emulator.tls.client import TlsClient, TlsFailure, TlsSettings, TlsStream
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version, is_legal_pair
from tests.emulator.peers.certificates import NOW, Holder
from tests.emulator.peers.servers import HOST, Server

PAIRS = [
    pytest.param((version, suite), id=f"{version.title}-{suite.code}")
    for version in ALL_VERSIONS
    for suite in ALL_SUITES
    if is_legal_pair(version, suite)
]
TLS_PAIRS = [param for param in PAIRS if "SSL3.0" not in str(param.id)]
"""GnuTLS has no SSL3.0."""
Pair = tuple[Version, CipherSuite]

SELFSERV_WORDS = {
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA: "256-bit AES with 160-bit SHA1 MAC",
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA: "128-bit RC4 with 160-bit SHA1 MAC",
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5: "128-bit RC4 with 128-bit MD5 MAC",
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA: "112-bit 3DES with 160-bit SHA1 MAC",
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA: "128-bit AES with 160-bit SHA1 MAC",
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256: "256-bit AES with 256-bit SHA256 MAC",
}
GNUTLS_WORDS = {
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA: "(RSA)-(AES-256-CBC)-(SHA1)",
    CipherSuite.TLS_RSA_WITH_RC4_128_SHA: "(RSA)-(ARCFOUR-128)-(SHA1)",
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5: "(RSA)-(ARCFOUR-128)-(MD5)",
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA: "(RSA)-(3DES-CBC)-(SHA1)",
    CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA: "(RSA)-(AES-128-CBC)-(SHA1)",
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256: "(RSA)-(AES-256-CBC)-(SHA256)",
}

Connect = Callable[[Server, TlsSettings], TlsStream]


@pytest.fixture
def connect() -> Iterator[Connect]:
    """Makes protected streams to a server and closes them in the end."""
    abort = Signal()
    links: list[TcpConnection] = []

    def new(server: Server, settings: TlsSettings) -> TlsStream:
        link = TcpConnection.connect((HOST, server.port), abort, Deadline.after(10.0))
        links.append(link)
        return TlsClient(settings).connect(link, Deadline.after(10.0))

    yield new
    for link in links:
        link.close()
    abort.close()


def page(stream: TlsStream) -> str:
    """What an HTTP server answers."""
    stream.sendall(b"GET / HTTP/1.0\r\n\r\n")
    blocks = bytearray()
    while block := stream.recv(4096):
        blocks += block
    return blocks.decode()


def settings(pair: Pair, ca: Holder, client: Holder | None = None) -> TlsSettings:
    version, suite = pair
    plain = TlsSettings((version,), (suite,), 1, ca.pem, now=NOW)
    return plain if client is None else replace(plain, seclevel=2, certificate=client.pem, key=client.key_pem)


@pytest.mark.parametrize("pair", PAIRS)
def test_nss_speaks_the_pair(pair: Pair, ca: Holder, selfserv: Server, connect: Connect) -> None:
    before = len(selfserv.output())

    stream = connect(selfserv, settings(pair, ca))
    answer = page(stream)

    report = selfserv.printed(r"SSL version 3\.(\d) using (.*)", after=before)
    assert "GET / HTTP/1.0" in answer
    assert report.groups() == (str(pair[0] & 0xFF), SELFSERV_WORDS[pair[1]])
    assert (stream.version, stream.suite) == pair


@pytest.mark.parametrize("pair", PAIRS)
def test_nss_accepts_the_client_certificate(
    pair: Pair,
    ca: Holder,
    client: Holder,
    selfserv_with_client_certificate: Server,
    connect: Connect,
) -> None:
    server = selfserv_with_client_certificate
    before = len(server.output())

    answer = page(connect(server, settings(pair, ca, client)))

    assert "GET / HTTP/1.0" in answer
    assert server.printed(r"Subject: CN=(\w+)", after=before)[1] == "client"


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_nss_refuses_us_without_the_client_certificate_that_it_insists_on(
    version: Version, ca: Holder, selfserv_with_client_certificate: Server, connect: Connect
) -> None:
    pair = (version, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)

    with pytest.raises(TlsFailure, match="bad_certificate"):
        connect(selfserv_with_client_certificate, settings(pair, ca))


@pytest.mark.parametrize("pair", TLS_PAIRS)
def test_gnutls_speaks_the_pair(pair: Pair, ca: Holder, gnutls_serv: Server, connect: Connect) -> None:
    answer = page(connect(gnutls_serv, settings(pair, ca)))

    assert re.search(r"Protocol version:</TD><TD>(.*?)</TD>", answer)[1] == pair[0].title  # type: ignore[index]  # None fails
    assert GNUTLS_WORDS[pair[1]] in answer


@pytest.mark.parametrize("pair", TLS_PAIRS)
def test_gnutls_accepts_the_client_certificate(
    pair: Pair,
    ca: Holder,
    client: Holder,
    gnutls_serv_with_client_certificate: Server,
    connect: Connect,
) -> None:
    answer = page(connect(gnutls_serv_with_client_certificate, settings(pair, ca, client)))

    assert "Subject: CN=client" in answer


@pytest.mark.parametrize("key", ["key_pem", "key_pkcs8"])
def test_the_client_key_may_be_pkcs1_or_pkcs8(
    key: str, ca: Holder, client: Holder, selfserv_with_client_certificate: Server, connect: Connect
) -> None:
    wanted = replace(
        settings((Version.TLS12, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA), ca, client),
        key=getattr(client, key),
    )

    assert page(connect(selfserv_with_client_certificate, wanted))


@pytest.mark.parametrize("version", [Version.SSL30, Version.TLS10, Version.TLS11])
def test_the_sha256_suite_is_refused_below_tls12(
    version: Version, ca: Holder, selfserv: Server, connect: Connect
) -> None:
    with pytest.raises(TlsFailure, match="the server sent alert handshake_failure"):
        connect(selfserv, settings((version, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256), ca))


def test_cbc_state_is_kept_from_record_to_record(ca: Holder, selfserv: Server, connect: Connect) -> None:
    stream = connect(selfserv, settings((Version.TLS10, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA), ca))
    request = b"GET / HTTP/1.0\r\nX: " + b"x" * 4000 + b"\r\n\r\n"

    stream.sendall(request)
    answer = bytearray()
    while block := stream.recv(512):
        answer += block

    assert request.strip() in answer
