"""Certificates as values: a server's chain with its key, and a client's certificate with its key."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Chain:
    """A server's certificate chain, PEM, leaf first, with its private key.

    `trust_anchor` is the PEM of the CA that a client would have to know in order
    to accept the chain; `flaw` says in words what is wrong with it, empty when nothing is.
    """

    name: str
    certificates: bytes
    key: bytes = field(repr=False)
    trust_anchor: bytes
    flaw: str = ""


@dataclass(frozen=True, slots=True)
class ClientCredential:
    """A client certificate with its private key, both PEM, each small enough for an NVRAM slot."""

    name: str
    certificate: bytes
    key: bytes = field(repr=False)
