"""Chains by path: depth, order, gaps, foreign CAs, repetition, size."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from ipaddress import ip_network

import trustme
from cryptography import x509
from cryptography.x509.oid import NameOID

from hil.pki.certificates import (
    Issuer,
    alternative_names,
    basic_constraints,
    ca_extensions,
    key_usage,
    server_extensions,
)
from hil.pki.chain import Chain
from hil.pki.kinds.kind import ChainKind
from hil.pki.workshop import CA_NAME, Workshop

HUGE_PATH = 40  # CAs; some 45 kB, so that the message spans records (2**14 bytes, RFC 5246, 6.2.1)
HUGE_NAMES = 800  # some 20 kB in one certificate


def _path(shop: Workshop, name: str, depth: int) -> list[bytes]:
    """A leaf and `depth` intermediate CAs above it, leaf first."""
    above: list[Issuer] = []
    for level in range(depth):
        above.append(shop.intermediate(f"{name}/{level + 1}", issuer=above[-1] if above else None))
    leaf = shop.leaf(name, issuer=above[-1] if above else None)
    return [leaf, *(issuer.certificate for issuer in reversed(above))]


def _intermediates(depth: int, shop: Workshop, name: str) -> Chain:
    return shop.chain(name, *_path(shop, name, depth))


def _with_root(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, *_path(shop, name, 1), shop.ca.certificate)


def _missing(shop: Workshop, name: str) -> Chain:
    leaf, *_ = _path(shop, name, 1)
    return shop.chain(name, leaf)


def _missing_middle(shop: Workshop, name: str) -> Chain:
    leaf, lower, _ = _path(shop, name, 2)
    return shop.chain(name, leaf, lower)


def _other_ca(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, shop.leaf(name, issuer=shop.other_ca), anchor=shop.other_ca.certificate)


def _other_library(shop: Workshop, name: str) -> Chain:
    """Made by trustme, so that certificates of a run come from two libraries; trustme chooses the serial numbers."""
    authority = trustme.CA(organization_name="m95-hil other library", key_type=trustme.KeyType.RSA)
    leaf = authority.issue_cert(*shop.names, key_type=trustme.KeyType.RSA)
    (certificate,) = leaf.cert_chain_pems
    return Chain(name, certificate.bytes(), leaf.private_key_pem.bytes(), authority.cert_pem.bytes())


def _other_ca_with_root(shop: Workshop, name: str) -> Chain:
    root = shop.other_ca
    return shop.chain(name, shop.leaf(name, issuer=root), root.certificate, anchor=root.certificate)


def _namesake(shop: Workshop, name: str) -> Chain:
    root = shop.root("m95-hil CA", role="m95-hil other CA")
    return shop.chain(name, shop.leaf(name, issuer=root), root.certificate, anchor=root.certificate)


def _self_signed(shop: Workshop, name: str) -> Chain:
    leaf = shop.leaf(name, issuer=shop.server_key)
    return shop.chain(name, leaf, anchor=leaf)


def _self_signed_ca(shop: Workshop, name: str) -> Chain:
    usage = key_usage("digital_signature", "key_encipherment", "key_cert_sign")
    extensions = (basic_constraints(ca=True), usage, alternative_names(shop.names))
    leaf = shop.leaf(name, issuer=shop.server_key, extensions=extensions)
    return shop.chain(name, leaf, anchor=leaf)


def _duplicated_leaf(shop: Workshop, name: str) -> Chain:
    leaf, middle = _path(shop, name, 1)
    return shop.chain(name, leaf, leaf, middle)


def _duplicated_intermediate(shop: Workshop, name: str) -> Chain:
    leaf, middle = _path(shop, name, 1)
    return shop.chain(name, leaf, middle, middle)


def _disordered(shop: Workshop, name: str) -> Chain:
    leaf, *above = _path(shop, name, 3)
    return shop.chain(name, leaf, *reversed(above))


def _leaf_last(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, *reversed(_path(shop, name, 1)))


def _unrelated(shop: Workshop, name: str) -> Chain:
    leaf, middle = _path(shop, name, 1)
    return shop.chain(name, leaf, shop.other_ca.certificate, middle)


def _huge_certificate(shop: Workshop, name: str) -> Chain:
    many = (*shop.names, *(f"host-{number}.m95-hil.invalid" for number in range(HUGE_NAMES)))
    leaf = shop.leaf(name, extensions=server_extensions(many))
    return shop.chain(name, leaf)


def _cross_signed(shop: Workshop, name: str) -> Chain:
    """Two certificates of one CA, one from an issuer that the DUT does not know, sent first."""
    middle = shop.intermediate(name)
    foreign = shop.intermediate(name, issuer=shop.other_ca)
    leaf = shop.leaf(f"{name}/leaf", issuer=middle)
    return shop.chain(name, leaf, foreign.certificate, middle.certificate)


def _name_constraints(shop: Workshop, name: str) -> Chain:
    only = x509.NameConstraints([x509.DNSName("m95-hil.invalid")], [x509.IPAddress(ip_network("0.0.0.0/0"))])
    middle = shop.intermediate(name, extensions=(*ca_extensions(), (only, True)))
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=middle), middle.certificate)


def _other_ca_intermediate(shop: Workshop, name: str) -> Chain:
    middle = shop.intermediate(name, issuer=shop.other_ca)
    leaf = shop.leaf(f"{name}/leaf", issuer=middle)
    return shop.chain(name, leaf, middle.certificate, anchor=shop.other_ca.certificate)


def _other_ca_with_right_root(shop: Workshop, name: str) -> Chain:
    leaf = shop.leaf(name, issuer=shop.other_ca)
    return shop.chain(name, leaf, shop.ca.certificate, anchor=shop.other_ca.certificate)


def _foreign_leaf(shop: Workshop, name: str) -> Chain:
    _, middle = _path(shop, name, 1)
    return shop.chain(name, shop.leaf(name, issuer=shop.other_ca), middle, anchor=shop.other_ca.certificate)


def _ca_name(shop: Workshop, name: str) -> Chain:
    leaf = shop.leaf(name, issuer=shop.server_key, common_name=CA_NAME)
    return shop.chain(name, leaf, anchor=leaf)


def _named_otherwise(shop: Workshop) -> Issuer:
    """An issuer with the key of the CA and another name."""
    return Issuer(shop.root("m95-hil nobody", role=CA_NAME).certificate, shop.ca.key)


@dataclass(frozen=True, slots=True)
class _OfAnotherOrganization(Issuer):
    """An issuer whose certificates name the same common name in another organization as their issuer."""

    @property
    def name(self) -> x509.Name:
        own = x509.load_der_x509_certificate(self.certificate).subject
        return x509.Name(
            x509.NameAttribute(each.oid, "m95-hil nobody") if each.oid == NameOID.ORGANIZATION_NAME else each
            for each in own
        )


def _issuer_organization(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, shop.leaf(name, issuer=_OfAnotherOrganization(shop.ca.certificate, shop.ca.key)))


def _issuer_name(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, shop.leaf(name, issuer=_named_otherwise(shop)))


def _upper_issuer_name(shop: Workshop, name: str) -> Chain:
    middle = shop.intermediate(name, issuer=_named_otherwise(shop))
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=middle), middle.certificate)


def _ca_as_server(shop: Workshop, name: str) -> Chain:
    return shop.chain(name, shop.ca.certificate, key=shop.ca.key)


ORDER = "RFC 5246, 7.4.2"
NAMES = "RFC 5280, 6.1.3 (a)(4)"

KINDS = (
    *(
        ChainKind(
            f"intermediates-{depth}",
            f"{depth} intermediate CA{'s' if depth > 1 else ''} below the CA",
            "RFC 5280, 6.1",
            partial(_intermediates, depth),
        )
        for depth in (1, 2, 3, 4)
    ),
    ChainKind("with-root", "the CA itself is sent, too", ORDER, _with_root),
    ChainKind(
        "cross-signed",
        "an intermediate is sent twice, first with the signature of a foreign CA",
        "RFC 5280, 6.1",
        _cross_signed,
    ),
    ChainKind("missing-intermediate", "the one intermediate CA is not sent", ORDER, _missing),
    ChainKind("missing-upper", "the upper of two intermediate CAs is not sent", ORDER, _missing_middle),
    ChainKind("other-ca", "issued by a CA that the DUT does not have", "RFC 5280, 6.1.3", _other_ca),
    ChainKind(
        "other-library",
        "issued by a CA that the DUT does not have, and made by another library",
        "RFC 5280, 6.1.3",
        _other_library,
    ),
    ChainKind(
        "other-ca-with-root",
        "issued by a CA that the DUT does not have, which is sent, too",
        "RFC 5280, 6.1.3",
        _other_ca_with_root,
    ),
    ChainKind(
        "other-ca-same-name",
        "issued by another CA with the name of the right one",
        "RFC 5280, 6.1.3",
        _namesake,
    ),
    ChainKind("self-signed", "signed by its own key, by no CA", "RFC 5280, 6.1.3", _self_signed),
    ChainKind("self-signed-ca", "signed by its own key, and CA:TRUE", "RFC 5280, 6.1.3", _self_signed_ca),
    ChainKind(
        "name-constraints",
        "names that the intermediate CA may not certify",
        "RFC 5280, 4.2.1.10",
        _name_constraints,
    ),
    ChainKind("leaf-last", "the server's certificate is sent last", ORDER, _leaf_last),
    ChainKind("duplicated-leaf", "the server's certificate is sent twice", ORDER, _duplicated_leaf),
    ChainKind(
        "duplicated-intermediate",
        "an intermediate CA is sent twice",
        ORDER,
        _duplicated_intermediate,
    ),
    ChainKind("disordered", "three intermediate CAs in the wrong order", ORDER, _disordered),
    ChainKind(
        "unrelated-extra",
        "a certificate in the middle that belongs to no path",
        ORDER,
        _unrelated,
    ),
    ChainKind(
        "huge-chain",
        f"a good path of {HUGE_PATH} intermediate CAs, over several records",
        "RFC 5246, 6.2.1 and 7.4.2",
        partial(_intermediates, HUGE_PATH),
    ),
    ChainKind(
        "huge-certificate",
        f"one certificate of some 20 kB, {HUGE_NAMES} names",
        "RFC 5246, 6.2.1 and 7.4.2",
        _huge_certificate,
    ),
    ChainKind(
        "other-ca-intermediate",
        "an intermediate CA below a CA that the DUT does not have",
        "RFC 5280, 6.1.3",
        _other_ca_intermediate,
    ),
    ChainKind(
        "other-ca-with-right-root",
        "issued by a CA that the DUT does not have; the one that it has is sent, too",
        "RFC 5280, 6.1.3",
        _other_ca_with_right_root,
    ),
    ChainKind(
        "foreign-leaf",
        "a good intermediate CA follows a certificate that another CA issued",
        "RFC 5280, 6.1.3",
        _foreign_leaf,
    ),
    ChainKind(
        "self-signed-ca-name", "signed by its own key, with the name of the CA", "RFC 5280, 6.1.3", _ca_name
    ),
    ChainKind("issuer-name", "the CA's key signed it, but it names another issuer", NAMES, _issuer_name),
    ChainKind(
        "issuer-organization",
        "the CA's key signed it, but it names the issuer with another organization",
        NAMES,
        _issuer_organization,
    ),
    ChainKind(
        "upper-issuer-name",
        "the CA's key signed the intermediate CA, which names another issuer",
        NAMES,
        _upper_issuer_name,
    ),
    ChainKind(
        "ca-as-server", "the server's certificate is that of the CA itself", "RFC 5280, 6.1", _ca_as_server
    ),
)
