"""Defects of TLS that show in some handshakes only: below TLS1.2, at some depth, with longer lists, a later certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from cryptography import x509

from hil.emulator.defects.model import Defect
from hil.emulator.defects.session_settings import Suites, offering_suites
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.ftp.session_settings import SessionSettings
from hil.emulator.parts import Parts
from hil.emulator.tls.chain_check import ChainChecker, ChainRejected, IssuerRule
from hil.emulator.tls.client import TlsClient, TlsSettings
from hil.emulator.tls.connection import ClientConnection, wire_version
from hil.spec.tls import ALL_SUITES, Version

_TLS12 = wire_version(Version.TLS12)


class JudgesIssuerForLeaf(ChainChecker):
    """Of a chain with more than one certificate, the issuer of the leaf is judged in its place."""

    def check(self, chain: Sequence[bytes]) -> None:
        super().check(chain[1:] if len(chain) > 1 else chain)


class _IgnoresIssuerRules(ChainChecker):
    """An issuer need not be a CA."""

    def issuing_problem(
        self, issuer: x509.Certificate, subject: x509.Certificate, *, intermediates: int
    ) -> ChainRejected | None:
        problem = super().issuing_problem(issuer, subject, intermediates=intermediates)
        about_ca = {IssuerRule.CA, IssuerRule.PATH_LENGTH, IssuerRule.CERT_SIGN, IssuerRule.BASIC_CONSTRAINTS}
        return None if problem is not None and problem.rule in about_ca else problem


class IgnoresIssuerRulesOnData(FtpsClient):
    """On data connections an issuer need not be a CA."""

    def data_tls(self) -> TlsClient | None:
        usual = super().data_tls()
        if usual is None:
            return None
        parts = Parts((_IgnoresIssuerRules,)).over(self._parts.replacements)
        return parts.of(TlsClient)(usual.settings, parts=parts)


class AcceptsLongSessionIdBelowTls12(ClientConnection):
    """A session id of any length is accepted with the older versions."""

    def is_legal_session_id(self, session_id: Sequence[int]) -> bool:
        return max(self._offered_versions) < _TLS12 or super().is_legal_session_id(session_id)


class AcceptsUnrequestedExtensionBelowTls12(ClientConnection):
    """An extension that was not requested is accepted with the older versions of TLS."""

    def unrequested_extensions(self, extensions: Sequence[int]) -> set[int]:
        surplus = super().unrequested_extensions(extensions)
        return surplus if max(self._offered_versions) == _TLS12 else set()


class OffersAllSuitesBelowTls12(TlsClient):
    """With a version below TLS1.2 alone, the ClientHello offers suites that are not configured."""

    @property
    def offered_suites(self) -> list[int]:
        configured = super().offered_suites
        if max(self.settings.versions) == Version.TLS12 or len(configured) == 1:
            return configured
        return [*configured, *(int(suite) for suite in ALL_SUITES if suite not in configured)]


class KeepsFirstCredentialInExplicitMode(SessionSettings):
    """In explicit mode the first client certificate and key of a boot stay."""

    kept: tuple[bytes | None, bytes | None] | None = None

    def tls(self) -> TlsSettings:
        made = super().tls()
        if not self.configuration.explicit or made.seclevel < 2:
            return made
        self.kept = self.kept or (made.certificate, made.key)
        return replace(made, certificate=self.kept[0], key=self.kept[1])


def _without_middle(suites: Suites) -> Suites:
    return (suites[0], suites[-1]) if 2 < len(suites) < len(ALL_SUITES) else suites


DEFECTS = (
    Defect(
        "judges-issuer-for-leaf",
        "below an intermediate CA that may be a server, the server's certificate itself is not judged",
        ("GEN-05", "AUTH-05", "AUTH-16", "AUTH-19", "SSLCFG-RTC-03", "SSLCFG-RTC-08"),
        replaces=(JudgesIssuerForLeaf,),
    ),
    Defect(
        "any-issuer-on-data-connections",
        "on data connections an issuer need not be a CA, nor keep the path length",
        ("AUTH-18",),
        replaces=(IgnoresIssuerRulesOnData,),
    ),
    Defect(
        "accepts-long-session-id-below-tls12",
        "a session id of 33 bytes is accepted with SSL3.0, TLS1.0 and TLS1.1",
        ("TLS-06",),
        replaces=(AcceptsLongSessionIdBelowTls12,),
    ),
    Defect(
        "accepts-unasked-extension-below-tls12",
        "an extension that was not requested is accepted with TLS1.0 and TLS1.1",
        ("TLS-03",),
        replaces=(AcceptsUnrequestedExtensionBelowTls12,),
    ),
    Defect(
        "offers-all-suites-below-tls12",
        "a list of several suites with a version below TLS1.2 offers all suites",
        ("SSLCFG-CIPHER-13", "SSLCFG-CIPHER-14", "CIPH-09"),
        replaces=(OffersAllSuitesBelowTls12,),
    ),
    Defect(
        "loses-the-middle-of-a-suite-list",
        "of three to five configured suites only the first and the last are offered",
        ("SSLCFG-GEN-07",),
        replaces=(offering_suites(_without_middle),),
    ),
    Defect(
        "keeps-the-first-credential-in-explicit-mode",
        "in explicit mode the first client certificate and key stay until the next boot",
        ("AUTH-08", "AUTH-12"),
        replaces=(KeepsFirstCredentialInExplicitMode,),
    ),
)
