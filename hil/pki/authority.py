"""The certificates of one run, good and flawed; made at the first request and kept for the run.

Dates are before 2050 unless a chain tests them, since not every module reads
later dates (RFC 5280, 4.1.2.5).
"""

from __future__ import annotations

import re
import secrets
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

from hil.errors import InfrastructureError, UsageError
from hil.pki.certificates import Validity, alternative_names
from hil.pki.chain import Chain, ClientCredential
from hil.pki.chains import CHAINS
from hil.pki.credentials import CREDENTIALS
from hil.pki.kinds.dates import dated
from hil.pki.security_files import padded
from hil.pki.workshop import CLIENT_ROLE, Workshop
from hil.spec.files import NVRAM_MAX

SERVER_NAMES = ("localhost", "127.0.0.1")

_Row = TypeVar("_Row")

_DATED = re.compile(r"valid-(\d{8}T\d{6}Z)-(\d{8}T\d{6}Z)")
"""The name of the chain that `Authority.chain_valid` makes."""


class Authority:
    """A certificate authority with the chains and client credentials that cases ask for by name.

    `names` are the host names and addresses of the server; a name that no certificate
    can hold raises `UsageError`.  With the same `seed` and `start` only the keys
    differ; without them both are new.
    """

    def __init__(
        self,
        *,
        names: tuple[str, ...] = SERVER_NAMES,
        seed: str | None = None,
        start: datetime | None = None,
    ) -> None:
        _check_names(names)
        self.seed: str = secrets.token_hex(8) if seed is None else seed
        """The seed of everything but the keys, and of the numbers of certificates as long as no key is renewed."""
        self.start: datetime = (start or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
        """The moment to which all dates are relative."""
        self._shop = Workshop(names=names, seed=self.seed, start=self.start)
        self._chains: dict[str, Chain] = {}
        self._credentials: dict[str, ClientCredential] = {}

    @cached_property
    def ca_pem(self) -> bytes:
        """The CA to store in the DUT; it fits into one NVRAM file."""
        return _for_slot("the CA", self._shop.ca.pem)

    @cached_property
    def client_ca_pem(self) -> bytes:
        """The CA of good client certificates, for the server."""
        return self._shop.client_ca.pem

    @property
    def client_ca_name(self) -> bytes:
        """The name (DER) of that CA, for a CertificateRequest (RFC 5246, 7.4.4)."""
        return self._shop.client_ca.name.public_bytes()

    def ca_pem_of_size(self, size: int) -> bytes:
        """The same CA with a long comment inside, `size` bytes of PEM; the last four may be line feeds.

        Good chains are good under it, too, so that a DUT can prove that it stored all of it.
        """
        shop = self._shop
        comment_length = (
            bisect_right(range(size), size, key=lambda length: len(shop.ca_with_comment(length).pem)) - 1
        )
        if comment_length < 0:
            raise UsageError(f"a CA of {size} bytes is too small; its content has {len(self.ca_pem)} bytes")
        return padded(shop.ca_with_comment(comment_length).pem, size)

    def chain_names(self) -> tuple[str, ...]:
        """The names that `chain` accepts; `hil.pki.chains` describes them."""
        return tuple(CHAINS)

    def client_names(self) -> tuple[str, ...]:
        """The names that `client` accepts; `hil.pki.credentials` describes them."""
        return tuple(CREDENTIALS)

    def chain(self, name: str = "good") -> Chain:
        """The server chain of that name, also that of a chain with given dates; raises `UsageError` for an unknown name."""
        if dates := _DATED.fullmatch(name):
            return self.chain_valid(*map(_moment, dates.groups()))
        kind = _known("chain", name, CHAINS)
        if name not in self._chains:
            try:
                self._chains[name] = kind.chain(self._shop)
            except ValueError as error:
                raise UsageError(
                    f"no chain {name!r} can be made for {', '.join(self._shop.names)}: {error}"
                ) from error
        return self._chains[name]

    def chain_valid(self, not_before: datetime, not_after: datetime) -> Chain:
        """The good chain with these dates (aware, whole seconds, both included), for a DUT whose clock is set."""
        name = f"valid-{not_before.astimezone(UTC):%Y%m%dT%H%M%SZ}-{not_after.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        if not_after < not_before:
            raise UsageError(f"a certificate cannot end before it begins: {name}")
        if name not in self._chains:
            self._chains[name] = dated(self._shop, name, Validity(not_before, not_after))
        return self._chains[name]

    def client(self, name: str = "good") -> ClientCredential:
        """The client credential of that name; raises `UsageError` for an unknown name."""
        kind = _known("client credential", name, CREDENTIALS)
        if name not in self._credentials:
            made = self._shop.without_plus_signs(
                CLIENT_ROLE, lambda: kind.make(self._shop, name), lambda credential: credential.certificate
            )
            _for_slot(f"certificate {name!r}", made.certificate)
            _for_slot(f"key {name!r}", made.key)
            self._credentials[name] = made
        return self._credentials[name]

    def made(self) -> Iterator[tuple[str, bytes]]:
        """What has been made so far for a DUT to store, by name: `ca`, `anchor:NAME`, `client:NAME:certificate` and `:key`."""
        yield "ca", self.ca_pem
        for name, chain in tuple(self._chains.items()):
            yield f"anchor:{name}", chain.trust_anchor
        for name, client in tuple(self._credentials.items()):
            yield f"client:{name}:certificate", client.certificate
            yield f"client:{name}:key", client.key

    def material(self, name: str) -> bytes:
        """The content of that name, as `made` gives it, made now if need be; raises `UsageError` for another name."""
        kind, *rest = name.split(":")
        match kind, rest:
            case "ca", []:
                return self.ca_pem
            case "anchor", [chain]:
                return self.chain(chain).trust_anchor
            case "client", [client, "certificate"]:
                return self.client(client).certificate
            case "client", [client, "key"]:
                return self.client(client).key
        raise UsageError(
            f"expected ca, anchor:NAME, client:NAME:certificate or client:NAME:key, came {name!r}"
        )


def _moment(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _check_names(names: tuple[str, ...]) -> None:
    if not names or not all(names):
        raise UsageError("a server needs at least one name, and no empty one")
    for name in names:
        try:
            alternative_names([name])
        except ValueError as error:
            raise UsageError(f"{name!r} cannot be the name of a server: {error}") from error


def _known(what: str, name: str, table: Mapping[str, _Row]) -> _Row:
    if name in table:
        return table[name]
    near = get_close_matches(name, table, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(table)}"
    raise UsageError(f"no {what} is called {name!r}; {hint}")


def _for_slot(what: str, pem: bytes) -> bytes:
    if len(pem) > NVRAM_MAX:
        raise InfrastructureError(f"{what} has {len(pem)} bytes, an NVRAM file holds {NVRAM_MAX}")
    return pem
