"""Defects of the check of the server's chain (RFC 5280, 6.1)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.oid import SignatureAlgorithmOID

from hil.emulator.tls.certificate import UnusableCertificate
from hil.emulator.tls.chain_check import CertificatePath, ChainChecker, ChainRejected, IssuerRule

FIRST_GENERALIZED_YEAR = 2050  # RFC 5280 4.1.2.5


def ignoring_rule(rule: IssuerRule) -> type[ChainChecker]:
    """A checker that does not apply that rule of an issuer."""

    class IgnoresIssuerRule(ChainChecker):
        def issuing_problem(
            self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
        ) -> ChainRejected | None:
            problem = super().issuing_problem(issuer, subject, intermediates=intermediates)
            return None if problem is not None and problem.rule is rule else problem

    return IgnoresIssuerRule


class AcceptsUnreadableCa(ChainChecker):
    """Nothing is checked when the CA can't be read."""

    def load_anchors(self, pem: bytes) -> list[x509.Certificate]:
        self._is_unreadable = False
        try:
            return super().load_anchors(pem)
        except UnusableCertificate:
            self._is_unreadable = True
            return []

    def check(self, chain: Sequence[bytes]) -> None:
        if not self._is_unreadable:
            super().check(chain)


class AcceptsForeignCa(ChainChecker):
    """A chain of any CA is accepted, but not a self-signed leaf."""

    def paths(
        self, path: CertificatePath, sent: list[x509.Certificate], problems: list[ChainRejected]
    ) -> Iterator[CertificatePath]:
        yield from super().paths(path, sent, problems)
        if path[-1] not in self.anchors and path[0].issuer != path[0].subject:
            yield path


class AcceptsUnknownCriticalExtension(ChainChecker):
    """An unknown critical extension is accepted."""

    def knows(self, extension: x509.ObjectIdentifier) -> bool:
        return True


class RefusesGeneralizedTime(ChainChecker):
    """A date that needs GeneralizedTime counts as one before the present."""

    def has_not_ended(self, certificate: x509.Certificate, now: datetime) -> bool:
        ends_in_utc_time = certificate.not_valid_after_utc.year < FIRST_GENERALIZED_YEAR
        return ends_in_utc_time and super().has_not_ended(certificate, now)


class AcceptsMd5(ChainChecker):
    """A signature with MD5 is accepted."""

    def signature_hash(self, certificate: x509.Certificate) -> hashes.HashAlgorithm | None:
        if certificate.signature_algorithm_oid == SignatureAlgorithmOID.RSA_WITH_MD5:
            return hashes.MD5()
        return super().signature_hash(certificate)


class AcceptsTwoAlgorithms(ChainChecker):
    """A certificate that names two different signature algorithms is accepted."""

    def names_one_algorithm(self, certificate: x509.Certificate) -> bool:
        return True


class IgnoresKeyUsage(ChainChecker):
    """The keyUsage of the leaf is not checked."""

    def may_exchange_keys(self, leaf: x509.Certificate) -> bool:
        return True


class IgnoresExtendedKeyUsage(ChainChecker):
    """The extendedKeyUsage of the leaf is not checked."""

    def may_serve(self, leaf: x509.Certificate) -> bool:
        return True


class IgnoresDates(ChainChecker):
    """The dates of certificates are not checked."""

    def check_dates(self, certificate: x509.Certificate) -> None:
        """Accept any dates."""


class ChecksDatesOfLeafOnly(ChainChecker):
    """The dates of CA certificates are not checked."""

    def paths(
        self, path: CertificatePath, sent: list[x509.Certificate], problems: list[ChainRejected]
    ) -> Iterator[CertificatePath]:
        self._leaf = path[0]
        return super().paths(path, sent, problems)

    def check_dates(self, certificate: x509.Certificate) -> None:
        if certificate is self._leaf:
            super().check_dates(certificate)


class AcceptsNotYetValid(ChainChecker):
    """notBefore is not checked."""

    def has_begun(self, certificate: x509.Certificate, now: datetime) -> bool:
        return True


class AcceptsExpired(ChainChecker):
    """notAfter is not checked."""

    def has_not_ended(self, certificate: x509.Certificate, now: datetime) -> bool:
        return True
