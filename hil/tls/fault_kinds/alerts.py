"""Every alert at either level: in the handshake, after the first reply or block, and amid data (RFC 5246, 7.2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hil.tls.fault import BOTH, Act, Change, Level, Place, TlsFault
from hil.tls.fault_kinds import acts
from hil.tls.outlet import Outlet, Step

DESCRIPTIONS: Mapping[str, int] = {
    "close-notify": 0,
    "unexpected-message": 10,
    "bad-record-mac": 20,
    "decryption-failed": 21,
    "record-overflow": 22,
    "decompression-failure": 30,
    "handshake-failure": 40,
    "no-certificate": 41,  # RFC 6101, 5.4.2
    "bad-certificate": 42,
    "unsupported-certificate": 43,
    "certificate-revoked": 44,
    "certificate-expired": 45,
    "certificate-unknown": 46,
    "illegal-parameter": 47,
    "unknown-ca": 48,
    "access-denied": 49,
    "decode-error": 50,
    "decrypt-error": 51,
    "export-restriction": 60,
    "protocol-version": 70,
    "insufficient-security": 71,
    "internal-error": 80,
    "inappropriate-fallback": 86,  # RFC 7507, 4
    "user-canceled": 90,
    "no-renegotiation": 100,
    "unsupported-extension": 110,
    "certificate-unobtainable": 111,  # RFC 6066, 9; as the next three
    "unrecognized-name": 112,
    "bad-certificate-status-response": 113,
    "bad-certificate-hash-value": 114,
    "unknown-psk-identity": 115,  # RFC 4279, 2
    "undefined": 255,
}


class Moment:
    """The moment of an alert: name, description, step, act, and the connections on which it can occur."""

    def __init__(
        self, name: str, words: str, change: Callable[[acts.Extra], Change], places: tuple[Place, ...]
    ) -> None:
        self.name, self.words, self.change, self.places = name, words, change, places


def _at(step: Step, put: Callable[[acts.Extra], Act]) -> Callable[[acts.Extra], Change]:
    return lambda extra: Change(step, put(extra))


MOMENTS = (
    Moment("in-handshake", "before ServerHelloDone", _at(Step.HELLO_DONE, acts.before), BOTH),
    Moment("at-rest", "after the first reply", _at(Step.DATA, acts.after), (Place.CONTROL,)),
    Moment(
        "mid-transfer",
        "amid a download",
        lambda extra: Change(Step.DATA, acts.amid(extra), acts.larger_than(1)),
        (Place.DATA,),
    ),
)


def _alert(level: Level, description: int) -> acts.Extra:
    def extra(outlet: Outlet) -> Iterator[Any]:
        yield from outlet.alert(level.value, description)

    return extra


def _fault(name: str, description: int, level: Level, moment: Moment) -> TlsFault:
    return TlsFault(
        f"alert-{level.name.lower()}-{name}-{moment.name}",
        f"a {level.name.lower()} alert {name.replace('-', '_')} ({description}) {moment.words}, and on as if nothing were",
        "RFC 5246, 7.2.2" if description != acts.CLOSE_NOTIFY else "RFC 5246, 7.2.1",
        (moment.change(_alert(level, description)),),
        places=moment.places,
    )


FAULTS = tuple(
    _fault(name, description, level, moment)
    for moment in MOMENTS
    for level in Level
    for name, description in DESCRIPTIONS.items()
)
