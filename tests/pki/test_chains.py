"""Each chain has the flaw that the table says and no other, as OpenSSL and GnuTLS see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.pki.authority import Authority
from hil.pki.chains import CHAINS, SUBJECTS, describe
from suites.demands.chains import CHAIN_DEMANDS
from suites.demands.demand import Reaction
from tests.pki.judges import Verdict, by_gnutls, by_openssl, openssl

OPENSSL: dict[str, set[int]] = {  # numbers of X509_STORE_CTX_get_error(3)
    "missing-intermediate": {20},  # no issuer
    "missing-upper": {20},
    "cross-signed": {20},  # no second attempt by the other certificate
    "other-ca": {20},
    "other-library": {20},
    "other-ca-with-root": {19},  # self-signed in chain
    "other-ca-same-name": {19},
    "self-signed": {18},
    "self-signed-ca": {18},
    "name-constraints": {47},
    "leaf-last": {26},  # purpose
    "expired": {10},
    "not-yet-valid": {9},
    "expired-by-a-second": {10},
    "not-valid-for-a-day": {9},
    "validity-backwards": {9},
    "issuer-expired": {10},
    "issuer-not-yet-valid": {9},
    "issuer-ca-false": {26, 32, 79},  # purpose, no keyCertSign, no CA
    "issuer-ca-false-signs": {26, 79, 82},  # 82: keyCertSign where there is no CA
    "issuer-no-constraints": {79, 82},
    "issuer-version-1": {26, 79},
    "issuer-no-cert-sign": {26, 32, 79},
    "path-length-exceeded": {25},
    "usage-ca-only": {26},
    "eku-client": {26},
    "eku-code-signing": {26},
    "eku-any": {26},
    "unknown-critical-extension": {34},
    "bad-signature": {7},
    "signed-by-other-key": {7},
    "altered": {7},
    "issuer-bad-signature": {7},
    "upper-bad-signature": {7},
    "leaf-bad-signature": {7},
    "upper-expired": {10},
    "upper-not-yet-valid": {9},
    "other-ca-intermediate": {20},
    "other-ca-with-right-root": {20},
    "foreign-leaf": {20},
    "self-signed-ca-name": {18},
    "issuer-name": {20},
    "ca-as-server": {26},  # its purpose is that of a CA
    "issuer-organization": {20},
    "upper-issuer-name": {20},
    "path-length-1-exceeded": {25},
    "path-length-2-exceeded": {25},
    "path-length-below-exceeded": {25},
    "upper-ca-false": {26, 79, 82},
    "upper-no-cert-sign": {26, 32, 79},
    "issuer-unknown-critical-extension": {34},
    "upper-unknown-critical-extension": {34},
    "algorithm-mismatch": {7, 78},  # the signature is not even tried
    "duplicate-extension": {20},
    "leaf-expired": {10},
    "leaf-not-yet-valid": {9},
    "leaf-unknown-critical-extension": {34},
    "leaf-forged": {7},
    "leaf-foreign": {20},
    "empty-list": set(),  # these four cannot even be read
    "empty-certificate": set(),
    "garbage": set(),
    "truncated": set(),
}

ELSEWHERE = {
    "rsa-512": "refused by OpenSSL's levels, below",
    "md5": "refused by OpenSSL's levels, below",
    "ecdsa": "no handshake comes to that, test_served_chains",
    "wrong-key": "Finished shows it, test_served_chains",
    "usage-sign-only": "a matter of the suite, test_served_chains",
    "trailing-bytes": "a PEM reader does not see them, test_served_chains",
}

UNTRUSTED = "The certificate is NOT trusted."
GNUTLS = {
    "good": "The certificate is trusted.",
    "rsa-4096": "The certificate is trusted.",
    "rsa-512": "insecure algorithm",
    "md5": "insecure algorithm",
    "rsa-pss": "The certificate is trusted.",
    "intermediates-4": "The certificate is trusted.",
    "disordered": "The certificate is trusted.",
    "other-ca-same-name": "The certificate issuer is unknown.",
    "missing-upper": "The certificate issuer is unknown.",
    "name-constraints": "violates the signer's constraints",
    "expired-by-a-second": "expired",
    "validity-backwards": "not yet valid",
    "issuer-expired": "expired",
    "until-9999": "The certificate is trusted.",
    "issuer-ca-false": "The certificate issuer is not a CA.",
    "issuer-version-1": "The certificate issuer is not a CA.",
    "issuer-no-cert-sign": "violates the signer's constraints",
    "path-length": "The certificate is trusted.",
    "path-length-exceeded": "violates the signer's constraints",
    "unknown-critical-extension": "unknown critical extension",
    "bad-signature": "The signature in the certificate is invalid.",
    "algorithm-mismatch": "Error in the certificate.",
    "duplicate-extension": "Duplicate extension",
    "garbage": "ASN1 parser",
    "trailing-bytes": "Error in DER parsing",
}


@pytest.mark.parametrize("name", CHAINS)
def test_openssl_finds_the_flaw_and_no_other(name: str, authority: Authority, tmp_path: Path) -> None:
    found = by_openssl(authority.chain(name), authority.ca_pem, tmp_path)

    assert found == Verdict(name not in OPENSSL, frozenset(OPENSSL.get(name, ())))


@pytest.mark.parametrize("name", CHAINS)
def test_the_suites_demand_what_openssl_does(name: str) -> None:
    refused = name in OPENSSL or name in ELSEWHERE

    assert CHAIN_DEMANDS[name].reaction in {
        Reaction.EITHER,
        Reaction.REFUSE if refused else Reaction.ACCEPT,
    }


@pytest.mark.parametrize(("name", "verdict"), GNUTLS.items())
def test_gnutls_finds_the_flaw(name: str, verdict: str, authority: Authority, tmp_path: Path) -> None:
    assert verdict in by_gnutls(authority.chain(name), authority.ca_pem, tmp_path)


@pytest.mark.parametrize(
    ("name", "level", "errors"),
    [  # SSL_CTX_set_security_level(3): bits of security, 80 from level 1, 112 from level 2
        ("rsa-512", 1, {66}),  # key of the leaf too small
        ("md5", 1, {68}),  # digest too weak
        ("sha1", 1, {68}),
        ("rsa-1024", 1, set()),
        ("rsa-1024", 2, {66}),
        ("rsa-1024-sha1", 1, {68}),
        ("rsa-1024-sha1", 2, {66}),
        ("good", 2, set()),
        ("rsa-exponent-3", 2, set()),
        ("rsa-4096", 3, {67}),  # the CA's own 2048 bits are not enough there
    ],
)
def test_weak_keys_and_digests_by_openssl_levels(
    name: str, level: int, errors: set[int], authority: Authority, tmp_path: Path
) -> None:
    assert by_openssl(authority.chain(name), authority.ca_pem, tmp_path, level=level).errors == errors


@pytest.mark.parametrize(
    ("name", "offset", "errors"),
    [  # seconds after the start of the run
        ("edge-not-before", -1, {9}),
        ("edge-not-before", 0, set()),
        ("edge-not-after", 3599, set()),
        ("edge-not-after", 3601, {10}),
        ("expired-by-a-second", -2, set()),
        ("expired-by-a-second", 0, {10}),
        ("not-valid-for-a-day", 86399, {9}),
        ("not-valid-for-a-day", 86400, set()),
        ("issuer-expired", -500 * 86400, {9}),  # the leaf was not valid in the years of its issuer
    ],
)
def test_the_edges_of_validity(
    name: str, offset: int, errors: set[int], authority: Authority, tmp_path: Path
) -> None:
    moment = int(authority.start.timestamp()) + offset

    found = by_openssl(authority.chain(name), authority.ca_pem, tmp_path, "-attime", str(moment))

    assert found.errors == errors


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("until-2049", "notAfter=Dec 31 23:59:59 2049 GMT"),
        ("until-2050", "notAfter=Jan  1 00:00:00 2050 GMT"),
        ("until-9999", "notAfter=Dec 31 23:59:59 9999 GMT"),
    ],
)
def test_far_ends(name: str, expected: str, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "leaf.pem").write_bytes(authority.chain(name).certificates)

    assert expected in openssl("x509", "-in", tmp_path / "leaf.pem", "-noout", "-enddate").stdout


HOST, ADDRESS, WILD = "localhost", "127.0.0.1", "ftp.m95-hil.test"


@pytest.mark.parametrize(
    ("name", "matching"),
    [  # the common name counts for hosts, and only where no dNSName is there
        ("good", {HOST, ADDRESS}),
        ("name-dns", {HOST}),
        ("name-ip", {ADDRESS}),
        ("name-san-over-cn", {HOST, ADDRESS}),
        ("name-uppercase", {HOST, ADDRESS}),
        ("name-cn-dns", {HOST}),
        ("name-cn-ip", set()),
        ("name-mismatch-dns", set()),
        ("name-mismatch-ip", set()),
        ("name-mismatch-cn", set()),
        ("name-mismatch-san", set()),
        ("name-ip-as-dns", set()),
        ("name-null", set()),
        ("name-wildcard", {WILD}),
        ("name-wildcard-two-labels", set()),
        ("name-wildcard-inside", {WILD}),  # RFC 6125, 6.4.3 leaves it to the client
        ("name-wildcard-alone", set()),
    ],
)
def test_names_as_openssl_matches_them(
    name: str, matching: set[str], authority: Authority, tmp_path: Path
) -> None:
    chain = authority.chain(name)
    options = {HOST: "-verify_hostname", ADDRESS: "-verify_ip", WILD: "-verify_hostname"}

    found = {
        asked
        for asked, option in options.items()
        if by_openssl(chain, authority.ca_pem, tmp_path, option, asked).accepted
    }

    assert found == matching


@pytest.mark.parametrize("name", [name for name in CHAINS if name not in {*OPENSSL, "wrong-key", "ecdsa"}])
def test_the_key_is_that_of_the_leaf(name: str, authority: Authority, tmp_path: Path) -> None:
    chain = authority.chain(name)
    (tmp_path / "chain.pem").write_bytes(chain.certificates)
    (tmp_path / "key.pem").write_bytes(chain.key)

    of_leaf = openssl("x509", "-noout", "-pubkey", "-in", tmp_path / "chain.pem").stdout

    assert of_leaf.startswith("-----BEGIN PUBLIC KEY-----")
    assert of_leaf == openssl("pkey", "-pubout", "-in", tmp_path / "key.pem").stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("rsa-512", "Public-Key: (512 bit)"),
        ("rsa-1024", "Public-Key: (1024 bit)"),
        ("good", "Public-Key: (2048 bit)"),
        ("rsa-4096", "Public-Key: (4096 bit)"),
        ("rsa-exponent-3", "Exponent: 3 (0x3)"),
        ("ecdsa", "ASN1 OID: prime256v1"),
        ("sha1", "Signature Algorithm: sha1WithRSAEncryption"),
        ("sha384", "Signature Algorithm: sha384WithRSAEncryption"),
        ("sha512", "Signature Algorithm: sha512WithRSAEncryption"),
        ("md5", "Signature Algorithm: md5WithRSAEncryption"),
        ("rsa-pss", "Signature Algorithm: rsassaPss"),
        ("version-1", "Version: 1 (0x0)"),
    ],
)
def test_what_a_leaf_says(name: str, text: str, authority: Authority, tmp_path: Path) -> None:
    (tmp_path / "leaf.pem").write_bytes(authority.chain(name).certificates)

    assert text in openssl("x509", "-noout", "-text", "-in", tmp_path / "leaf.pem").stdout


def test_every_chain_has_a_row_of_its_own() -> None:
    rows = describe()

    assert len(rows) == len(CHAINS) == sum(map(len, SUBJECTS.values()))
    assert all(all(cells) for cells in rows)


def test_only_the_usual_chain_has_no_flaw(authority: Authority) -> None:
    assert [name for name in authority.chain_names() if not authority.chain(name).flaw] == ["good"]


def test_an_unknown_name_is_refused_with_the_nearest(authority: Authority) -> None:
    with pytest.raises(UsageError, match="did you mean 'path-length-exceeded'"):
        authority.chain("pathlength-exceeded")
