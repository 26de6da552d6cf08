"""Chains with flawed bytes: no certificates, altered ones, wrong signatures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import shake_256

from cryptography.hazmat.primitives import hashes

from hil.pki import reissue
from hil.pki.chain import Chain
from hil.pki.kinds.kind import ChainKind
from hil.pki.workshop import Workshop

GARBAGE_SIZE = 1000  # bytes, about that of a certificate


def _changed(change: Callable[[bytes], bytes]) -> Callable[[Workshop, str], Chain]:
    """A maker of chains with one good leaf that is changed after signing."""
    return lambda shop, name: shop.chain(name, change(shop.leaf(name)))


def _empty_list(shop: Workshop, name: str) -> Chain:
    return shop.chain(name)


def _garbage(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, shake_256(f"{shop.seed}/{name}".encode()).digest(GARBAGE_SIZE))


def _bad_issuer(shop: Workshop, name: str) -> Chain:
    middle = shop.intermediate(name)
    forged = reissue.with_signature_bit_flipped(middle.certificate)
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=middle), forged)


def _bad_upper(shop: Workshop, name: str) -> Chain:
    upper = shop.intermediate(f"{name}/upper")
    lower = shop.intermediate(f"{name}/lower", issuer=upper)
    forged = reissue.with_signature_bit_flipped(upper.certificate)
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=lower), lower.certificate, forged)


def _bad_leaf(shop: Workshop, name: str) -> Chain:
    middle = shop.intermediate(name)
    leaf = reissue.with_signature_bit_flipped(shop.leaf(f"{name}/leaf", issuer=middle))
    return shop.chain(name, leaf, middle.certificate)


def _altered(certificate: bytes) -> bytes:
    """One bit of the serial number is changed, the signature is kept."""
    parts = reissue.parts_of(certificate)
    _, algorithm, signature = reissue.values(certificate)
    serial = parts.serial[:-1] + bytes([parts.serial[-1] ^ 2])
    return reissue.encode(reissue.SEQUENCE, replace(parts, serial=serial).tbs, algorithm, signature)


def _twice(certificate: bytes) -> bytes:
    """Each extension of the certificate, twice."""
    parts = reissue.parts_of(certificate)
    (listed,) = reissue.values(parts.extensions)
    twice = reissue.encode(reissue.SEQUENCE, *(2 * reissue.values(listed)))
    return reissue.encode(reissue.EXTENSIONS, twice)


def _duplicate_extension(shop: Workshop, name: str) -> Chain:
    leaf = shop.leaf(name)
    parts = replace(reissue.parts_of(leaf), extensions=_twice(leaf))
    return shop.chain(name, reissue.sign(parts, shop.ca.key))


def _other_key(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, reissue.sign(reissue.parts_of(shop.leaf(name)), shop.other_ca.key))


def _algorithm_mismatch(shop: Workshop, name: str) -> Chain:
    by_sha1 = reissue.sign(reissue.parts_of(shop.leaf(name)), shop.ca.key, hashes.SHA1())
    return shop.chain(name, reissue.with_algorithm_outside(by_sha1, hashes.SHA1()))


MESSAGE = "RFC 5246, 7.4.2"
SIGNATURE = "RFC 5280, 6.1.3 (a)(1)"

KINDS = (
    ChainKind(
        "bad-signature",
        "one bit of the signature is wrong",
        SIGNATURE,
        _changed(reissue.with_signature_bit_flipped),
    ),
    ChainKind(
        "signed-by-other-key",
        "names the CA as issuer, but another key signed it",
        SIGNATURE,
        _other_key,
    ),
    ChainKind("altered", "the serial number was changed after signing", SIGNATURE, _changed(_altered)),
    ChainKind(
        "issuer-bad-signature",
        "one bit of the intermediate CA's signature is wrong",
        SIGNATURE,
        _bad_issuer,
    ),
    ChainKind(
        "upper-bad-signature",
        "one bit of the signature of the upper of two intermediate CAs is wrong",
        SIGNATURE,
        _bad_upper,
    ),
    ChainKind(
        "leaf-bad-signature",
        "one bit of the signature is wrong, below a good intermediate CA",
        SIGNATURE,
        _bad_leaf,
    ),
    ChainKind(
        "algorithm-mismatch",
        "signed with SHA-1, as the outer algorithm says, but the inner algorithm says SHA-256",
        "RFC 5280, 4.1.1.2",
        _algorithm_mismatch,
    ),
    ChainKind("duplicate-extension", "each extension occurs twice", "RFC 5280, 4.2", _duplicate_extension),
    ChainKind("empty-list", "no certificate at all", MESSAGE, _empty_list),
    ChainKind("empty-certificate", "one certificate of no bytes", MESSAGE, _changed(lambda _: b"")),
    ChainKind("garbage", f"{GARBAGE_SIZE} bytes that are no DER", MESSAGE, _garbage),
    ChainKind(
        "truncated",
        "the second half of the certificate is missing",
        MESSAGE,
        _changed(lambda leaf: leaf[: len(leaf) // 2]),
    ),
    ChainKind(
        "trailing-bytes",
        "bytes follow the end of the certificate",
        "X.690, 8.1; RFC 5246, 7.4.2",
        _changed(lambda leaf: leaf + b"\0\0\0\0"),
    ),
)
