"""Chains by permitted use: CA or not, path length, key usage, extensions (RFC 5280, 4.2 and 6.1.4)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID as Purpose

from hil.pki import reissue
from hil.pki.certificates import (
    Extension,
    Issuer,
    basic_constraints,
    ca_extensions,
    extended_key_usage,
    key_usage,
    server_extensions,
)
from hil.pki.chain import Chain
from hil.pki.kinds.kind import ChainKind
from hil.pki.workshop import Workshop

UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.25.20181120"), b"\x05\x00")  # value: NULL

Change = Callable[[tuple[Extension, ...]], Sequence[Extension]]


def _leaf(change: Change) -> Callable[[Workshop, str], Chain]:
    """A maker of chains with changed extensions of the leaf."""
    return lambda shop, name: shop.chain(
        name, shop.leaf(name, extensions=change(server_extensions(shop.names)))
    )


def _instead(*others: Extension) -> Change:
    """The extensions, with these ones replaced or added."""
    kinds = {type(extension) for extension, _ in others}
    return lambda usual: [*(each for each in usual if type(each[0]) not in kinds), *others]


def _without(*kinds: type[x509.ExtensionType]) -> Change:
    return lambda usual: [each for each in usual if type(each[0]) not in kinds]


def _issuer(extensions: Sequence[Extension]) -> Callable[[Workshop, str], Chain]:
    """A maker of chains with changed extensions of the intermediate CA."""

    def make(shop: Workshop, name: str) -> Chain:
        middle = shop.intermediate(name, extensions=extensions)
        return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=middle), middle.certificate)

    return make


def _path_length(shop: Workshop, name: str) -> Chain:
    upper = shop.intermediate(f"{name}/upper", extensions=ca_extensions(path_length=0))
    lower = shop.intermediate(f"{name}/lower", issuer=upper)
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=lower), lower.certificate, upper.certificate)


def _path_of(
    *levels: Sequence[Extension] | None,
) -> Callable[[Workshop, str], Chain]:
    """A maker of chains of intermediate CAs with these extensions, from the upper one down; None for the usual ones."""

    def make(shop: Workshop, name: str) -> Chain:
        issuer: Issuer | None = None
        above: list[bytes] = []
        for number, extensions in enumerate(levels):
            issuer = shop.intermediate(f"{name}/{number}", issuer=issuer, extensions=extensions)
            above.insert(0, issuer.certificate)
        return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=issuer), *above)

    return make


def _issuer_version_1(shop: Workshop, name: str) -> Chain:
    parts = reissue.parts_of(shop.intermediate(name).certificate)
    middle = Issuer(
        reissue.sign(replace(parts, version=b"", extensions=b""), shop.ca.key), shop.keys.rsa("intermediate")
    )
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=middle), middle.certificate)


def _version_1(shop: Workshop, name: str) -> Chain:
    parts = replace(reissue.parts_of(shop.leaf(name)), version=b"", extensions=b"")
    return shop.chain(name, reissue.sign(parts, shop.ca.key))


def _ca_false(shop: Workshop, name: str) -> Chain:
    """A chain whose issuer is a server certificate, CA:FALSE."""
    other = shop.intermediate(name, extensions=server_extensions(("other.m95-hil.invalid",)))
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=other), other.certificate)


SIGNS = key_usage("key_cert_sign", "crl_sign")
LENGTH = "RFC 5280, 6.1.4 (l)"

KINDS = (
    ChainKind(
        "issuer-ca-false",
        "issued by another server's certificate, CA:FALSE",
        "RFC 5280, 6.1.4 (k)",
        _ca_false,
    ),
    ChainKind(
        "issuer-ca-false-signs",
        "the key usage of the issuer allows signing certificates, but it is CA:FALSE",
        "RFC 5280, 6.1.4 (k)",
        _issuer((basic_constraints(ca=False), SIGNS)),
    ),
    ChainKind(
        "issuer-no-constraints",
        "the intermediate has no basicConstraints",
        "RFC 5280, 6.1.4 (k)",
        _issuer((SIGNS,)),
    ),
    ChainKind(
        "issuer-version-1",
        "the intermediate is an X.509 v1 certificate",
        "RFC 5280, 6.1.4 (k)",
        _issuer_version_1,
    ),
    ChainKind(
        "issuer-no-cert-sign",
        "the key usage of the intermediate CA does not allow signing certificates",
        "RFC 5280, 6.1.4 (n)",
        _issuer((basic_constraints(ca=True), key_usage("digital_signature"))),
    ),
    ChainKind(
        "path-length",
        "an intermediate CA with path length 0 and the leaf below it",
        "RFC 5280, 4.2.1.9",
        _issuer(ca_extensions(path_length=0)),
    ),
    ChainKind(
        "path-length-exceeded",
        "a CA below a CA with path length 0",
        "RFC 5280, 6.1.4 (l)",
        _path_length,
    ),
    ChainKind(
        "path-length-1",
        "a CA with path length 1, and the one CA that it allows below it",
        "RFC 5280, 4.2.1.9",
        _path_of(ca_extensions(path_length=1), None),
    ),
    ChainKind(
        "path-length-1-exceeded",
        "two CAs below a CA with path length 1",
        LENGTH,
        _path_of(ca_extensions(path_length=1), None, None),
    ),
    ChainKind(
        "path-length-2-exceeded",
        "three CAs below a CA with path length 2",
        LENGTH,
        _path_of(ca_extensions(path_length=2), None, None, None),
    ),
    ChainKind(
        "path-length-below-exceeded",
        "a CA below a CA with path length 0, which is itself below another one",
        LENGTH,
        _path_of(None, ca_extensions(path_length=0), None),
    ),
    ChainKind(
        "upper-ca-false",
        "the upper of two intermediates is CA:FALSE",
        "RFC 5280, 6.1.4 (k)",
        _path_of((basic_constraints(ca=False), SIGNS), None),
    ),
    ChainKind(
        "upper-no-cert-sign",
        "the key usage of the upper of two intermediate CAs does not allow signing certificates",
        "RFC 5280, 6.1.4 (n)",
        _path_of((basic_constraints(ca=True), key_usage("digital_signature")), None),
    ),
    ChainKind(
        "issuer-unknown-critical-extension",
        "an unknown critical extension of the intermediate CA",
        "RFC 5280, 6.1.4 (o)",
        _issuer((*ca_extensions(), (UNKNOWN, True))),
    ),
    ChainKind(
        "upper-unknown-critical-extension",
        "an unknown critical extension of the upper of two intermediate CAs",
        "RFC 5280, 6.1.4 (o)",
        _path_of((*ca_extensions(), (UNKNOWN, True)), None),
    ),
    ChainKind(
        "usage-sign-only",
        "key usage allows signatures, not the encryption of RSA key exchange",
        "RFC 5246, 7.4.2",
        _leaf(_instead(key_usage("digital_signature"))),
    ),
    ChainKind(
        "usage-encipher-only",
        "key usage allows key encipherment only",
        "RFC 5246, 7.4.2",
        _leaf(_instead(key_usage("key_encipherment"))),
    ),
    ChainKind(
        "usage-ca-only",
        "key usage allows signing CRLs only",
        "RFC 5280, 4.2.1.3",
        _leaf(_instead(key_usage("crl_sign"))),
    ),
    ChainKind(
        "eku-client",
        "extended key usage: TLS client only",
        "RFC 5280, 4.2.1.12",
        _leaf(_instead(extended_key_usage(Purpose.CLIENT_AUTH))),
    ),
    ChainKind(
        "eku-code-signing",
        "extended key usage: code signing only",
        "RFC 5280, 4.2.1.12",
        _leaf(_instead(extended_key_usage(Purpose.CODE_SIGNING))),
    ),
    ChainKind(
        "eku-both",
        "extended key usage: TLS server and client",
        "RFC 5280, 4.2.1.12",
        _leaf(_instead(extended_key_usage(Purpose.CLIENT_AUTH, Purpose.SERVER_AUTH))),
    ),
    ChainKind(
        "eku-any",
        "extended key usage: any, the server not named",
        "RFC 5280, 4.2.1.12",
        _leaf(_instead(extended_key_usage(Purpose.ANY_EXTENDED_KEY_USAGE))),
    ),
    ChainKind(
        "no-usages",
        "neither key usage nor extended key usage",
        "RFC 5280, 4.2.1.3 and 4.2.1.12",
        _leaf(_without(x509.KeyUsage, x509.ExtendedKeyUsage)),
    ),
    ChainKind("version-1", "an X.509 v1 certificate, without extensions", "RFC 5246, 7.4.2", _version_1),
    ChainKind(
        "unknown-extension",
        "an unknown extension that is not critical",
        "RFC 5280, 4.2",
        _leaf(_instead((UNKNOWN, False))),
    ),
    ChainKind(
        "unknown-critical-extension",
        "an unknown critical extension",
        "RFC 5280, 4.2",
        _leaf(_instead((UNKNOWN, True))),
    ),
)
