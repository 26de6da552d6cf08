"""One TLS fault: a row of the table, and the steps at which it acts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from hil.spec.tls import Version
from hil.tls.outlet import Outlet, Step

TLS_VERSIONS = frozenset({Version.TLS10, Version.TLS11, Version.TLS12})


class Place(StrEnum):
    """A connection of an FTPS session."""

    CONTROL = "control"
    DATA = "data"


BOTH = (Place.CONTROL, Place.DATA)


class Level(Enum):
    """The level of an alert (RFC 5246, 7.2)."""

    WARNING = 1
    FATAL = 2


Act = Callable[[Outlet, Any], Iterator[Any]]
"""What is done with a message of tlslite in place of sending it."""


def always(_outlet: Outlet, _message: Any) -> bool:
    """No condition."""
    return True


@dataclass(frozen=True, slots=True)
class Change:
    """At `step` do `act` instead of sending the message: once for a connection, or each time."""

    step: Step
    act: Act
    when: Callable[[Outlet, Any], bool] = always
    each: bool = False


@dataclass(frozen=True, slots=True)
class TlsFault:
    """A named fault of a TLS server.

    `places` are the connections on which the fault can occur; a name without a
    place means the first one.  The fault occurs in `versions` only, and with
    `block_cipher` only with a CBC suite.  What is demanded of a client stands in the
    suites (`suites/demands`).
    """

    name: str
    about: str
    clause: str
    changes: tuple[Change, ...]
    places: tuple[Place, ...] = BOTH
    versions: frozenset[Version] = frozenset(Version)
    block_cipher: bool = False
