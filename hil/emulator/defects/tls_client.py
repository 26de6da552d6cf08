"""Defects of the TLS client: its offer, and the demands of a security level (note 1.1, 2.3)."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa
from tlslite.handshakesettings import HandshakeSettings

from hil.emulator.tls.chain_check import ChainChecker
from hil.emulator.tls.client import TlsClient
from hil.emulator.tls.connection import WireVersion, wire_version
from hil.emulator.tls.credential import Credential, CredentialReader
from hil.spec.tls import ALL_SUITES, Version

_WEAK_KEY = 512  # bits


class OffersUnconfiguredSuites(TlsClient):
    """The suites that are not configured are offered after the configured ones."""

    @property
    def offered_suites(self) -> list[int]:
        suites = super().offered_suites
        return suites + [suite for suite in ALL_SUITES if suite not in suites]


class OffersHigherVersions(TlsClient):
    """Versions above the configured one are offered."""

    @property
    def offered_versions(self) -> frozenset[WireVersion]:
        versions = super().offered_versions
        return versions | {wire_version(v) for v in Version if wire_version(v) > max(versions)}


class FallsBackToSsl30(TlsClient):
    """SSL3.0 is accepted for any configuration."""

    @property
    def offered_versions(self) -> frozenset[WireVersion]:
        return super().offered_versions | {wire_version(Version.SSL30)}


class AcceptsWeakKey(TlsClient):
    """RSA keys of 512 bits are accepted."""

    def handshake_settings(self) -> HandshakeSettings:
        settings = super().handshake_settings()
        settings.minKeySize = _WEAK_KEY
        return settings


class VerifiesAtLevel0(TlsClient):
    """Level 0 checks the server certificate."""

    @property
    def verifies_server(self) -> bool:
        return self.settings.seclevel == 0 or super().verifies_server


class VerifiesNotAtLevel2(TlsClient):
    """Level 2 accepts any chain."""

    @property
    def verifies_server(self) -> bool:
        return self.settings.seclevel != 2 and super().verifies_server


class NeedsNoCa(TlsClient):
    """The server is not checked when there is no CA."""

    def make_checker(self) -> ChainChecker | None:
        return None if self.settings.ca is None else super().make_checker()


class NeedsClientDataAtLevel1(TlsClient):
    """Level 1 fails without a client certificate."""

    @property
    def presents_certificate(self) -> bool:
        return self.settings.seclevel == 1 or super().presents_certificate


class NeedsNoClientData(TlsClient):
    """Level 2 connects without a client certificate or key."""

    def load_credential(self) -> Credential | None:
        if self.settings.certificate is None or self.settings.key is None:
            return None
        return super().load_credential()


class SendsNoCertificate(TlsClient):
    """The client certificate is read but never sent."""

    def load_credential(self) -> Credential | None:
        super().load_credential()
        return None


class AcceptsForeignKey(CredentialReader):
    """A key that does not match the certificate is accepted."""

    def belong_together(self, public: rsa.RSAPublicKey, private: rsa.RSAPrivateKey) -> bool:
        return True
