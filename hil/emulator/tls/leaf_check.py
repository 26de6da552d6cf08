"""What a certificate says of itself: whether it may serve TLS with RSA key exchange, and how it was signed."""

from __future__ import annotations

from collections.abc import Iterator

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

_VERSION = 0xA0  # tag of the version (RFC 5280, 4.1)
_ANY = {ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}


def misuse(leaf: x509.Certificate) -> Iterator[tuple[str, str]]:
    """Why the certificate may not be a server's here; each reason with the defect that overlooks it."""
    usage = _extension(leaf, x509.KeyUsage)
    if isinstance(usage, x509.KeyUsage) and not usage.key_encipherment:  # RFC 5246, 7.4.2
        yield "keyUsage does not allow RSA key exchange", "ignores-key-usage"
    purposes = _extension(leaf, x509.ExtendedKeyUsage)
    if isinstance(purposes, x509.ExtendedKeyUsage) and not _ANY & set(purposes):  # RFC 5280, 4.2.1.12
        yield "extendedKeyUsage is not that of a TLS server", "ignores-extended-key-usage"


def algorithms_agree(certificate: x509.Certificate) -> bool:
    """Whether the signature algorithm inside what is signed is the one beside the signature (RFC 5280, 4.1.1.2)."""
    fields = _fields(_content(certificate.tbs_certificate_bytes))
    inside = fields[2] if fields[0][0] == _VERSION else fields[1]  # version is absent in X.509 v1
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
