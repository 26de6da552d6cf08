"""What else of TLS a policy says: the size of records, the names of CAs; read on the wire and by OpenSSL."""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Callable, Iterator

import pytest

from hil.errors import UsageError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.pki.authority import Authority
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import ClientCertificate, TlsPolicy
from tests.ftps.clients import Endpoint, client_context, run
from tests.peers import program

CHANGE_CIPHER_SPEC, APPLICATION_DATA = 20, 23
OVERHEAD = 16 + 20 + 16  # explicit IV, MAC of SHA-1 and at most a block of padding (RFC 5246, 6.2.3.2)


def records(stream: bytes) -> Iterator[tuple[int, int]]:
    """Type and length of each TLS record."""
    while stream:
        length = int.from_bytes(stream[3:5])
        yield stream[0], length
        stream = stream[5 + length :]


def what_the_server_sent(endpoint: Endpoint, commands: bytes) -> bytes:
    """All that came over a connection on which OpenSSL shook hands and said that, then QUIT."""
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    tls = client_context(version=Version.TLS12, suite=CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA).wrap_bio(
        incoming, outgoing
    )
    came = b""
    steps: list[Callable[[], object]] = [tls.do_handshake, lambda: tls.write(commands + b"QUIT\r\n")]
    with socket.create_connection((endpoint.host, endpoint.port), 5) as connection:
        while True:
            try:
                while steps:
                    steps[0]()
                    del steps[0]
            except ssl.SSLWantReadError:
                pass
            connection.sendall(outgoing.read())
            data = connection.recv(65536)
            if not data:
                return came
            came += data
            incoming.write(data)


@pytest.mark.parametrize("size", [64, 500, 2**14])
def test_records_carry_no_more_than_the_policy_says(
    size: int, server: FtpsServer, endpoint: Callable[[Listener], Endpoint]
) -> None:
    with server.expecting(ServerProfile(tls=TlsPolicy(record_size=size))):
        stream = what_the_server_sent(endpoint(Listener.IMPLICIT), b"HELP\r\n")

    seen = list(records(stream))
    in_clear = [length for kind, length in seen[: seen.index((CHANGE_CIPHER_SPEC, 1))]]
    data = [length for kind, length in seen if kind == APPLICATION_DATA]
    assert max(in_clear) == size if size < 2**14 else 600 < max(in_clear) < 2000  # the certificate
    assert min(size, 300) < max(data) <= size + OVERHEAD  # the reply to HELP


@pytest.mark.parametrize("size", [63, 2**14 + 1])
def test_no_record_is_smaller_or_larger_than_a_peer_may_want(size: int, server: FtpsServer) -> None:
    with (
        pytest.raises(UsageError, match=f"64 to 16384 bytes of plaintext, not {size}"),
        server.expecting(ServerProfile(tls=TlsPolicy(record_size=size))),
    ):
        pass


@pytest.mark.parametrize("named", [False, True])
def test_openssl_reads_the_names_of_the_cas(
    *, named: bool, server: FtpsServer, endpoint: Callable[[Listener], Endpoint], authority: Authority
) -> None:
    names = (authority.client_ca_name,) if named else ()
    policy = TlsPolicy(client_certificate=ClientCertificate.OPTIONAL, certificate_authorities=names)
    where = endpoint(Listener.IMPLICIT)

    with server.expecting(ServerProfile(tls=policy)):
        printed = run(
            [
                program("openssl"), "s_client", "-connect", f"{where.host}:{where.port}", "-tls1_2",
                "-cipher", "AES128-SHA@SECLEVEL=0", "-CAfile", where.ca,
            ]
        )  # fmt: skip

    listed = r"Acceptable client certificate CA names\nO ?= ?m95-hil, CN ?= ?m95-hil client CA\n"  # 3.5 has no spaces
    assert bool(re.search(listed, printed)) is named
    assert ("No client certificate CA names sent" in printed) is not named
