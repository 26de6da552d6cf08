"""One certificate: its content, its issuer, and its PEM form (RFC 5280, 4)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from ipaddress import ip_address
from typing import TypeAlias

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hil.pki import reissue
from hil.pki.private_keys import PublicKey

ORGANIZATION = "m95-hil"

Extension: TypeAlias = tuple[x509.ExtensionType, bool]
"""An extension and whether it is critical."""


@dataclass(frozen=True, slots=True)
class Validity:
    """The validity of a certificate: both ends in UTC and included (RFC 5280, 4.1.2.5)."""

    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer: a certificate (DER) and its key."""

    certificate: bytes
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        """Its certificate."""
        return pem_of_certificate(self.certificate)

    @property
    def name(self) -> x509.Name:
        """Its subject."""
        return x509.load_der_x509_certificate(self.certificate).subject


def issue(
    common_name: str,
    *,
    key: PublicKey,
    serial: int,
    validity: Validity,
    extensions: Iterable[Extension],
    issuer: Issuer | rsa.RSAPrivateKey,
    digest: reissue.Digest | None = None,
    pss: bool = False,
) -> bytes:
    """A certificate, DER, for `key`; self-signed when `issuer` is a key alone.  SHA-256 by default."""
    subject = name_of(common_name)
    signer = issuer.key if isinstance(issuer, Issuer) else issuer
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.name if isinstance(issuer, Issuer) else subject)
        .public_key(key)
        .serial_number(serial)
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical=critical)
    certificate = builder.sign(
        signer, hashes.SHA256(), rsa_padding=padding.PSS(padding.MGF1(hashes.SHA256()), 32) if pss else None
    ).public_bytes(Encoding.DER)
    if digest is None:
        return certificate
    parts = replace(reissue.parts_of(certificate), algorithm=reissue.algorithm_with(digest))
    return reissue.sign(parts, signer, digest)  # `cryptography` signs with neither SHA-1 nor MD5


def ca_extensions(*, path_length: int | None = None) -> tuple[Extension, ...]:
    """The extensions of a CA (RFC 5280, 4.2.1.9 and 4.2.1.3)."""
    return basic_constraints(ca=True, path_length=path_length), key_usage("key_cert_sign", "crl_sign")


def server_extensions(names: Iterable[str]) -> tuple[Extension, ...]:
    """The extensions of a TLS server with these host names and addresses."""
    return (
        basic_constraints(ca=False),
        key_usage("digital_signature", "key_encipherment"),  # RSA key exchange: RFC 5246, 7.4.2
        extended_key_usage(ExtendedKeyUsageOID.SERVER_AUTH),
        alternative_names(names),
    )


def client_extensions() -> tuple[Extension, ...]:
    """The extensions of a TLS client."""
    return (
        basic_constraints(ca=False),
        key_usage("digital_signature"),  # CertificateVerify: RFC 5246, 7.4.6
        extended_key_usage(ExtendedKeyUsageOID.CLIENT_AUTH),
    )


def basic_constraints(*, ca: bool, path_length: int | None = None) -> Extension:
    """BasicConstraints, critical (RFC 5280, 4.2.1.9)."""
    return x509.BasicConstraints(ca=ca, path_length=path_length), True


USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def key_usage(*usages: str) -> Extension:
    """KeyUsage, critical, with only these bits (RFC 5280, 4.2.1.3)."""
    return x509.KeyUsage(**{usage: usage in usages for usage in USAGES}), True


def extended_key_usage(*purposes: x509.ObjectIdentifier) -> Extension:
    """ExtendedKeyUsage (RFC 5280, 4.2.1.12)."""
    return x509.ExtendedKeyUsage(purposes), False


def alternative_names(names: Iterable[str]) -> Extension:
    """SubjectAltName: addresses as iPAddress, all else as dNSName (RFC 5280, 4.2.1.6)."""
    return x509.SubjectAlternativeName([_general_name(name) for name in names]), False


def name_of(common_name: str) -> x509.Name:
    """The distinguished name that ends in this common name."""
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def pem_of_certificate(certificate: bytes) -> bytes:
    """DER as PEM (RFC 7468, 5.1); any bytes are accepted."""
    return armoured("CERTIFICATE", certificate)


def armoured(label: str, content: bytes, *, width: int = 64) -> bytes:
    """Bytes as PEM with lines of base64 of that width (RFC 7468, 2)."""
    text = b64encode(content)
    lines = [text[at : at + width] for at in range(0, len(text), width)]
    edge = label.encode("ascii")
    return b"\n".join([b"-----BEGIN %b-----" % edge, *lines, b"-----END %b-----" % edge, b""])


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
