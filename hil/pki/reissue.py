"""Certificates that no library issues: DER is split into parts, changed and signed again (RFC 5280, 4.1; X.690, 8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

Digest: TypeAlias = hashes.MD5 | hashes.SHA1 | hashes.SHA256 | hashes.SHA384 | hashes.SHA512

SEQUENCE, BIT_STRING, UTC_TIME, GENERALIZED_TIME = 0x30, 0x03, 0x17, 0x18
VERSION, EXTENSIONS = 0xA0, 0xA3  # context tags of TBSCertificate

_WITH_RSA = {  # last arc of 1.2.840.113549.1.1.x (RFC 8017, A.2.4)
    "md5": 4,
    "sha1": 5,
    "sha256": 11,
    "sha384": 12,
    "sha512": 13,
}


@dataclass(frozen=True, slots=True)
class CertificateFields:
    """The fields of one certificate as encoded values (RFC 5280, 4.1)."""

    version: bytes  # b"" for v1
    serial: bytes
    algorithm: bytes
    issuer: bytes
    validity: bytes
    subject: bytes
    public_key: bytes
    extensions: bytes  # b"" for none

    @property
    def tbs(self) -> bytes:
        """The signed part (tbsCertificate)."""
        return encode(
            SEQUENCE,
            self.version + self.serial + self.algorithm + self.issuer,
            self.validity + self.subject + self.public_key + self.extensions,
        )


def parts_of(certificate: bytes) -> CertificateFields:
    """Split a v3 certificate with extensions into its parts."""
    tbs, _, _ = values(certificate)
    return CertificateFields(*values(tbs))


def sign(parts: CertificateFields, key: rsa.RSAPrivateKey, digest: Digest | None = None) -> bytes:
    """A certificate of these parts, signed with `digest`; the algorithm field is `parts.algorithm`."""
    signature = key.sign(parts.tbs, padding.PKCS1v15(), digest or hashes.SHA256())
    return encode(SEQUENCE, parts.tbs, parts.algorithm, encode(BIT_STRING, b"\0", signature))


def algorithm_with(digest: Digest) -> bytes:
    """The AlgorithmIdentifier of RSA (PKCS#1 v1.5) with this digest."""
    return bytes.fromhex("300d06092a864886f70d0101") + bytes([_WITH_RSA[digest.name]]) + b"\x05\x00"


def validity_of(not_before: datetime, not_after: datetime) -> bytes:
    """A Validity as it is, in order or not (RFC 5280, 4.1.2.5)."""
    return encode(SEQUENCE, _time(not_before), _time(not_after))


def with_algorithm_outside(certificate: bytes, digest: Digest) -> bytes:
    """The certificate with another algorithm named beside the signature than inside (RFC 5280, 4.1.1.2)."""
    tbs, _, signature = values(certificate)
    return encode(SEQUENCE, tbs, algorithm_with(digest), signature)


def with_signature_bit_flipped(certificate: bytes) -> bytes:
    """The certificate with the last bit of its signature inverted."""
    return certificate[:-1] + bytes([certificate[-1] ^ 1])


def encode(tag: int, *contents: bytes) -> bytes:
    """One value, DER."""
    body = b"".join(contents)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def values(encoded: bytes) -> tuple[bytes, ...]:
    """The values inside a constructed value of well-formed DER, each with its tag and length."""
    start, end = _body(encoded, 0)
    return tuple(_each(encoded[start:end]))


def _each(body: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(body):
        _, end = _body(body, position)
        yield body[position:end]
        position = end


def _body(encoded: bytes, position: int) -> tuple[int, int]:
    first = encoded[position + 1]
    start = position + 2 + (first & 0x7F if first & 0x80 else 0)
    size = int.from_bytes(encoded[position + 2 : start], "big") if first & 0x80 else first
    return start, start + size


def _time(moment: datetime) -> bytes:
    if 1950 <= moment.year < 2050:
        return encode(UTC_TIME, moment.strftime("%y%m%d%H%M%SZ").encode("ascii"))
    return encode(GENERALIZED_TIME, f"{moment.year:04}{moment:%m%d%H%M%S}Z".encode("ascii"))
