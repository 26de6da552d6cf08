"""Defects of the check of a chain that show at some depth, in some order, or at some dates (RFC 5280, 6.1)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from cryptography import x509

from hil.emulator.tls.chain_check import CertificatePath, ChainChecker, ChainRejected, IssuerRule

CENTURY = 100  # years


def ignoring_at(rule: IssuerRule, is_ignored: Callable[[int], bool]) -> type[ChainChecker]:
    """A checker that does not apply a rule to issuers with such a number of CAs below them."""

    class IgnoresAtDepth(ChainChecker):
        def issuing_problem(
            self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
        ) -> ChainRejected | None:
            problem = super().issuing_problem(issuer, subject, intermediates=intermediates)
            ignored = problem is not None and problem.rule is rule and is_ignored(intermediates)
            return None if ignored else problem

    return IgnoresAtDepth


class AcceptsUnsignedLeafOfIntermediate(ChainChecker):
    """The signature of the leaf is checked only where a configured CA issued it."""

    def issuing_problem(
        self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
    ) -> ChainRejected | None:
        problem = super().issuing_problem(issuer, subject, intermediates=intermediates)
        unsigned = problem is not None and problem.rule is IssuerRule.SIGNATURE
        return None if unsigned and intermediates == 0 and issuer not in self.anchors else problem


class KnowsPathLength0Only(ChainChecker):
    """A path length above 0 has no effect."""

    def issuing_problem(
        self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
    ) -> ChainRejected | None:
        problem = super().issuing_problem(issuer, subject, intermediates=intermediates)
        if problem is None or problem.rule is not IssuerRule.PATH_LENGTH:
            return problem
        allowed = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
        return None if allowed else problem


class AllowsOneMoreCa(ChainChecker):
    """There may be one CA more below a CA than its path length allows."""

    def issuing_problem(
        self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
    ) -> ChainRejected | None:
        return super().issuing_problem(issuer, subject, intermediates=max(0, intermediates - 1))


class KnowsLengthOfTopOnly(ChainChecker):
    """A path length counts at the CA only that a configured one issued."""

    def issuing_problem(
        self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
    ) -> ChainRejected | None:
        problem = super().issuing_problem(issuer, subject, intermediates=intermediates)
        if problem is None or problem.rule is not IssuerRule.PATH_LENGTH:
            return problem
        return problem if any(anchor.subject == issuer.issuer for anchor in self.anchors) else None


class _KnowsPlace(ChainChecker):
    """A checker that knows the place of a certificate in its path."""

    path: CertificatePath = ()

    def _check_path(self, path: CertificatePath) -> None:
        self.path = path
        super()._check_path(path)


class ChecksExtensionsOfLeafOnly(_KnowsPlace):
    """An unknown critical extension of a CA is accepted."""

    def _check_extensions(self, certificate: x509.Certificate) -> None:
        if certificate is self.path[0]:
            super()._check_extensions(certificate)


class ChecksDatesOfTwoOnly(_KnowsPlace):
    """The dates of the leaf and of its issuer are checked, those above are not."""

    def check_dates(self, certificate: x509.Certificate) -> None:
        if certificate in self.path[:2]:
            super().check_dates(certificate)


class ReadsYearsOfThisCentury(ChainChecker):
    """Each year of two digits is one of this century."""

    def has_begun(self, certificate: x509.Certificate, now: datetime) -> bool:
        begin = certificate.not_valid_before_utc
        later = begin.replace(year=begin.year + CENTURY) if begin.year < 2000 else begin
        return now >= later


class ComparesDays(ChainChecker):
    """The time of day is not compared."""

    def has_begun(self, certificate: x509.Certificate, now: datetime) -> bool:
        return now.date() >= certificate.not_valid_before_utc.date()

    def has_not_ended(self, certificate: x509.Certificate, now: datetime) -> bool:
        return now.date() <= certificate.not_valid_after_utc.date()


class AcceptsChainWithCa(ChainChecker):
    """A chain is accepted if one of its certificates is the configured CA."""

    def check(self, chain: Sequence[bytes]) -> None:
        if not any(x509.load_der_x509_certificate(der) in self.anchors for der in chain[1:]):
            super().check(chain)


class ChecksLastOnly(ChainChecker):
    """A chain is accepted if the configured CA issued its last certificate."""

    def check(self, chain: Sequence[bytes]) -> None:
        super().check(chain[-1:] if len(chain) > 1 else chain)

    def may_serve(self, leaf: x509.Certificate) -> bool:
        return True

    def may_exchange_keys(self, leaf: x509.Certificate) -> bool:
        return True


class ComparesNoNames(ChainChecker):
    """Who issued a certificate is found by the signature alone."""

    def paths(
        self, path: CertificatePath, sent: list[x509.Certificate], problems: list[ChainRejected]
    ) -> Iterator[CertificatePath]:
        top = path[-1]
        yield from super().paths(path, sent, problems)
        for issuer in self.anchors:
            if top in self.anchors or issuer.subject == top.issuer:
                continue
            if self.issuing_problem(issuer, top, intermediates=len(path) - 1) is None:
                yield (*path, issuer)
