"""The check of a client's certificate by a server (RFC 5280, 6, without revocation)."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import Enum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID


class ChainFault(Enum):
    """The fault of a client's chain."""

    UNREADABLE = "a certificate that cannot be read or checked"
    UNKNOWN_CA = "no path to the CA of good clients"
    OUT_OF_DATE = "expired or not yet valid"
    WRONG_PURPOSE = "not meant for a TLS client"


def fault_of_client_chain(
    chain: tuple[bytes, ...], anchor_pem: bytes, *, now: datetime | None = None
) -> ChainFault | None:
    """The fault of a chain (DER, leaf first) under the CA `anchor_pem` at `now`; None when it is good."""
    try:
        path = [x509.load_der_x509_certificate(der) for der in chain]
        anchor = x509.load_pem_x509_certificate(anchor_pem)
        return _fault(path, anchor, now or datetime.now(UTC))
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension):
        return ChainFault.UNREADABLE


def _fault(path: list[x509.Certificate], anchor: x509.Certificate, now: datetime) -> ChainFault | None:
    for position, certificate in enumerate(path):
        if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
            return ChainFault.OUT_OF_DATE
        if position == 0 and not _is_for_clients(certificate):
            return ChainFault.WRONG_PURPOSE
        if _is_issued_by(certificate, anchor):
            return None
        if position + 1 == len(path) or not _is_issued_by(certificate, path[position + 1]):
            return ChainFault.UNKNOWN_CA
    return ChainFault.UNKNOWN_CA


def _is_for_clients(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        return True
    return ExtendedKeyUsageOID.CLIENT_AUTH in usage


def _is_issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Checked here, since `verify_directly_issued_by` refuses SHA-1, which a DUT of 2018 may use."""
    if certificate.issuer != issuer.subject or not _is_ca(issuer):
        return False
    key, algorithm = issuer.public_key(), certificate.signature_hash_algorithm
    if not isinstance(key, rsa.RSAPublicKey) or algorithm is None:
        return False
    try:
        key.verify(certificate.signature, certificate.tbs_certificate_bytes, padding.PKCS1v15(), algorithm)
    except InvalidSignature:
        return False
    return True


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False
