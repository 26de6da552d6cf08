"""What the server observed of the peer in a TLS handshake, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass

from hil.spec.tls import SIGNALLING


@dataclass(frozen=True, slots=True)
class ClientHello:
    """A ClientHello as received (RFC 5246, 7.4.1.2); numbers as on the wire.

    `extensions` are pairs of type and body, in the order of the message;
    `server_name` is the SNI host name, None when there is no such extension.
    """

    record_version: int
    client_version: int
    random: bytes
    session_id: bytes
    suites: tuple[int, ...]
    compression_methods: tuple[int, ...]
    extensions: tuple[tuple[int, bytes], ...] = ()
    server_name: str | None = None

    @property
    def offered(self) -> frozenset[int]:
        """The suites as a set, without signalling values (RFC 5746, RFC 7507)."""
        return frozenset(self.suites) - SIGNALLING


@dataclass(frozen=True, slots=True)
class TlsAlert:
    """An alert message; `sent_by_dut` tells the direction."""

    level: int
    description: int
    sent_by_dut: bool
    name: str = ""

    @property
    def fatal(self) -> bool:
        """Whether its level is fatal (2)."""
        return self.level == 2  # RFC 5246, 7.2


@dataclass(frozen=True, slots=True)
class Handshake:
    """One handshake, finished or not.

    `version`, `suite` and `session_id` are those of the ServerHello, None when none
    was sent; `resumed` tells whether it is an earlier TLS session, whose
    certificates are not sent again.
    `client_chain` holds the client's certificates as DER, leaf
    first; `client_verified` tells whether that chain and the proof of its key
    were good, None when no certificate was asked for or none came;
    `failure` is the reason in words, None when the handshake finished; `fired`
    names the faults that fired, in the handshake or after it.
    """

    hello: ClientHello | None
    version: int | None = None
    suite: int | None = None
    resumed: bool = False
    client_certificate_requested: bool = False
    client_chain: tuple[bytes, ...] = ()
    client_verified: bool | None = None
    finished: bool = False
    failure: str | None = None
    session_id: bytes = b""
    fired: tuple[str, ...] = ()
