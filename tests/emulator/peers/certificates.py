"""Certificates for the peers, made by `cryptography` alone: nothing of the project is used."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
LONG_AGO, LAST_YEAR, NEXT_YEAR, LATER = (NOW + timedelta(days=days) for days in (-800, -365, 365, 800))

SHA256_OID, SHA1_OID, MD5_OID = (bytes.fromhex("2a864886f70d0101") + bytes([last]) for last in (11, 5, 4))


@dataclass(frozen=True)
class Holder:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    @property
    def der(self) -> bytes:
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def key_pem(self) -> bytes:
        """PKCS#1."""
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())

    @property
    def key_pkcs8(self) -> bytes:
        return self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def pkcs12(self, name: str, password: bytes, *cas: Holder) -> bytes:
        return pkcs12.serialize_key_and_certificates(
            name.encode(),
            self.key,
            self.certificate,
            [ca.certificate for ca in cas],
            BestAvailableEncryption(password),
        )


def make(
    name: str,
    *,
    issuer: Holder | None = None,
    ca: bool | None = False,
    path_length: int | None = None,
    cert_sign: bool | None = None,
    begin: datetime = LAST_YEAR,
    end: datetime = NEXT_YEAR,
    key: rsa.RSAPrivateKey | None = None,
    extension: x509.ExtensionType | None = None,
) -> Holder:
    """A certificate of `issuer`, self-signed without one; `ca=None` leaves basicConstraints out."""
    key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
    )
    if ca is not None:
        builder = builder.add_extension(x509.BasicConstraints(ca=ca, path_length=path_length), critical=True)
    if cert_sign is not None:
        builder = builder.add_extension(_usage(cert_sign=cert_sign), critical=True)
    if extension is not None:
        builder = builder.add_extension(extension, critical=True)
    return Holder(builder.sign(issuer.key if issuer else key, hashes.SHA256()), key)


def signed_with(holder: Holder, issuer: Holder, algorithm: hashes.HashAlgorithm, oid: bytes) -> bytes:
    """The DER of a certificate with its signature made anew by a hash that the builder refuses."""
    tbs = holder.certificate.tbs_certificate_bytes.replace(SHA256_OID, oid)
    signature = issuer.key.sign(tbs, padding.PKCS1v15(), algorithm)
    return (
        holder.der.replace(holder.certificate.tbs_certificate_bytes, tbs)
        .replace(SHA256_OID, oid)
        .replace(holder.certificate.signature, signature)
    )


def _usage(*, cert_sign: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=True,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=cert_sign,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
