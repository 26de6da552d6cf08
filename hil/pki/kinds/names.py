"""Chains by the name of the server, for clients that compare it (RFC 6125, 6; RFC 2818, 3.1; RFC 4217, 15.1.1).

The note does not mention names, so a mismatch is no nonconformity; the report
shows the reaction of the DUT.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address

from cryptography import x509

from hil.pki.certificates import Extension, alternative_names, server_extensions
from hil.pki.chain import Chain
from hil.pki.kinds.kind import ChainKind
from hil.pki.workshop import Workshop

NOBODY = "nobody.m95-hil.invalid"
WILD_HOST = "ftp.m95-hil.test"
"""The host name that the wildcard chains are about; a bench's name server can lead it anywhere."""

Choice = Callable[[tuple[str, ...]], tuple[str, ...]]


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _addresses(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(filter(_is_address, names)) or ("127.0.0.1",)


def _hosts(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if not _is_address(name)) or ("localhost",)


def _named(shop: Workshop, name: str, common_name: str, alternative: Extension | None) -> Chain:
    *others, _ = server_extensions(shop.names)
    extensions = others if alternative is None else [*others, alternative]
    return shop.chain(name, shop.leaf(name, common_name=common_name, extensions=extensions))


def _alternatives(choose: Choice) -> Callable[[Workshop, str], Chain]:
    """A maker of chains that name the server only in the SubjectAltName."""
    return lambda shop, name: _named(shop, name, "FTPS server", alternative_names(choose(shop.names)))


def _common_name(choose: Choice) -> Callable[[Workshop, str], Chain]:
    """A maker of chains that name the server only in the common name."""
    return lambda shop, name: _named(shop, name, choose(shop.names)[0], None)


def _only_common_name_fits(shop: Workshop, name: str) -> Chain:
    return _named(shop, name, shop.names[0], alternative_names([NOBODY]))


def _only_alternative_fits(shop: Workshop, name: str) -> Chain:
    return _named(shop, name, NOBODY, alternative_names(shop.names))


def _address_as_host(shop: Workshop, name: str) -> Chain:
    written = [x509.DNSName(address) for address in _addresses(shop.names)]
    return _named(shop, name, "FTPS server", (x509.SubjectAlternativeName(written), False))


def _null_in_name(shop: Workshop, name: str) -> Chain:
    lure = x509.DNSName(f"{_hosts(shop.names)[0]}\0.{NOBODY}")
    return _named(shop, name, "FTPS server", (x509.SubjectAlternativeName([lure]), False))


MATCH = "RFC 6125, 6.4"
FALLBACK = "RFC 6125, 6.4.4"
WILDCARD = "RFC 6125, 6.4.3"
ADDRESS = "RFC 2818, 3.1"

KINDS = (
    ChainKind("name-dns", "only the host name is in the SubjectAltName", MATCH, _alternatives(_hosts)),
    ChainKind("name-ip", "only the address is in the SubjectAltName", ADDRESS, _alternatives(_addresses)),
    ChainKind(
        "name-san-over-cn",
        "the SubjectAltName fits, the common name does not",
        FALLBACK,
        _only_alternative_fits,
    ),
    ChainKind(
        "name-uppercase",
        "the host name in capitals",
        "RFC 6125, 6.4.1",
        _alternatives(lambda names: (_hosts(names)[0].upper(), *_addresses(names))),
    ),
    ChainKind(
        "name-cn-dns",
        "the host name is the common name; no SubjectAltName",
        FALLBACK,
        _common_name(_hosts),
    ),
    ChainKind(
        "name-cn-ip",
        "the address is the common name; no SubjectAltName",
        ADDRESS,
        _common_name(_addresses),
    ),
    ChainKind(
        "name-mismatch-dns",
        "another host name in the SubjectAltName",
        MATCH,
        _alternatives(lambda _: (NOBODY,)),
    ),
    ChainKind(
        "name-mismatch-ip",
        "another address in the SubjectAltName",
        ADDRESS,
        _alternatives(lambda _: ("192.0.2.1",)),
    ),
    ChainKind(
        "name-mismatch-cn",
        "another host name as common name; no SubjectAltName",
        FALLBACK,
        _common_name(lambda _: (NOBODY,)),
    ),
    ChainKind(
        "name-mismatch-san",
        "the common name fits, the SubjectAltName does not",
        FALLBACK,
        _only_common_name_fits,
    ),
    ChainKind(
        "name-ip-as-dns",
        "the address is written as a host name in the SubjectAltName",
        ADDRESS,
        _address_as_host,
    ),
    ChainKind("name-null", "the host name, a null character and a foreign domain", MATCH, _null_in_name),
    ChainKind(
        "name-wildcard",
        f"a wildcard that matches only {WILD_HOST} here",
        WILDCARD,
        _alternatives(lambda _: ("*.m95-hil.test",)),
    ),
    ChainKind(
        "name-wildcard-two-labels",
        f"a wildcard that matches only if it spans two labels of {WILD_HOST}",
        WILDCARD,
        _alternatives(lambda _: ("*.test",)),
    ),
    ChainKind(
        "name-wildcard-inside",
        f"a wildcard inside a label, f*, for {WILD_HOST}",
        WILDCARD,
        _alternatives(lambda _: ("f*.m95-hil.test",)),
    ),
    ChainKind(
        "name-wildcard-alone",
        "a wildcard alone, which matches no name",
        WILDCARD,
        _alternatives(lambda _: ("*",)),
    ),
)
