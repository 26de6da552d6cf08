"""The TLS policy of the lower tester for one peer; frozen, and correct by default."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from hil.errors import UsageError
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS, CipherSuite, Version
from hil.tls.faults import TlsFaults

RECORD_LEAST, RECORD_MOST = 64, 2**14
"""Bytes of plaintext in a record: the most of RFC 5246, 6.2.1, and the least that RFC 8449, 4 lets a peer ask for."""


class ClientCertificate(StrEnum):
    """Whether the server asks for a client certificate (RFC 5246, 7.4.4)."""

    NONE = "not asked for"
    OPTIONAL = "asked for; a client without one is let in"
    REQUIRED = "asked for; a client without a good one is refused by an alert"


class SessionReuse(StrEnum):
    """Which TLS sessions a client may resume (RFC 5246, 7.3).

    A session is resumed only with the policy, the chain and the version of its first handshake.
    """

    NONE = "none: every handshake is a full one"
    SESSION = "those of the same FTP session"
    SERVER = "those of any FTP session with this server"


@dataclass(frozen=True, slots=True)
class TlsPolicy:
    """Versions and suites that are accepted, in the server's order of preference; and how TLS is spoken.

    `session_tickets` issues tickets (RFC 5077) to clients that ask for them, beside
    session ids.  `requires_reuse` refuses a data connection with 522 unless its
    handshake resumes the TLS session of the control connection.  `record_size` is the
    most plaintext that a record of the server carries, in bytes.
    `certificate_authorities` are the names (DER) in a CertificateRequest.  `faults` are
    the deliberate faults.
    """

    versions: tuple[Version, ...] = ALL_VERSIONS
    suites: tuple[CipherSuite, ...] = ALL_SUITES
    server_preference: bool = False  # False: the order of the client decides
    client_certificate: ClientCertificate = ClientCertificate.NONE
    certificate_authorities: tuple[bytes, ...] = ()
    session_reuse: SessionReuse = SessionReuse.NONE
    session_tickets: bool = False
    requires_reuse: bool = False
    record_size: int = RECORD_MOST
    faults: TlsFaults = field(default_factory=TlsFaults)  # none: correct

    @classmethod
    def pinned(
        cls,
        version: Version,
        suite: CipherSuite,
        *,
        client_certificate: ClientCertificate = ClientCertificate.NONE,
        faults: TlsFaults | None = None,
    ) -> TlsPolicy:
        """Exactly one version and one suite."""
        return cls(
            versions=(version,),
            suites=(suite,),
            client_certificate=client_certificate,
            faults=faults or TlsFaults(),
        )

    def check(self) -> None:
        """Raise `UsageError` when no client could meet this policy."""
        if not self.versions or not self.suites:
            raise UsageError("a TlsPolicy needs at least one version and one suite")
        if self.session_reuse is SessionReuse.NONE and (self.requires_reuse or self.session_tickets):
            raise UsageError("a TlsPolicy with tickets or required reuse needs sessions that can be resumed")
        if not RECORD_LEAST <= self.record_size <= RECORD_MOST:
            raise UsageError(
                f"a record carries {RECORD_LEAST} to {RECORD_MOST} bytes of plaintext, not {self.record_size}"
            )
