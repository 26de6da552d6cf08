"""The certificates of one run, good and flawed; made when first asked for, kept for the run.

The CA that a DUT is to know, and the leaves below it, are built here: their
dates lie before 2050, since not every module reads what comes after (RFC 5280,
4.1.2.5).  What only the bench itself judges, and the CA that a DUT must not
trust, come from trustme.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar

import trustme

from hil.errors import InfrastructureError, UsageError
from hil.pki.certificates import (
    ORGANIZATION,
    Issuer,
    Validity,
    make_key,
    make_root,
    make_server_leaf,
    pem_of_certificate,
    pem_of_key,
)
from hil.pki.chain import Chain, ClientCredential

SLOT_MAX = 2017  # bytes of an NVRAM file, note 2.4
SERVER_NAMES = ("localhost", "127.0.0.1")
DAY = timedelta(days=1)

_Maker = TypeVar("_Maker")


class Authority:
    """A certificate authority with the chains and client credentials that cases ask for by name."""

    def __init__(self, *, names: tuple[str, ...] = SERVER_NAMES) -> None:
        self._names = names
        now = datetime.now(UTC).replace(microsecond=0)
        self._current = Validity(now - DAY, now + 365 * DAY)
        self._past = Validity(now - 730 * DAY, now - 365 * DAY)
        self._future = Validity(now + 365 * DAY, now + 730 * DAY)
        self._of_ca = Validity(now - 3650 * DAY, now + 3650 * DAY)
        self._chains: dict[str, Chain] = {}
        self._credentials: dict[str, ClientCredential] = {}
        self._make_chain: dict[str, Callable[[str], Chain]] = {
            "good": lambda name: self._own_chain(name, self._current, ""),
            "other-ca": self._foreign_chain,
            "self-signed": self._self_signed_chain,
            "expired": lambda name: self._own_chain(name, self._past, "expired a year ago"),
            "not-yet-valid": lambda name: self._own_chain(
                name, self._future, "not valid until a year from now"
            ),
        }
        self._make_credential: dict[str, Callable[[str], ClientCredential]] = {
            "good": lambda name: self._credential(name, self._client_ca, self._current),
            "other-ca": lambda name: self._credential(name, self._other_ca, self._current),
            "expired": lambda name: self._credential(name, self._client_ca, self._past),
            "mismatched-key": self._mismatched_credential,
        }

    @cached_property
    def ca_pem(self) -> bytes:
        """The CA that the DUT is to know; it fits into one NVRAM file."""
        return _for_slot("the CA", self._ca.pem)

    @cached_property
    def client_ca_pem(self) -> bytes:
        """The CA of good client certificates, for the server."""
        return self._client_ca.cert_pem.bytes()

    def chain_names(self) -> tuple[str, ...]:
        """The names that `chain` knows."""
        return tuple(self._make_chain)

    def client_names(self) -> tuple[str, ...]:
        """The names that `client` knows."""
        return tuple(self._make_credential)

    def chain(self, name: str = "good") -> Chain:
        """The server chain of that name; raises `UsageError` for one that is not known."""
        make = _known("chain", name, self._make_chain)
        if name not in self._chains:
            self._chains[name] = make(name)
        return self._chains[name]

    def client(self, name: str = "good") -> ClientCredential:
        """The client credential of that name; raises `UsageError` for one that is not known."""
        make = _known("client credential", name, self._make_credential)
        if name not in self._credentials:
            made = make(name)
            _for_slot(f"certificate {name!r}", made.certificate)
            _for_slot(f"key {name!r}", made.key)
            self._credentials[name] = made
        return self._credentials[name]

    @cached_property
    def _ca(self) -> Issuer:
        return make_root("m95-hil CA", key=make_key(), validity=self._of_ca)

    @cached_property
    def _other_ca(self) -> trustme.CA:
        return trustme.CA(organization_name=ORGANIZATION, key_type=trustme.KeyType.RSA)

    @cached_property
    def _client_ca(self) -> trustme.CA:
        return trustme.CA(organization_name=ORGANIZATION, key_type=trustme.KeyType.RSA)

    @cached_property
    def _server_key(self) -> tuple[bytes, Callable[[Validity, Issuer | None], bytes]]:
        key = make_key()  # one for all flaws that are not flaws of the key

        def leaf(validity: Validity, issuer: Issuer | None) -> bytes:
            return pem_of_certificate(
                make_server_leaf(self._names[0], key=key, validity=validity, names=self._names, issuer=issuer)
            )

        return pem_of_key(key), leaf

    def _own_chain(self, name: str, validity: Validity, flaw: str) -> Chain:
        key, leaf = self._server_key
        return Chain(name, leaf(validity, self._ca), key, self.ca_pem, flaw)

    def _self_signed_chain(self, name: str) -> Chain:
        key, leaf = self._server_key
        certificate = leaf(self._current, None)
        return Chain(name, certificate, key, certificate, "signed by its own key, by no CA")

    def _foreign_chain(self, name: str) -> Chain:
        made = self._other_ca.issue_cert(
            *self._names,
            common_name=self._names[0],
            organization_name=ORGANIZATION,
            key_type=trustme.KeyType.RSA,
            not_before=self._current.not_before,
            not_after=self._current.not_after,
        )
        return Chain(
            name,
            b"".join(blob.bytes() for blob in made.cert_chain_pems),
            made.private_key_pem.bytes(),
            self._other_ca.cert_pem.bytes(),
            "issued by a CA that the DUT was not told of",
        )

    def _credential(self, name: str, issuer: trustme.CA, validity: Validity) -> ClientCredential:
        made = issuer.issue_cert(
            "dut.m95-hil.invalid",
            common_name="M95 under test",
            organization_name=ORGANIZATION,
            key_type=trustme.KeyType.RSA,
            not_before=validity.not_before,
            not_after=validity.not_after,
        )
        return ClientCredential(name, made.cert_chain_pems[0].bytes(), made.private_key_pem.bytes())

    def _mismatched_credential(self, name: str) -> ClientCredential:
        return ClientCredential(name, self.client("good").certificate, self._server_key[0])


def _known(what: str, name: str, table: Mapping[str, _Maker]) -> _Maker:
    if name in table:
        return table[name]
    near = get_close_matches(name, table, n=1)
    hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(table)}"
    raise UsageError(f"no {what} is called {name!r}; {hint}")


def _for_slot(what: str, pem: bytes) -> bytes:
    if len(pem) > SLOT_MAX:
        raise InfrastructureError(f"{what} has {len(pem)} bytes, an NVRAM file holds {SLOT_MAX}")
    return pem
