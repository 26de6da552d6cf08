"""Certificates as values: a server's chain with its key, and a client's certificate with its key."""

from __future__ import annotations

import re
from base64 import b64decode
from dataclasses import dataclass, field

_ARMOUR = re.compile(rb"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class Chain:
    """A server's certificate chain, PEM, in the order of sending, with its private key.

    `trust_anchor` is the PEM of the CA that a client needs in order to accept the
    chain; `flaw` says how the chain differs from the usual one, empty for that one.  The content
    between the PEM lines need not be a certificate.
    """

    name: str
    certificates: bytes
    key: bytes = field(repr=False)
    trust_anchor: bytes
    flaw: str = ""

    @property
    def der(self) -> tuple[bytes, ...]:
        """The entries of the Certificate message, byte for byte (RFC 5246, 7.4.2); they are not parsed."""
        return tuple(b64decode(body) for body in _ARMOUR.findall(self.certificates))


@dataclass(frozen=True, slots=True)
class ClientCredential:
    """A client certificate with its private key, both PEM, each small enough for an NVRAM slot."""

    name: str
    certificate: bytes
    key: bytes = field(repr=False)

    @property
    def der(self) -> bytes:
        """The certificate as it stands in a Certificate message."""
        return b64decode(_ARMOUR.findall(self.certificate)[0])
