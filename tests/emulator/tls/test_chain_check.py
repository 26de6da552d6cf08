"""The module's own chain check, on chains made by `cryptography`, some of which OpenSSL judges too."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509.oid import ExtendedKeyUsageOID

from hil.emulator.defects import parts_with
from hil.emulator.tls.certificate import UnusableCertificate
from hil.emulator.tls.chain_check import DEPTH_MAX, CertificateAlert, ChainChecker, ChainRejected
from tests.emulator.peers.certificates import (
    LAST_YEAR,
    LATER,
    LONG_AGO,
    MD5_OID,
    NEXT_YEAR,
    NOW,
    SHA1_OID,
    SHA256_OID,
    Holder,
    make,
    signed_with,
)
from tests.peers import program

BAD, UNSUPPORTED, EXPIRED, UNKNOWN = (
    CertificateAlert.BAD_CERTIFICATE,
    CertificateAlert.UNSUPPORTED_CERTIFICATE,
    CertificateAlert.CERTIFICATE_EXPIRED,
    CertificateAlert.UNKNOWN_CA,
)

SIGNATURES_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def alert_of(
    chain: list[bytes], *anchors: Holder, now: datetime | None = NOW, defect: str = ""
) -> int | None:
    """The alert by which a chain is refused; None when it is accepted."""
    pem = b"".join(anchor.pem for anchor in anchors)
    try:
        parts_with({defect} - {""}).of(ChainChecker)(pem, now=now).check(chain)
    except ChainRejected as rejection:
        return rejection.alert
    return None


def ladder(ca: Holder, steps: int) -> list[Holder]:
    """A leaf and so many intermediates above it, leaf first."""
    holders = [ca]
    for step in range(steps):
        holders.append(make(f"intermediate {step}", issuer=holders[-1], ca=True, key=ca.key))
    leaf = make("deep leaf", issuer=holders[-1], key=ca.key)
    return [leaf, *reversed(holders[1:])]


def test_a_leaf_of_the_configured_ca_is_accepted(ca: Holder, leaf: Holder) -> None:
    assert alert_of([leaf.der], ca) is None


def test_a_leaf_of_the_second_of_two_configured_cas_is_accepted(
    ca: Holder, other_ca: Holder, leaf: Holder
) -> None:
    assert alert_of([leaf.der], other_ca, ca) is None


def test_a_leaf_of_another_ca_is_unknown(other_ca: Holder, leaf: Holder) -> None:
    assert alert_of([leaf.der], other_ca) == UNKNOWN


def test_the_foreign_ca_being_sent_along_changes_nothing(ca: Holder, other_ca: Holder, leaf: Holder) -> None:
    assert alert_of([leaf.der, ca.der], other_ca) == UNKNOWN


def test_a_ca_of_the_same_name_with_another_key_is_refused(leaf: Holder) -> None:
    impostor = make("ca", ca=True, cert_sign=True)

    assert alert_of([leaf.der], impostor) == BAD


def test_a_self_signed_leaf_is_unknown(ca: Holder) -> None:
    assert alert_of([make("localhost").der], ca) == UNKNOWN


def test_a_self_signed_leaf_that_is_the_configured_ca_is_accepted() -> None:
    alone = make("localhost")

    assert alert_of([alone.der], alone) is None


@pytest.mark.parametrize("order", [(0, 1, 2), (0, 2, 1)], ids=["in order", "out of order"])
def test_intermediates_are_found_in_any_order(order: tuple[int, ...], ca: Holder) -> None:
    chain = ladder(ca, 2)

    assert alert_of([chain[index].der for index in order], ca) is None


def test_a_missing_intermediate_makes_the_chain_unknown(ca: Holder) -> None:
    chain = ladder(ca, 2)

    assert alert_of([chain[0].der, chain[2].der], ca) == UNKNOWN


@pytest.mark.parametrize(
    ("steps", "alert"), [(DEPTH_MAX - 1, None), (DEPTH_MAX, UNKNOWN)], ids=["at the limit", "beyond it"]
)
def test_the_depth_of_a_chain_is_limited(steps: int, alert: int | None, ca: Holder) -> None:
    assert alert_of([holder.der for holder in ladder(ca, steps)], ca) == alert


@pytest.mark.parametrize("mark", [False, None], ids=["CA:FALSE", "no basicConstraints"])
def test_an_issuer_that_is_no_ca_is_refused(mark: bool | None, ca: Holder) -> None:
    issuer = make("no ca", issuer=ca, ca=mark)
    forged = make("localhost", issuer=issuer)

    assert alert_of([forged.der, issuer.der], ca) == BAD


@pytest.mark.parametrize(("cert_sign", "alert"), [(True, None), (False, BAD)])
def test_key_usage_of_an_issuer_must_allow_signing(cert_sign: bool, alert: int | None, ca: Holder) -> None:
    issuer = make("intermediate", issuer=ca, ca=True, cert_sign=cert_sign)

    assert alert_of([make("localhost", issuer=issuer).der, issuer.der], ca) == alert


@pytest.mark.parametrize(("length", "alert"), [(0, BAD), (1, None)])
def test_the_path_length_of_a_ca_holds(length: int, alert: int | None) -> None:
    root = make("root", ca=True, path_length=length)
    issuer = make("intermediate", issuer=root, ca=True)

    assert alert_of([make("localhost", issuer=issuer).der, issuer.der], root) == alert


def test_an_unknown_critical_extension_is_refused(ca: Holder) -> None:
    strange = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.55555.1"), b"\x05\x00")

    assert alert_of([make("localhost", issuer=ca, extension=strange).der], ca) == UNSUPPORTED


@pytest.mark.parametrize(
    ("begin", "end"), [(LONG_AGO, LAST_YEAR), (NEXT_YEAR, LATER)], ids=["expired", "not yet valid"]
)
@pytest.mark.parametrize("who", ["leaf", "ca"])
def test_dates_of_leaf_and_ca_count_when_the_time_is_known(begin: datetime, end: datetime, who: str) -> None:
    limits = {"begin": begin, "end": end}
    root = make("root", ca=True, **limits if who == "ca" else {})  # type: ignore[arg-type]  # dates only
    chain = [make("localhost", issuer=root, **limits if who == "leaf" else {}).der]  # type: ignore[arg-type]  # dates only

    assert alert_of(chain, root) == EXPIRED
    assert alert_of(chain, root, now=None) is None


def test_the_time_zone_of_the_module_s_clock_is_respected() -> None:
    root = make("root", ca=True)
    chain = [make("localhost", issuer=root, begin=LAST_YEAR, end=NOW).der]
    west = NOW.astimezone(timezone(timedelta(hours=-8))) - timedelta(minutes=1)

    assert alert_of(chain, root, now=west) is None
    assert alert_of(chain, root, now=west + timedelta(minutes=2)) == EXPIRED


def test_signatures_with_sha1_are_verified(ca: Holder, leaf: Holder, tmp_path: Path) -> None:
    old = signed_with(leaf, ca, hashes.SHA1(), SHA1_OID)
    tampered = old[:-1] + bytes([old[-1] ^ 1])
    (tmp_path / "ca").write_bytes(ca.pem)
    (tmp_path / "leaf").write_bytes(old)

    files = ["-CAfile", str(tmp_path / "ca"), str(tmp_path / "leaf")]
    openssl = [str(program("openssl")), "verify", "-auth_level", "0", *files]
    assert subprocess.run(openssl, check=False, capture_output=True).returncode == 0
    assert alert_of([old], ca) is None
    assert alert_of([tampered], ca) == BAD


def test_signatures_with_md5_are_refused(ca: Holder, leaf: Holder) -> None:
    old = signed_with(leaf, ca, hashes.MD5(), MD5_OID)

    assert alert_of([old], ca) == UNSUPPORTED
    assert alert_of([old], ca, defect="accepts-md5-signature") is None


def test_the_two_places_that_name_the_algorithm_must_agree(ca: Holder, leaf: Holder) -> None:
    tbs = leaf.certificate.tbs_certificate_bytes
    signature = ca.key.sign(tbs, padding.PKCS1v15(), hashes.SHA1())
    beside = leaf.der[len(leaf.der) - len(leaf.certificate.signature) - 30 :].replace(SHA256_OID, SHA1_OID)
    mixed = leaf.der[: len(leaf.der) - len(beside)] + beside.replace(leaf.certificate.signature, signature)

    assert alert_of([mixed], ca) == UNSUPPORTED
    assert alert_of([mixed], ca, defect="ignores-algorithm-mismatch") is None


@pytest.mark.parametrize(
    ("extension", "defect"),
    [
        (SIGNATURES_ONLY, "ignores-key-usage"),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), "ignores-extended-key-usage"),
    ],
)
def test_a_leaf_must_be_one_of_a_tls_server(extension: x509.ExtensionType, defect: str, ca: Holder) -> None:
    chain = [make("localhost", issuer=ca, key=ca.key, extension=extension).der]

    assert alert_of(chain, ca) == UNSUPPORTED
    assert alert_of(chain, ca, defect=defect) is None


@pytest.mark.parametrize(
    "purpose", [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE]
)
def test_the_purpose_of_a_server_is_taken(purpose: x509.ObjectIdentifier, ca: Holder) -> None:
    extension = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, purpose])

    assert alert_of([make("localhost", issuer=ca, key=ca.key, extension=extension).der], ca) is None


@pytest.mark.parametrize("junk", [b"", b"\x30\x03\x02\x01\x00", b"junk" * 100])
def test_junk_is_a_bad_certificate(junk: bytes, ca: Holder) -> None:
    assert alert_of([junk], ca) == BAD


@pytest.mark.parametrize(
    "pem", [b"", b"junk", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"]
)
def test_an_unusable_ca_file_is_noticed_before_any_chain(pem: bytes) -> None:
    with pytest.raises(UnusableCertificate):
        ChainChecker(pem, now=None)


def test_the_defect_accepts_expired_ca_takes_any_date_and_no_other_ca(other_ca: Holder) -> None:
    root = make("root", ca=True, begin=LONG_AGO, end=LAST_YEAR)
    chain = [make("localhost", issuer=root, begin=LONG_AGO, end=LAST_YEAR).der]

    assert alert_of(chain, root, defect="accepts-expired-ca") is None
    assert alert_of(chain, other_ca, defect="accepts-expired-ca") == UNKNOWN


def test_the_defect_accepts_foreign_ca_takes_any_issuer_but_no_self_signed_leaf(
    ca: Holder, other_ca: Holder, leaf: Holder
) -> None:
    expired = make("localhost", issuer=ca, begin=LONG_AGO, end=LAST_YEAR)

    assert alert_of([leaf.der], other_ca, defect="accepts-foreign-ca") is None
    assert alert_of([make("localhost").der], other_ca, defect="accepts-foreign-ca") == UNKNOWN
    assert alert_of([expired.der], other_ca, defect="accepts-foreign-ca") == EXPIRED
