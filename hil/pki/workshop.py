"""The state that the makers of chains share in one run: CAs, keys, dates and serial numbers.

Serial numbers follow from the seed and a label, dates from the start of the run:
another run with the same seed and start differs only in its keys and signatures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa

from hil.errors import InfrastructureError
from hil.pki.certificates import (
    Extension,
    Issuer,
    Validity,
    ca_extensions,
    issue,
    pem_of_certificate,
    server_extensions,
)
from hil.pki.chain import Chain
from hil.pki.private_keys import ESCAPE, KeyRing, PrivateKey, pem_of_key
from hil.pki.reissue import Digest, encode

DAY = timedelta(days=1)
CA_NAME = "m95-hil CA"
CLIENT_ROLE = "client"
COMMON_NAME_MAX = 64  # ub-common-name (RFC 5280, A.1)
IA5_STRING = 0x16
NETSCAPE_COMMENT = x509.ObjectIdentifier("2.16.840.1.113730.1.13")
"""A text that no one acts upon, which every reader knows."""

SERIAL_BYTES = 16  # of at most 20 (RFC 5280, 4.1.2.2)


_KEYS = 20
"""So many keys are tried; each gives plus signs in one certificate of some two hundred."""

_Made = TypeVar("_Made")


class Workshop:
    """Makes certificates, good by default; makers of flawed chains change single values."""

    def __init__(self, *, names: tuple[str, ...], seed: str, start: datetime) -> None:
        self.names = names
        self.seed = seed
        self.start = start
        self.keys = KeyRing()
        self.current = Validity(start - DAY, start + 365 * DAY)
        self.past = Validity(start - 730 * DAY, start - 365 * DAY)
        self.future = Validity(start + 365 * DAY, start + 730 * DAY)
        self.of_ca = Validity(start - 3650 * DAY, start + 3650 * DAY)

    def serial(self, label: str, *, role: str = "") -> int:
        """The serial number for a label: positive, and different for each label.

        With another key of `role` it is another one, of another length, so that what
        follows it in a certificate stands elsewhere in the groups of base64.
        """
        renewals = self.keys.renewals(role)
        size = SERIAL_BYTES + renewals % 3
        digest = sha256(f"{self.seed}/{label}/{renewals}".encode()).digest()[:size]
        highest = 1 << (8 * size - 2)  # positive, and none of its bytes is left out
        return int.from_bytes(digest, "big") % highest | highest | 1

    @cached_property
    def ca(self) -> Issuer:
        """The CA to store in the DUT; its PEM has no +++ (note 2.4)."""
        return self.without_plus_signs(CA_NAME, lambda: self.root(CA_NAME), lambda made: made.pem)

    def without_plus_signs(
        self, role: str, make: Callable[[], _Made], pem: Callable[[_Made], bytes]
    ) -> _Made:
        """What `make` makes with the key of that role, with other keys until its PEM has no +++.

        Raises `InfrastructureError` when no key helps: the plus signs stand in what does not change.
        """
        for _ in range(_KEYS):
            made = make()
            if ESCAPE not in pem(made):
                return made
            self.keys.renew(role)
        raise InfrastructureError(f"expected a certificate without +++ of {role!r}; {_KEYS} keys gave none")

    def ca_with_comment(self, length: int) -> Issuer:
        """The same CA, with a comment of that many characters in its certificate; its PEM has no +++, either."""
        text = b"m95-hil "[: length % 8] + b"m95-hil " * (length // 8)
        issued = [self._commented(text)]
        for first in b"0123456789":
            if ESCAPE not in issued[-1].pem or not text:
                break
            issued.append(self._commented(bytes([first]) + text[1:]))  # another signature
        return issued[-1]

    def _commented(self, text: bytes) -> Issuer:
        comment = encode(IA5_STRING, text)
        return self.root(CA_NAME, extra=[(x509.UnrecognizedExtension(NETSCAPE_COMMENT, comment), False)])

    @cached_property
    def other_ca(self) -> Issuer:
        """A CA that is not stored in the DUT."""
        return self.root("m95-hil other CA")

    @cached_property
    def client_ca(self) -> Issuer:
        """The CA of good client certificates."""
        return self.root("m95-hil client CA")

    def root(self, common_name: str, *, role: str | None = None, extra: Iterable[Extension] = ()) -> Issuer:
        """A self-signed CA; its key is that of `role`, by default that of its name."""
        key = self.keys.rsa(role or common_name)
        certificate = issue(
            common_name,
            key=key.public_key(),
            serial=self.serial(f"root/{common_name}/{role}", role=role or common_name),
            validity=self.of_ca,
            extensions=(*ca_extensions(), *extra),
            issuer=key,
        )
        return Issuer(certificate, key)

    def intermediate(
        self,
        label: str,
        *,
        issuer: Issuer | None = None,
        extensions: Iterable[Extension] | None = None,
        validity: Validity | None = None,
    ) -> Issuer:
        """A CA below `issuer`, by default the CA of the run; all of them share one key."""
        key = self.keys.rsa("intermediate")
        certificate = issue(
            f"m95-hil {label}",
            key=key.public_key(),
            serial=self.serial(label),
            validity=validity or self.of_ca,
            extensions=ca_extensions() if extensions is None else extensions,
            issuer=issuer or self.ca,
        )
        return Issuer(certificate, key)

    def leaf(
        self,
        label: str,
        *,
        issuer: Issuer | rsa.RSAPrivateKey | None = None,
        key: PrivateKey | None = None,
        common_name: str | None = None,
        extensions: Iterable[Extension] | None = None,
        validity: Validity | None = None,
        digest: Digest | None = None,
        pss: bool = False,
    ) -> bytes:
        """A server's certificate, DER."""
        return issue(
            self.usual_name if common_name is None else common_name,
            key=(key or self.server_key).public_key(),
            serial=self.serial(label),
            validity=validity or self.current,
            extensions=server_extensions(self.names) if extensions is None else extensions,
            issuer=issuer or self.ca,
            digest=digest,
            pss=pss,
        )

    @property
    def usual_name(self) -> str:
        """The common name of the server: its first name, if that is short enough."""
        return self.names[0] if len(self.names[0]) <= COMMON_NAME_MAX else "FTPS server"

    @property
    def server_key(self) -> rsa.RSAPrivateKey:
        """The shared key of servers; only chains about keys use another one."""
        return self.keys.rsa("server")

    @property
    def client_key(self) -> rsa.RSAPrivateKey:
        """The key of the DUT."""
        return self.keys.rsa(CLIENT_ROLE)

    def chain(
        self, name: str, *der: bytes, key: PrivateKey | None = None, anchor: bytes | None = None
    ) -> Chain:
        """The chain of these certificates (DER), below the CA of the run unless `anchor` (DER) is another."""
        return Chain(
            name,
            b"".join(pem_of_certificate(each) for each in der),
            pem_of_key(key or self.server_key),
            self.ca.pem if anchor is None else pem_of_certificate(anchor),
        )
