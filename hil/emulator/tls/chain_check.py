"""The check of a server's certificate chain (RFC 5280, 6, as far as a module of 2018 implements it).

The checker searches a path from the leaf, over the certificates of the server, to
a configured CA.  It checks names, signatures (RSA with SHA-1 or SHA-2, not
MD5), CA:TRUE, keyCertSign, the path length, unknown critical extensions, the
purpose of the leaf, and the dates if the time is given.  Host names are not
compared: the note says nothing about them (1.1, 2.3).  Revocation is not checked.

Signatures are checked here because `verify_directly_issued_by` refuses SHA-1.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from enum import Enum, IntEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtensionOID, SignatureAlgorithmOID

from hil.emulator.tls.certificate import (
    allows_key_encipherment,
    is_for_tls_servers,
    load_pem,
    name_of,
    signature_algorithms_agree,
)

DEPTH_MAX = 5  # issuers above the leaf; the note names no limit
SENT_MAX = 10  # certificates used of one Certificate message
CertificatePath = tuple[x509.Certificate, ...]
"""Certificates from the leaf upwards, each issued by the next."""


# clause: RFC 5246 7.2.2
class CertificateAlert(IntEnum):
    """The alerts for a certificate that is refused."""

    BAD_CERTIFICATE = 42
    UNSUPPORTED_CERTIFICATE = 43
    CERTIFICATE_EXPIRED = 45
    UNKNOWN_CA = 48


class IssuerRule(Enum):
    """The rules for the issuer of a certificate, in the order in which they are checked."""

    ALGORITHM = "the signature algorithm is known and trusted"
    SIGNATURE = "the signature is that of the issuer's key"
    BASIC_CONSTRAINTS = "the issuer has basicConstraints"
    CA = "basicConstraints says CA:TRUE"
    PATH_LENGTH = "there are no more CA certificates below than pathLenConstraint allows"
    CERT_SIGN = "keyUsage, if present, has keyCertSign"


class ChainRejected(Exception):
    """The chain is not accepted; `alert` is sent to the server, `rule` is the rule that an issuer breaks."""

    def __init__(self, alert: CertificateAlert, reason: str, *, rule: IssuerRule | None = None) -> None:
        super().__init__(reason)
        self.alert, self.rule = alert, rule


_HASHES: dict[x509.ObjectIdentifier, hashes.HashAlgorithm] = {
    SignatureAlgorithmOID.RSA_WITH_SHA1: hashes.SHA1(),
    SignatureAlgorithmOID.RSA_WITH_SHA224: hashes.SHA224(),
    SignatureAlgorithmOID.RSA_WITH_SHA256: hashes.SHA256(),
    SignatureAlgorithmOID.RSA_WITH_SHA384: hashes.SHA384(),
    SignatureAlgorithmOID.RSA_WITH_SHA512: hashes.SHA512(),
}

_KNOWN_EXTENSIONS = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
    }
)
"""Extensions that may be critical; names and purposes of CAs are known but not compared."""


# clause: note 2.3, note chapter 1, RFC 5280 6.1
# requirements: GEN-05, AUTH-15
class ChainChecker:
    """Checks chains against configured CAs at one moment; with `now=None` dates are not checked."""

    depth_max, sent_max = DEPTH_MAX, SENT_MAX

    def __init__(self, ca: bytes, *, now: datetime | None) -> None:
        self.anchors = self.load_anchors(ca)
        self._now = now if now is None or now.tzinfo else now.replace(tzinfo=UTC)

    # clause: note 2.5
    # requirements: SECREAD-13
    def load_anchors(self, pem: bytes) -> list[x509.Certificate]:
        """The configured CAs; raises `UnusableCertificate` when the file has none."""
        return load_pem(pem)

    # clause: note 2.3, RFC 5246 7.4.2
    # requirements: AUTH-20
    def check(self, chain: Sequence[bytes]) -> None:
        """Accept a chain (DER, leaf first) or raise `ChainRejected`."""
        if not chain:
            raise ChainRejected(CertificateAlert.BAD_CERTIFICATE, "no certificate")
        try:
            certificates = [x509.load_der_x509_certificate(der) for der in chain[: self.sent_max]]
            self._find_valid_path(certificates[0], certificates[1:])
        except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension) as error:
            raise ChainRejected(CertificateAlert.BAD_CERTIFICATE, f"not readable: {error}") from error

    def _find_valid_path(self, leaf: x509.Certificate, sent: list[x509.Certificate]) -> None:
        problems: list[ChainRejected] = []
        for path in self.paths((leaf,), sent, problems):
            try:
                self._check_path(path)
            except ChainRejected as problem:
                problems.insert(0, problem)
            else:
                return
        if problems:
            raise problems[0]
        raise ChainRejected(CertificateAlert.UNKNOWN_CA, f"no configured CA issued {name_of(leaf)!r}")

    # clause: note 2.3, RFC 5280 6.1.3
    # requirements: AUTH-03, AUTH-05, AUTH-13, AUTH-16, AUTH-23
    def paths(
        self, path: CertificatePath, sent: list[x509.Certificate], problems: list[ChainRejected]
    ) -> Iterator[CertificatePath]:
        """Every path from the leaf to a configured CA; the problems of other paths are added to `problems`."""
        top = path[-1]
        if top in self.anchors:
            yield path
            return
        if len(path) > self.depth_max:
            return
        for issuer in [*self.anchors, *sent]:
            if issuer in path or issuer.subject != top.issuer:
                continue
            problem = self.issuing_problem(issuer, top, intermediates=len(path) - 1)
            if problem is None:
                yield from self.paths((*path, issuer), sent, problems)
            else:
                problems.append(problem)

    # clause: note 2.3, RFC 5280 6.1.4
    # requirements: AUTH-05, AUTH-13, AUTH-15, AUTH-16, AUTH-18
    def issuing_problem(
        self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
    ) -> ChainRejected | None:
        """The first rule by which `issuer` can't have issued `subject`; `intermediates` CAs are below it."""
        name, bad = name_of(issuer), CertificateAlert.BAD_CERTIFICATE
        algorithm, key = self.signature_hash(subject), issuer.public_key()
        if algorithm is None or not isinstance(key, rsa.RSAPublicKey):
            return ChainRejected(
                CertificateAlert.UNSUPPORTED_CERTIFICATE,
                f"signature {subject.signature_algorithm_oid.dotted_string} of {name!r}",
                rule=IssuerRule.ALGORITHM,
            )
        try:
            key.verify(subject.signature, subject.tbs_certificate_bytes, padding.PKCS1v15(), algorithm)
        except InvalidSignature:
            return ChainRejected(bad, f"the signature is not that of {name!r}", rule=IssuerRule.SIGNATURE)
        try:
            constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
        except x509.ExtensionNotFound:
            reason = f"{name!r} is no CA: it has no basicConstraints"
            return ChainRejected(bad, reason, rule=IssuerRule.BASIC_CONSTRAINTS)
        if not constraints.ca:
            return ChainRejected(bad, f"{name!r} is no CA: CA:FALSE", rule=IssuerRule.CA)
        if constraints.path_length is not None and intermediates > constraints.path_length:
            reason = f"{name!r} allows {constraints.path_length} CAs below it, not {intermediates}"
            return ChainRejected(bad, reason, rule=IssuerRule.PATH_LENGTH)
        try:
            usage = issuer.extensions.get_extension_for_class(x509.KeyUsage).value
        except x509.ExtensionNotFound:
            return None
        if usage.key_cert_sign:
            return None
        return ChainRejected(bad, f"{name!r} may not sign certificates", rule=IssuerRule.CERT_SIGN)

    # clause: note 2.3
    # requirements: AUTH-22
    def signature_hash(self, certificate: x509.Certificate) -> hashes.HashAlgorithm | None:
        """The hash of a trusted signature algorithm; None for others, and when the certificate names two."""
        if not self.names_one_algorithm(certificate):
            return None
        return _HASHES.get(certificate.signature_algorithm_oid)

    def names_one_algorithm(self, certificate: x509.Certificate) -> bool:
        """Whether both fields of a certificate name the same signature algorithm."""
        return signature_algorithms_agree(certificate)

    def _check_path(self, path: CertificatePath) -> None:
        self._check_purpose(path[0])
        for certificate in path:
            self._check_extensions(certificate)
            self.check_dates(certificate)

    # clause: note 2.3, RFC 5280 4.2.1.12
    # requirements: AUTH-22
    def _check_purpose(self, leaf: x509.Certificate) -> None:
        unsupported = CertificateAlert.UNSUPPORTED_CERTIFICATE
        if not self.may_exchange_keys(leaf):
            raise ChainRejected(unsupported, "keyUsage does not allow RSA key exchange")
        if not self.may_serve(leaf):
            raise ChainRejected(unsupported, "extendedKeyUsage is not that of a TLS server")

    def may_exchange_keys(self, leaf: x509.Certificate) -> bool:
        """Whether the key of the leaf may be used for the RSA key exchange of Table 1."""
        return allows_key_encipherment(leaf)

    def may_serve(self, leaf: x509.Certificate) -> bool:
        """Whether the leaf is one of a TLS server."""
        return is_for_tls_servers(leaf)

    def _check_extensions(self, certificate: x509.Certificate) -> None:
        for extension in certificate.extensions:
            if extension.critical and not self.knows(extension.oid):
                raise ChainRejected(
                    CertificateAlert.UNSUPPORTED_CERTIFICATE,
                    f"{name_of(certificate)!r} has the unknown critical extension {extension.oid.dotted_string}",
                )

    # clause: note 2.3, RFC 5280 4.2
    # requirements: AUTH-15, AUTH-19, AUTH-21
    def knows(self, extension: x509.ObjectIdentifier) -> bool:
        """Whether an extension may be critical."""
        return extension in _KNOWN_EXTENSIONS

    # clause: note 2.3, RFC 5280 4.1.2.5
    # requirements: SSLCFG-RTC-03, SSLCFG-RTC-04, SSLCFG-RTC-08, AUTH-17, AUTH-21
    def check_dates(self, certificate: x509.Certificate) -> None:
        """Raise `ChainRejected` outside the validity; certificate_expired also means "not currently valid"."""
        if self._now is None:
            return
        expired = CertificateAlert.CERTIFICATE_EXPIRED
        if not self.has_begun(certificate, self._now):
            raise ChainRejected(expired, f"{name_of(certificate)!r} is not valid yet")
        if not self.has_not_ended(certificate, self._now):
            raise ChainRejected(expired, f"{name_of(certificate)!r} has expired")

    # clause: note 2.3
    # requirements: SSLCFG-RTC-08
    def has_begun(self, certificate: x509.Certificate, now: datetime) -> bool:
        """Whether the validity has begun."""
        return now >= certificate.not_valid_before_utc

    # clause: note 2.3
    # requirements: SSLCFG-RTC-03
    def has_not_ended(self, certificate: x509.Certificate, now: datetime) -> bool:
        """Whether the validity has not ended."""
        return now <= certificate.not_valid_after_utc
