"""Chains by dates (RFC 5280, 4.1.2.5 and 6.1.3); both ends of a validity are included."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hil.pki import reissue
from hil.pki.certificates import Validity
from hil.pki.chain import Chain
from hil.pki.kinds.kind import ChainKind
from hil.pki.workshop import DAY, Workshop

SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


def dated(shop: Workshop, name: str, validity: Validity) -> Chain:
    """The good chain with other dates."""
    return shop.chain(name, shop.leaf(name, validity=validity))


def _from_start(after_start: Callable[[datetime], Validity]) -> Callable[[Workshop, str], Chain]:
    """A maker of chains with dates relative to the start of the run."""
    return lambda shop, name: dated(shop, name, after_start(shop.start))


def _past(shop: Workshop, name: str) -> Chain:
    return dated(shop, name, shop.past)


def _future(shop: Workshop, name: str) -> Chain:
    return dated(shop, name, shop.future)


def _backwards(shop: Workshop, name: str) -> Chain:
    swapped = reissue.validity_of(shop.current.not_after, shop.current.not_before)
    parts = replace(reissue.parts_of(shop.leaf(name)), validity=swapped)
    return shop.chain(name, reissue.sign(parts, shop.ca.key))


def _issuer_past(shop: Workshop, name: str) -> Chain:
    middle = shop.intermediate(name, validity=shop.past)
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=middle), middle.certificate)


def _issuer_future(shop: Workshop, name: str) -> Chain:
    middle = shop.intermediate(name, validity=shop.future)
    return shop.chain(name, shop.leaf(f"{name}/leaf", issuer=middle), middle.certificate)


def _upper(validity: Callable[[Workshop], Validity]) -> Callable[[Workshop, str], Chain]:
    """A maker of chains of two intermediate CAs, of which the upper one has other dates."""

    def make(shop: Workshop, name: str) -> Chain:
        upper = shop.intermediate(f"{name}/upper", validity=validity(shop))
        lower = shop.intermediate(f"{name}/lower", issuer=upper)
        leaf = shop.leaf(f"{name}/leaf", issuer=lower)
        return shop.chain(name, leaf, lower.certificate, upper.certificate)

    return make


CLAUSE = "RFC 5280, 6.1.3 (a)(2)"
FORMS = "RFC 5280, 4.1.2.5"

KINDS = (
    ChainKind("expired", "expired a year ago", CLAUSE, _past),
    ChainKind("not-yet-valid", "not valid until a year from now", CLAUSE, _future),
    ChainKind(
        "edge-not-before",
        "valid from the second in which the run starts",
        FORMS,
        _from_start(lambda start: Validity(start, start + 365 * DAY)),
    ),
    ChainKind(
        "edge-not-after",
        "valid for one hour from the start of the run, that second included",
        FORMS,
        _from_start(lambda start: Validity(start - DAY, start + HOUR)),
    ),
    ChainKind(
        "expired-by-a-second",
        "expired one second before the run started",
        CLAUSE,
        _from_start(lambda start: Validity(start - DAY, start - SECOND)),
    ),
    ChainKind(
        "not-valid-for-a-day",
        "not valid until a day after the start of the run",
        CLAUSE,
        _from_start(lambda start: Validity(start + DAY, start + 365 * DAY)),
    ),
    ChainKind(
        "until-2049",
        "valid to the last second of UTCTime",
        FORMS,
        _from_start(lambda start: Validity(start - DAY, datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC))),
    ),
    ChainKind(
        "until-2050",
        "valid to the first second that needs GeneralizedTime",
        FORMS,
        _from_start(lambda start: Validity(start - DAY, datetime(2050, 1, 1, tzinfo=UTC))),
    ),
    ChainKind(
        "until-9999",
        "valid with no well-defined end",
        "RFC 5280, 4.1.2.5 (99991231235959Z)",
        _from_start(lambda start: Validity(start - DAY, datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))),
    ),
    ChainKind("validity-backwards", "its validity ends before it begins", CLAUSE, _backwards),
    ChainKind("issuer-expired", "the intermediate CA expired a year ago", CLAUSE, _issuer_past),
    ChainKind(
        "issuer-not-yet-valid",
        "the intermediate CA is not valid until a year from now",
        CLAUSE,
        _issuer_future,
    ),
    ChainKind(
        "upper-expired",
        "the upper of two intermediate CAs expired a year ago",
        CLAUSE,
        _upper(lambda shop: shop.past),
    ),
    ChainKind(
        "upper-not-yet-valid",
        "the upper of two intermediate CAs is not valid until a year from now",
        CLAUSE,
        _upper(lambda shop: shop.future),
    ),
    ChainKind(
        "since-1999",
        "valid from 1999, a year of two digits that are above those of the present",
        FORMS,
        _from_start(lambda start: Validity(datetime(1999, 1, 1, tzinfo=UTC), start + 365 * DAY)),
    ),
)
