"""What TLS the lower tester offers to one peer; frozen, and correct when nothing is said."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version


class ClientCertificate(StrEnum):
    """What the server asks of the client (RFC 5246, 7.4.4)."""

    NONE = "not asked for"
    OPTIONAL = "asked for; a client without one is let in"
    REQUIRED = "asked for; a client without a good one is refused by an alert"


@dataclass(frozen=True, slots=True)
class TlsPolicy:
    """Versions and suites that are accepted, in the server's order of preference."""

    versions: tuple[Version, ...] = ALL_VERSIONS
    suites: tuple[CipherSuite, ...] = ALL_SUITES
    server_preference: bool = False  # False: the client's order decides
    client_certificate: ClientCertificate = ClientCertificate.NONE

    @classmethod
    def pinned(
        cls,
        version: Version,
        suite: CipherSuite,
        *,
        client_certificate: ClientCertificate = ClientCertificate.NONE,
    ) -> TlsPolicy:
        """Exactly one version and one suite."""
        return cls(versions=(version,), suites=(suite,), client_certificate=client_certificate)
