"""Chains with a flawed leaf below a good intermediate CA that may be a server, too (RFC 5280, 6.1.3).

A client that judges the CA in place of the leaf finds no flaw.
"""

from __future__ import annotations

from cryptography import x509

from hil.pki import reissue
from hil.pki.certificates import Issuer, basic_constraints, key_usage, server_extensions
from hil.pki.chain import Chain
from hil.pki.kinds.kind import ChainKind
from hil.pki.workshop import Workshop

UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.20181120"), b"\x05\x00")  # value: NULL


def _serving_ca(shop: Workshop, name: str) -> Issuer:
    usage = key_usage("key_cert_sign", "crl_sign", "digital_signature", "key_encipherment")
    return shop.intermediate(name, extensions=[basic_constraints(ca=True), usage])


def _good(shop: Workshop, name: str) -> Chain:
    middle = _serving_ca(shop, name)
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=middle), middle.certificate)


def _past(shop: Workshop, name: str) -> Chain:
    middle = _serving_ca(shop, name)
    leaf = shop.leaf(f"{name}/leaf", issuer=middle, validity=shop.past)
    return shop.chain(name, leaf, middle.certificate)


def _future(shop: Workshop, name: str) -> Chain:
    middle = _serving_ca(shop, name)
    leaf = shop.leaf(f"{name}/leaf", issuer=middle, validity=shop.future)
    return shop.chain(name, leaf, middle.certificate)


def _critical(shop: Workshop, name: str) -> Chain:
    middle = _serving_ca(shop, name)
    extensions = [*server_extensions(shop.names), (UNKNOWN, True)]
    leaf = shop.leaf(f"{name}/leaf", issuer=middle, extensions=extensions)
    return shop.chain(name, leaf, middle.certificate)


def _forged(shop: Workshop, name: str) -> Chain:
    middle = _serving_ca(shop, name)
    leaf = reissue.with_signature_bit_flipped(shop.leaf(f"{name}/leaf", issuer=middle))
    return shop.chain(name, leaf, middle.certificate)


def _foreign(shop: Workshop, name: str) -> Chain:
    middle = _serving_ca(shop, name)
    leaf = shop.leaf(f"{name}/leaf", issuer=shop.other_ca)
    return shop.chain(name, leaf, middle.certificate, anchor=shop.other_ca.certificate)


WHERE = "below a good intermediate CA that may be a server, too"
DATES, SIGNATURE = "RFC 5280, 6.1.3 (a)(2)", "RFC 5280, 6.1.3 (a)(1)"

KINDS = (
    ChainKind("leaf-good", f"good, {WHERE}", "RFC 5280, 4.2.1.3", _good),
    ChainKind("leaf-expired", f"expired a year ago, {WHERE}", DATES, _past),
    ChainKind("leaf-not-yet-valid", f"not valid until a year from now, {WHERE}", DATES, _future),
    ChainKind(
        "leaf-unknown-critical-extension",
        f"an unknown critical extension, {WHERE}",
        "RFC 5280, 4.2",
        _critical,
    ),
    ChainKind("leaf-forged", f"one bit of the signature is wrong, {WHERE}", SIGNATURE, _forged),
    ChainKind(
        "leaf-foreign", "issued by another CA than the one that follows it", "RFC 5280, 6.1.3", _foreign
    ),
)
