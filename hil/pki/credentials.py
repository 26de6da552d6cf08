"""All client credentials for a DUT, one row each, with the reaction of a server that demands one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import rsa

from hil.pki.certificates import (
    Extension,
    Issuer,
    Validity,
    client_extensions,
    issue,
    pem_of_certificate,
    server_extensions,
)
from hil.pki.chain import ClientCredential
from hil.pki.private_keys import pem_of_key
from hil.pki.workshop import CLIENT_ROLE, Workshop


@dataclass(frozen=True, slots=True)
class CredentialKind:
    """A named client credential; `is_accepted` by a server that demands one."""

    name: str
    is_accepted: bool
    about: str
    clause: str
    make: Callable[[Workshop, str], ClientCredential]
    """Makes the credential of that name."""


def _credential(
    shop: Workshop,
    name: str,
    *,
    issuer: Issuer | rsa.RSAPrivateKey | None = None,
    validity: Validity | None = None,
    extensions: Iterable[Extension] | None = None,
) -> ClientCredential:
    key = shop.client_key
    certificate = issue(
        "M95 under test",
        key=key.public_key(),
        serial=shop.serial(f"client/{name}", role=CLIENT_ROLE),
        validity=validity or shop.current,
        extensions=client_extensions() if extensions is None else extensions,
        issuer=issuer or shop.client_ca,
    )
    return ClientCredential(name, pem_of_certificate(certificate), pem_of_key(key))


def _other_ca(shop: Workshop, name: str) -> ClientCredential:
    return _credential(shop, name, issuer=shop.other_ca)


def _self_signed(shop: Workshop, name: str) -> ClientCredential:
    return _credential(shop, name, issuer=shop.client_key)


def _expired(shop: Workshop, name: str) -> ClientCredential:
    return _credential(shop, name, validity=shop.past)


def _not_yet_valid(shop: Workshop, name: str) -> ClientCredential:
    return _credential(shop, name, validity=shop.future)


def _server_only(shop: Workshop, name: str) -> ClientCredential:
    return _credential(shop, name, extensions=server_extensions(shop.names))


def _mismatched(shop: Workshop, name: str) -> ClientCredential:
    return ClientCredential(name, _credential(shop, name).certificate, pem_of_key(shop.server_key))


_KINDS = (
    CredentialKind("good", True, "RSA 2048, issued by the CA of clients", "RFC 5280, 6.1", _credential),
    CredentialKind("second", True, "the same with another serial number", "RFC 5280, 6.1", _credential),
    CredentialKind(
        "other-ca", False, "issued by a CA that the server does not know", "RFC 5280, 6.1.3", _other_ca
    ),
    CredentialKind("self-signed", False, "signed by its own key, by no CA", "RFC 5280, 6.1.3", _self_signed),
    CredentialKind("expired", False, "expired a year ago", "RFC 5280, 6.1.3 (a)(2)", _expired),
    CredentialKind(
        "not-yet-valid", False, "not valid until a year from now", "RFC 5280, 6.1.3 (a)(2)", _not_yet_valid
    ),
    CredentialKind(
        "server-only", False, "extended key usage: TLS server only", "RFC 5280, 4.2.1.12", _server_only
    ),
    CredentialKind(
        "mismatched-key",
        False,
        "a good certificate with another private key",
        "RFC 5246, 7.4.8",
        _mismatched,
    ),
)

CREDENTIALS: Mapping[str, CredentialKind] = {kind.name: kind for kind in _KINDS}
"""Every kind by its name."""
