"""Fields of a certificate (RFC 5280, 4): its signature algorithm and the permitted uses of its key."""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

_VERSION = 0xA0  # tag of the version (RFC 5280, 4.1)
_SERVER_PURPOSES = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}


class UnusableCertificate(Exception):
    """The file of a CA or client certificate has no certificate."""


def load_pem(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, in its order; raises `UnusableCertificate` when there is none."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableCertificate(f"no certificate can be read from the PEM file: {error}") from error


def name_of(certificate: x509.Certificate) -> str:
    """The subject in the form of messages."""
    return certificate.subject.rfc4514_string()


# clause: RFC 5246 7.4.2
def allows_key_encipherment(certificate: x509.Certificate) -> bool:
    """Whether keyUsage, if there is one, allows the RSA key exchange."""
    usage = _extension(certificate, x509.KeyUsage)
    return not isinstance(usage, x509.KeyUsage) or usage.key_encipherment


# clause: RFC 5280 4.2.1.12
def is_for_tls_servers(certificate: x509.Certificate) -> bool:
    """Whether extendedKeyUsage, if there is one, names TLS servers or any purpose."""
    purposes = _extension(certificate, x509.ExtendedKeyUsage)
    return not isinstance(purposes, x509.ExtendedKeyUsage) or bool(_SERVER_PURPOSES & set(purposes))


# clause: RFC 5280 4.1.1.2
def signature_algorithms_agree(certificate: x509.Certificate) -> bool:
    """Whether the signature algorithm inside the signed part equals the one outside it."""
    fields = _fields(_content(certificate.tbs_certificate_bytes))
    inside = fields[2] if fields[0][0] == _VERSION else fields[1]  # X.509 v1 has no version field
    beside = _fields(_content(certificate.public_bytes(Encoding.DER)))[1]
    return inside == beside


def _extension(certificate: x509.Certificate, kind: type[x509.ExtensionType]) -> x509.ExtensionType | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _content(der: bytes) -> bytes:
    start, size = _header(der)
    return der[start : start + size]


def _fields(content: bytes) -> list[bytes]:
    """The first three DER values of a sequence, each with its header."""
    found: list[bytes] = []
    while content and len(found) < 3:
        start, size = _header(content)
        found.append(content[: start + size])
        content = content[start + size :]
    return found


def _header(der: bytes) -> tuple[int, int]:
    """Size of the header and of the content (X.690, 8.1.3)."""
    if der[1] < 0x80:
        return 2, der[1]
    count = der[1] & 0x7F
    return 2 + count, int.from_bytes(der[2 : 2 + count])
