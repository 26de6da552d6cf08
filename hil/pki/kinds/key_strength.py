"""Chains by key and signature: sizes, digests, algorithms."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives import hashes

from hil.pki.chain import Chain
from hil.pki.kinds.kind import ChainKind
from hil.pki.reissue import Digest
from hil.pki.workshop import Workshop


def _rsa(
    bits: int, *, exponent: int = 65537, digest: Digest | None = None
) -> Callable[[Workshop, str], Chain]:
    def make(shop: Workshop, name: str) -> Chain:
        key = shop.keys.rsa("server", bits=bits, exponent=exponent)
        return shop.chain(name, shop.leaf(name, key=key, digest=digest), key=key)

    return make


def _pss(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, shop.leaf(name, pss=True))


def _ecdsa(shop: Workshop, name: str) -> Chain:
    key = shop.keys.ec("server")
    return shop.chain(name, shop.leaf(name, key=key), key=key)


def _wrong_key(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, shop.leaf(name), key=shop.keys.rsa("intermediate"))


KINDS = (
    ChainKind("good", "RSA 2048, SHA-256, issued by the CA itself", "RFC 5280, 6.1", _rsa(2048)),
    ChainKind("rsa-1024", "RSA 1024", "RFC 7525, 4.3 (SHOULD be 2048)", _rsa(1024)),
    ChainKind("rsa-4096", "RSA 4096", "RFC 8017, 3.1", _rsa(4096)),
    ChainKind("rsa-exponent-3", "RSA 2048, public exponent 3", "RFC 8017, 3.1", _rsa(2048, exponent=3)),
    ChainKind("rsa-512", "the server's RSA key has 512 bits", "RFC 7525, 4.3", _rsa(512)),
    ChainKind("sha1", "signed with SHA-1", "RFC 3279, 2.2.1", _rsa(2048, digest=hashes.SHA1())),
    ChainKind(
        "rsa-1024-sha1",
        "RSA 1024, signed with SHA-1",
        "RFC 3279, 2.2.1",
        _rsa(1024, digest=hashes.SHA1()),
    ),
    ChainKind("sha384", "signed with SHA-384", "RFC 4055, 5", _rsa(2048, digest=hashes.SHA384())),
    ChainKind("sha512", "signed with SHA-512", "RFC 4055, 5", _rsa(2048, digest=hashes.SHA512())),
    ChainKind("md5", "signed with MD5", "RFC 6151, 2", _rsa(2048, digest=hashes.MD5())),
    ChainKind("rsa-pss", "signed with RSASSA-PSS", "RFC 4055, 3.1", _pss),
    ChainKind(
        "ecdsa",
        "the server's key is ECDSA; no suite of the note can use it",
        "RFC 5246, 7.4.2",
        _ecdsa,
    ),
    ChainKind(
        "wrong-key",
        "the server has another private key than the certificate's",
        "RFC 5246, 7.4.7.1",
        _wrong_key,
    ),
)
