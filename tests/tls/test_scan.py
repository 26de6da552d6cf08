"""A scan by clients that we did not write, over all versions and suites that they have: what is pinned is accepted, and no more."""

from __future__ import annotations

import contextlib
import socket
import ssl
import subprocess
import warnings
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest

from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version
from hil.tls.policy import TlsPolicy
from tests.ftps.clients import OPENSSL_NAMES, Endpoint, nss_database, tstclnt
from tests.peers import program

WAIT_S = 20.0
OPENSSL_VERSIONS = {
    Version.TLS10: ssl.TLSVersion.TLSv1,
    Version.TLS11: ssl.TLSVersion.TLSv1_1,
    Version.TLS12: ssl.TLSVersion.TLSv1_2,
}
AES128, AES256 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA
SHA256 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256


@pytest.fixture(scope="module")
def openssl_suites() -> tuple[str, ...]:
    """Every suite up to TLS1.2 that OpenSSL has."""
    said = subprocess.run(
        [program("openssl"), "ciphers", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"],
        capture_output=True,
        text=True,
        check=True,
        timeout=WAIT_S,
    ).stdout
    return tuple(name for name in said.strip().split(":") if not name.startswith("TLS_"))


def accepted_by_server(server: FtpsServer, names: tuple[str, ...]) -> Iterator[tuple[Version, str]]:
    """Each version and suite in which OpenSSL gets a handshake, offering one at a time."""
    address = server.address(Listener.IMPLICIT)
    for version, name in product(OPENSSL_VERSIONS, names):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # of the old versions, which are the subject
            context.minimum_version = context.maximum_version = OPENSSL_VERSIONS[version]
        try:
            context.set_ciphers(f"{name}:@SECLEVEL=0")
        except ssl.SSLError:  # stdlib's ssl has fewer than the program
            continue
        with socket.create_connection(address, timeout=WAIT_S) as clear, contextlib.suppress(ssl.SSLError):
            with context.wrap_socket(clear) as session:
                agreed = session.cipher()
            assert agreed is not None
            assert agreed[0] == name
            yield version, name


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (TlsPolicy.pinned(Version.TLS10, AES128), {(Version.TLS10, AES128)}),
        (
            TlsPolicy(versions=(Version.TLS11, Version.TLS12), suites=(AES256, SHA256)),
            {(Version.TLS11, AES256), (Version.TLS12, AES256), (Version.TLS12, SHA256)},
        ),
    ],
    ids=["TLS1.0", "two versions"],
)
def test_openssl_finds_what_is_pinned(
    policy: TlsPolicy,
    expected: set[tuple[Version, CipherSuite]],
    server: FtpsServer,
    openssl_suites: tuple[str, ...],
) -> None:
    assert len(openssl_suites) > 100

    with server.expecting(ServerProfile(tls=policy)):
        found = set(accepted_by_server(server, openssl_suites))

    assert found == {(version, OPENSSL_NAMES[suite]) for version, suite in expected}


@pytest.fixture(scope="module")
def database(files: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return nss_database(tmp_path_factory.mktemp("nss"), files / "good.crt", files / "good.key")


@pytest.mark.parametrize(
    ("version", "suite"),
    [
        (Version.SSL30, CipherSuite.TLS_RSA_WITH_RC4_128_MD5),
        (Version.TLS11, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA),
    ],
    ids=["SSL3.0-RC4-MD5", "TLS1.1-3DES"],
)
def test_nss_finds_what_is_pinned(
    version: Version,
    suite: CipherSuite,
    server: FtpsServer,
    endpoint: Callable[[Listener], Endpoint],
    database: Path,
) -> None:
    found = set()

    with server.expecting(ServerProfile(tls=TlsPolicy.pinned(version, suite))):
        for pair in product(ALL_VERSIONS, ALL_SUITES):
            said = tstclnt(endpoint(Listener.IMPLICIT), database, version=pair[0], suite=pair[1])
            if said.startswith("220"):
                found.add(pair)

    assert found == {(version, suite)}
