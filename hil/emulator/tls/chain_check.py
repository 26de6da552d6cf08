"""The module's own check of a server's certificate chain (RFC 5280, 6, as far as a module of 2018 goes).

From the leaf a path is sought over the certificates that the server sent to a
configured CA: names, signatures (RSA with SHA-1 or SHA-2, not MD5), CA:TRUE,
keyCertSign, path length, no unknown critical extension, a leaf that may serve
TLS, and dates when the time is given.  Host names are not compared: the note has no word about them (1.1,
2.3).  Revocation is not checked.

Signatures are checked by hand since `verify_directly_issued_by` refuses SHA-1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import IntEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtensionOID, SignatureAlgorithmOID

from hil.emulator.tls.leaf_check import algorithms_agree, misuse

DEPTH_MAX = 5  # issuers above the leaf; the note is silent
SENT_MAX = 10  # certificates taken from one Certificate message


class CertificateAlert(IntEnum):
    """The alerts that tell a server what was wrong with its certificate (RFC 5246, 7.2.2)."""

    BAD_CERTIFICATE = 42
    UNSUPPORTED_CERTIFICATE = 43
    CERTIFICATE_EXPIRED = 45
    UNKNOWN_CA = 48


class ChainRejected(Exception):
    """The chain is not accepted; `alert` is what to tell the server, `overlooked_by` the defect that does not see it."""

    def __init__(self, alert: CertificateAlert, reason: str, *, overlooked_by: str = "") -> None:
        super().__init__(reason)
        self.alert = alert
        self.overlooked_by = overlooked_by


class UnusableCertificate(Exception):
    """What is configured as CA or client certificate is none."""


_HASHES: dict[x509.ObjectIdentifier, hashes.HashAlgorithm] = {
    SignatureAlgorithmOID.RSA_WITH_SHA1: hashes.SHA1(),
    SignatureAlgorithmOID.RSA_WITH_SHA224: hashes.SHA224(),
    SignatureAlgorithmOID.RSA_WITH_SHA256: hashes.SHA256(),
    SignatureAlgorithmOID.RSA_WITH_SHA384: hashes.SHA384(),
    SignatureAlgorithmOID.RSA_WITH_SHA512: hashes.SHA512(),
}

_UNDERSTOOD = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    }
)
"""Extensions that may be critical: those acted upon, and those about names and purposes that the module leaves be."""


def load_pem(pem: bytes) -> list[x509.Certificate]:
    """The certificates of a PEM file, in its order; raises `UnusableCertificate` when there is none."""
    try:
        return x509.load_pem_x509_certificates(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise UnusableCertificate(f"no certificate can be read from the PEM file: {error}") from error


class ChainChecker:
    """Judges chains against configured CAs at one moment; `now=None` leaves dates alone."""

    def __init__(self, ca: bytes, *, now: datetime | None, defects: frozenset[str] = frozenset()) -> None:
        self._unchecked = False  # by a defect
        self._anchors = self._readable(ca, defects)
        self._now = now if now is None or now.tzinfo else now.replace(tzinfo=UTC)
        self._defects = defects

    def _readable(self, ca: bytes, defects: frozenset[str]) -> list[x509.Certificate]:
        try:
            return load_pem(ca)
        except UnusableCertificate:
            if "unreadable-ca-means-no-check" not in defects:
                raise
            self._unchecked = True
            return []

    def check(self, chain: Sequence[bytes]) -> None:
        """Accept a chain (DER, leaf first) or raise `ChainRejected`."""
        if self._unchecked:
            return
        if not chain:
            raise ChainRejected(CertificateAlert.BAD_CERTIFICATE, "no certificate")
        try:
            certificates = [x509.load_der_x509_certificate(der) for der in chain[:SENT_MAX]]
            self._check(certificates[0], certificates[1:])
        except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
            raise ChainRejected(CertificateAlert.BAD_CERTIFICATE, f"not readable: {error}") from error

    def _check(self, leaf: x509.Certificate, sent: list[x509.Certificate]) -> None:
        problems: list[ChainRejected] = []
        for path in self._paths((leaf,), sent, problems):
            try:
                self._check_path(path)
            except ChainRejected as problem:
                problems.insert(0, problem)
            else:
                return
        if problems:
            raise problems[0]
        raise ChainRejected(
            CertificateAlert.UNKNOWN_CA, f"no configured CA issued {leaf.subject.rfc4514_string()!r}"
        )

    def _paths(
        self, path: tuple[x509.Certificate, ...], sent: list[x509.Certificate], problems: list[ChainRejected]
    ) -> Iterator[tuple[x509.Certificate, ...]]:
        """Every path from the leaf to a configured CA; why branches ended is added to `problems`."""
        top = path[-1]
        if top in self._anchors:
            yield path
            return
        if len(path) <= DEPTH_MAX:
            for issuer in [*self._anchors, *sent]:
                if issuer in path or issuer.subject != top.issuer:
                    continue
                problem = _issuing_problem(issuer, top, len(path) - 1, self._defects)
                if problem is not None and problem.overlooked_by not in self._defects:
                    problems.append(problem)
                    continue
                yield from self._paths((*path, issuer), sent, problems)
        if "accepts-foreign-ca" in self._defects and path[0].issuer != path[0].subject:
            yield path

    def _check_path(self, path: tuple[x509.Certificate, ...]) -> None:
        for reason, defect in misuse(path[0]):
            if defect not in self._defects:
                raise ChainRejected(CertificateAlert.UNSUPPORTED_CERTIFICATE, reason)
        for certificate in path:
            name = certificate.subject.rfc4514_string()
            for extension in certificate.extensions:
                if (
                    extension.critical
                    and extension.oid not in _UNDERSTOOD
                    and "accepts-unknown-critical-extension" not in self._defects
                ):
                    raise ChainRejected(
                        CertificateAlert.UNSUPPORTED_CERTIFICATE,
                        f"{name!r} has the unknown critical extension {extension.oid.dotted_string}",
                    )
            if self._now is None or "accepts-expired-ca" in self._defects:
                continue
            if "dates-of-the-leaf-only" in self._defects and certificate is not path[0]:
                continue
            if self._now < certificate.not_valid_before_utc and "accepts-not-yet-valid" not in self._defects:
                # RFC 5246, 7.2.2: certificate_expired is "expired or not currently valid"
                raise ChainRejected(CertificateAlert.CERTIFICATE_EXPIRED, f"{name!r} is not valid yet")
            if self._now > certificate.not_valid_after_utc and "accepts-expired" not in self._defects:
                raise ChainRejected(CertificateAlert.CERTIFICATE_EXPIRED, f"{name!r} has expired")


def _issuing_problem(
    issuer: x509.Certificate, subject: x509.Certificate, intermediates: int, defects: frozenset[str]
) -> ChainRejected | None:
    """Why `issuer` cannot have issued `subject`, with so many CA certificates below it; None when it can."""
    name = issuer.subject.rfc4514_string()
    bad, unsupported = CertificateAlert.BAD_CERTIFICATE, CertificateAlert.UNSUPPORTED_CERTIFICATE
    hash_algorithm = _hash_of(subject, defects)
    key = issuer.public_key()
    if hash_algorithm is None or not isinstance(key, rsa.RSAPublicKey):
        return ChainRejected(
            unsupported, f"signature {subject.signature_algorithm_oid.dotted_string} of {name!r}"
        )
    try:
        key.verify(subject.signature, subject.tbs_certificate_bytes, padding.PKCS1v15(), hash_algorithm)
    except InvalidSignature:
        return ChainRejected(
            bad, f"the signature is not that of {name!r}", overlooked_by="accepts-wrong-signature"
        )
    try:
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return ChainRejected(
            bad,
            f"{name!r} is no CA: it has no basicConstraints",
            overlooked_by="accepts-issuer-without-basic-constraints",
        )
    if not constraints.ca:
        return ChainRejected(bad, f"{name!r} is no CA: CA:FALSE", overlooked_by="accepts-ca-false-issuer")
    if constraints.path_length is not None and intermediates > constraints.path_length:
        return ChainRejected(
            bad,
            f"{name!r} allows {constraints.path_length} CAs below it, not {intermediates}",
            overlooked_by="ignores-path-length",
        )
    try:
        usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return None
    if usage.key_cert_sign:
        return None
    return ChainRejected(
        bad, f"{name!r} may not sign certificates", overlooked_by="accepts-issuer-without-cert-sign"
    )


def _hash_of(certificate: x509.Certificate, defects: frozenset[str]) -> hashes.HashAlgorithm | None:
    """The hash of a signature that is trusted; None for others and where the two places that name it differ."""
    oid = certificate.signature_algorithm_oid
    if oid == SignatureAlgorithmOID.RSA_WITH_MD5 and "accepts-md5-signature" in defects:
        return hashes.MD5()
    if not algorithms_agree(certificate) and "ignores-algorithm-mismatch" not in defects:
        return None  # RFC 5280, 4.1.1.2
    return _HASHES.get(oid)
