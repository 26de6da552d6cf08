"""The module's ClientHello, as OpenSSL reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.emulator.network.link import Signal, TcpConnection
from hil.emulator.tls.client import TlsClient, TlsFailure, TlsSettings, TlsUnconfigured
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, EXAMPLE_ORDER, SSLVERSION, CipherSuite, Version
from tests.emulator.peers import servers
from tests.emulator.peers.certificates import LAST_YEAR, LATER, LONG_AGO, NEXT_YEAR, NOW, Holder, make
from tests.emulator.peers.servers import HOST, Server
from tests.emulator.tls.clients import client_with

AES128 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA


@pytest.fixture(scope="module")
def openssl(folder: Callable[[], Path], pem_files: dict[str, Path]) -> Iterator[Server]:
    with servers.openssl_s_server(folder(), pem_files["leaf"], pem_files["key"]) as server:
        server.printed("ClientHello|SSL routines", after=0)  # the probe of the start has been dealt with
        yield server


def attempt(server: Server, settings: TlsSettings, defect: str = "") -> TlsFailure | None:
    """Shake hands and close; why it failed, if it did."""
    abort = Signal()
    link = TcpConnection.connect((HOST, server.port), abort, Deadline.after(10.0))
    try:
        stream = client_with(settings, defect).connect(link, Deadline.after(10.0))
        stream.sendall(b"GET / HTTP/1.0\r\n\r\n")
        while stream.recv(4096):
            pass
        stream.finish_sending()
    except TlsFailure as failure:
        return failure
    finally:
        link.close()
        abort.close()
    return None


def hello(server: Server, settings: TlsSettings, defect: str = "") -> tuple[int, list[int], list[str]]:
    """Version, suites and extensions of the ClientHello that OpenSSL printed."""
    before = len(server.output())
    attempt(server, settings, defect)
    text = server.printed(r"(?s)ClientHello, Length=.*?extensions.*?\n\n", after=before)[0]
    suites = re.findall(r"\{0x(..), 0x(..)\} ", text)
    version = re.search(r"client_version=(0x\w+)", text)
    assert version
    return (
        int(version[1], 16),
        [int(high + low, 16) for high, low in suites],
        re.findall(r"extension_type=(\w+)", text),
    )


@pytest.mark.parametrize("order", [EXAMPLE_ORDER, ALL_SUITES, tuple(reversed(ALL_SUITES)), (AES128,)])
def test_the_suites_are_those_configured_in_the_configured_order(
    order: tuple[CipherSuite, ...], openssl: Server
) -> None:
    _, suites, _ = hello(openssl, TlsSettings(ALL_VERSIONS, order))

    assert suites == [*order, 0x00FF]


@pytest.mark.parametrize("number", [1, 2, 3, 4])  # OpenSSL reads no SSL3.0; NSS does, in test_tls_servers
def test_the_version_is_the_highest_configured(number: int, openssl: Server) -> None:
    version, _, _ = hello(openssl, TlsSettings(SSLVERSION[number], ALL_SUITES))

    assert version == max(SSLVERSION[number])


@pytest.mark.parametrize(
    ("version", "extensions"), [(Version.TLS11, []), (Version.TLS12, ["signature_algorithms"])]
)
def test_there_is_no_extension_but_what_the_version_needs(
    version: Version, extensions: list[str], openssl: Server
) -> None:
    assert hello(openssl, TlsSettings((version,), ALL_SUITES))[2] == extensions


def test_the_defect_offers_unconfigured_suite_adds_the_rest_of_table_1(openssl: Server) -> None:
    _, suites, _ = hello(openssl, TlsSettings(ALL_VERSIONS, (AES128,)), "offers-unconfigured-suite")

    assert suites[0] == AES128
    assert set(suites) == {*ALL_SUITES, 0x00FF}


def test_the_defect_offers_higher_version_offers_tls12_and_takes_it(openssl: Server) -> None:
    configured = TlsSettings((Version.TLS10,), (AES128,))

    assert hello(openssl, configured)[0] == Version.TLS10
    assert hello(openssl, configured, "offers-higher-version")[0] == Version.TLS12
    assert attempt(openssl, configured, "offers-higher-version") is None


FLAWED = {
    "expired": (45, LONG_AGO, LAST_YEAR),
    "not yet valid": (45, NEXT_YEAR, LATER),
    "foreign": (48, LAST_YEAR, NEXT_YEAR),
    "self-signed": (48, LAST_YEAR, NEXT_YEAR),
}


@pytest.mark.parametrize("flaw", FLAWED)
def test_a_flawed_chain_is_answered_by_the_alert_that_says_why(
    flaw: str, folder: Callable[[], Path], ca: Holder, other_ca: Holder
) -> None:
    alert, begin, end = FLAWED[flaw]
    issuers = {"foreign": other_ca, "self-signed": None}
    flawed = make("localhost", issuer=issuers.get(flaw, ca), begin=begin, end=end)
    base = folder()
    (base / "leaf").write_bytes(flawed.pem)
    (base / "key").write_bytes(flawed.key_pem)

    with servers.openssl_s_server(base, base / "leaf", base / "key") as server:
        level_1 = attempt(server, TlsSettings(ALL_VERSIONS, ALL_SUITES, 1, ca.pem, now=NOW))
        server.printed(rf"SSL alert number {alert}\n", after=0)
        level_0 = attempt(server, TlsSettings(ALL_VERSIONS, ALL_SUITES, 0, now=NOW))

    assert level_1 is not None
    assert level_0 is None


def test_a_server_of_another_version_is_refused(
    folder: Callable[[], Path], pem_files: dict[str, Path]
) -> None:
    with servers.openssl_s_server(folder(), pem_files["leaf"], pem_files["key"], "-no_tls1_2") as server:
        assert attempt(server, TlsSettings((Version.TLS12,), ALL_SUITES)) is not None


@pytest.mark.parametrize(
    ("seclevel", "missing"),
    [(1, "ca"), (2, "ca"), (2, "certificate"), (2, "key"), (2, "mismatch"), (2, "junk")],
)
def test_what_the_security_level_lacks_is_noticed_before_connecting(
    seclevel: int, missing: str, ca: Holder, client: Holder
) -> None:
    files: dict[str, bytes | None] = {"ca": ca.pem, "certificate": client.pem, "key": client.key_pem}
    files |= {"mismatch": {"key": ca.key_pem}, "junk": {"key": b"junk"}}.get(missing, {missing: None})

    with pytest.raises(TlsUnconfigured):
        TlsClient(TlsSettings(ALL_VERSIONS, ALL_SUITES, seclevel, **files))  # type: ignore[arg-type]  # by name


def test_level_0_asks_for_nothing() -> None:
    assert TlsClient(TlsSettings(ALL_VERSIONS, ALL_SUITES)).checker is None
