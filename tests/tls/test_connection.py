"""Which suites may be chosen, and in whose order."""

from __future__ import annotations

import pytest

from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version
from hil.tls.connection import acceptable_suites
from hil.tls.policy import TlsPolicy

AES256, AES128 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA
RC4_MD5, SHA256 = CipherSuite.TLS_RSA_WITH_RC4_128_MD5, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256


def test_only_what_both_sides_name() -> None:
    policy = TlsPolicy(suites=(AES256, RC4_MD5))

    assert acceptable_suites(policy, Version.TLS12, (0xC030, AES128, RC4_MD5)) == (RC4_MD5,)
    assert acceptable_suites(policy, Version.TLS12, (0xC030, AES128)) == ()


def test_the_order_is_the_clients() -> None:
    policy = TlsPolicy(suites=(AES256, AES128))

    assert acceptable_suites(policy, Version.TLS10, (AES128, AES256)) == (AES128, AES256)


def test_the_order_is_the_servers_when_it_says_so() -> None:
    policy = TlsPolicy(suites=(AES256, AES128), server_preference=True)

    assert acceptable_suites(policy, Version.TLS10, (AES128, AES256)) == (AES256, AES128)


@pytest.mark.parametrize("version", ALL_VERSIONS)
def test_the_sha256_suite_exists_in_tls12_only(version: Version) -> None:
    found = acceptable_suites(TlsPolicy(), version, ALL_SUITES)

    assert (SHA256 in found) is (version is Version.TLS12)
    assert set(found) >= set(ALL_SUITES) - {SHA256}
