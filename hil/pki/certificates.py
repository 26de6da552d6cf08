"""One certificate and one key: how they are made and how they are written as PEM."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

KEY_BITS = 2048
ORGANIZATION = "m95-hil"


@dataclass(frozen=True, slots=True)
class Validity:
    """From when until when a certificate is good, both in UTC."""

    not_before: datetime
    not_after: datetime


@dataclass(frozen=True, slots=True)
class Issuer:
    """A CA that can sign: its certificate and its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        """Its certificate."""
        return pem_of_certificate(self.certificate)


def make_key() -> rsa.RSAPrivateKey:
    """A new RSA key; takes some 50-100 ms."""
    return rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)


def make_root(common_name: str, *, key: rsa.RSAPrivateKey, validity: Validity) -> Issuer:
    """A CA that signed itself."""
    name = _name(common_name)
    builder = (
        _builder(name, name, key.public_key(), validity, issuer_key=key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
    )
    return Issuer(builder.sign(key, hashes.SHA256()), key)


def make_server_leaf(
    common_name: str,
    *,
    key: rsa.RSAPrivateKey,
    validity: Validity,
    names: tuple[str, ...],
    issuer: Issuer | None,
) -> x509.Certificate:
    """A TLS server's certificate for `names` (host names and IP addresses); self-signed without `issuer`."""
    subject = _name(common_name)
    issuer_name, issuer_key = (issuer.certificate.subject, issuer.key) if issuer else (subject, key)
    builder = (
        _builder(subject, issuer_name, key.public_key(), validity, issuer_key=issuer_key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general_name(name) for name in names]), critical=False)
    )
    return builder.sign(issuer_key, hashes.SHA256())


def pem_of_certificate(certificate: x509.Certificate) -> bytes:
    """The certificate as PEM."""
    return certificate.public_bytes(Encoding.PEM)


def pem_of_key(key: rsa.RSAPrivateKey) -> bytes:
    """The key as PKCS#1 PEM (`BEGIN RSA PRIVATE KEY`), the form that modules of that time read."""
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    public_key: rsa.RSAPublicKey,
    validity: Validity,
    *,
    issuer_key: rsa.RSAPublicKey,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(validity.not_before)
        .not_valid_after(validity.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANIZATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=not signs_certificates,  # the RSA key exchange of all six suites (RFC 5280, 4.2.1.3)
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
