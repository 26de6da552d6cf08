"""The rows of the covering arrays: each pair of values of two factors is in a row of each array.

covertable makes them, with a salt in place of chance, so that the rows are the same in
each run.  A value that a DUT does not claim is replaced by one that it does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from hil.ftps.session import Listener
from hil.modem.claims import Claims
from hil.modem.ssl import SslContext
from hil.spec.tls import ALL_VERSIONS, SSLVERSION, CipherSuite, Version, is_legal_pair

from .events import EVENTS
from .factors import (
    AUTHENTICATIONS,
    CONTENTS,
    CONTEXTS,
    DATA_MODES,
    FEW,
    LINES,
    LINKS,
    LOCAL_NAMES,
    LOGINS,
    NAMES,
    OFFSETS,
    OLDEST_FIRST,
    PLACES,
    ROUNDS,
    SIZES,
    SUITES,
    TYPES,
    VERSIONS,
    Authentication,
)


@dataclass(frozen=True, slots=True)
class Row:
    """One session: its settings, its files, and what happens before it."""

    link: Listener
    context: int
    version: tuple[int, Version]
    suites: tuple[int, ...]
    authentication: Authentication
    data_mode: str
    type: str
    place: str
    size: tuple[int, int]
    content: bytes
    offset: int
    rounds: int
    login: int
    name: tuple[str, str]
    local_name: str
    event: str
    is_event_first: bool

    @property
    def spoken(self) -> Version:
        """The version in which the server answers."""
        return self.version[1]

    @property
    def suite(self) -> CipherSuite:
        """The suite that the server chooses: the last one of the list that the version carries."""
        return CipherSuite(self.suites[-1])

    @property
    def is_secure(self) -> bool:
        """Whether it is an FTPS session."""
        return self.link is not Listener.PLAIN

    @property
    def ssl(self) -> SslContext:
        """The settings of the SSL context."""
        files = self.authentication
        return SslContext(
            version=self.version[0],
            suites=self.suites,
            seclevel=files.level,
            ca=files.ca[0],
            certificate=files.client[0],
            key=files.client[1],
        )

    def __str__(self) -> str:
        tls = f" context {self.context} with {SSLVERSION_TITLES[self.version[0]]}" if self.is_secure else ""
        parts = (
            f"{self.link.value}{tls}, level {self.authentication.level}" if tls else self.link.value,
            f"{self.data_mode} {self.type}",
            self.place,
            f"{self.size[0]} and {self.size[1]} bytes",
            f"offset {self.offset}" if self.offset else "",
            f"after {self.event}",
        )
        return ", ".join(filter(None, parts))


ALL = 4
"""The <sslversion> of all versions (note 2.3)."""
SSLVERSION_TITLES: Mapping[int, str] = {0: "SSL3.0", 1: "TLS1.0", 2: "TLS1.1", 3: "TLS1.2", 4: "all versions"}

FACTORS: Mapping[str, Sequence[Any]] = {
    "link": LINKS,
    "context": CONTEXTS,
    "version": VERSIONS,
    "suites": SUITES,
    "authentication": AUTHENTICATIONS,
    "data_mode": DATA_MODES,
    "type": TYPES,
    "place": PLACES,
    "size": SIZES,
    "content": CONTENTS,
    "offset": OFFSETS,
    "rounds": ROUNDS,
    "login": LOGINS,
    "name": NAMES,
    "local_name": LOCAL_NAMES,
    "event": tuple(EVENTS),
    "is_event_first": (True, False),
}
ARRAYS, PACKS = 2, 22
"""How many arrays there are, and how many cases have their rows."""


def array(counts: Sequence[int], *, salt: str) -> Iterator[tuple[int, ...]]:
    """Rows of the numbers of values, in which each pair occurs; the salt stands in place of chance."""
    from covertable import criteria, make, sorters  # noqa: PLC0415 - only these cases need it

    numbers = {str(factor): list(range(count)) for factor, count in enumerate(counts)}
    for row in make(numbers, strength=2, criterion=criteria.simple, sorter=sorters.hash, salt=salt):
        yield tuple(row[name] for name in numbers)


@cache
def rows() -> tuple[Row, ...]:
    """All rows of sessions that succeed, one array after the other."""
    salts = [f"sessions {number}" for number in range(ARRAYS)]
    return tuple(Row(**values) for salt in salts for values in chosen(FACTORS, salt))


def chosen(factors: Mapping[str, Sequence[Any]], salt: str) -> Iterator[dict[str, Any]]:
    """The values of each row of an array."""
    for row in array([len(values) for values in factors.values()], salt=salt):
        yield {name: factors[name][place] for name, place in zip(factors, row, strict=True)}


def pack(number: int, count: int, claimed: Claims) -> tuple[Row, ...]:
    """The rows of one case of so many, as the DUT claims them."""
    return tuple(possible(row, claimed) for row in rows()[number::count])


def possible(row: Row, claimed: Claims) -> Row:
    """The row without values that do not go together, or that the DUT does not claim."""
    for name, rule in RULES:
        row = replace(row, **{name: rule(row, claimed)})
    return row


# --- rules, in the order of `RULES`: each gives one value of a row -----------------------------------------------


def _link(row: Row, claimed: Claims) -> Listener:
    if not row.is_secure or claimed.has(row.link.value):
        return row.link
    return Listener.IMPLICIT if row.link is Listener.EXPLICIT else Listener.EXPLICIT


def _context(row: Row, claimed: Claims) -> int:
    return row.context % claimed.contexts


def _version(row: Row, claimed: Claims) -> tuple[int, Version]:
    if row.spoken in claimed.versions:
        return row.version
    highest = max(claimed.versions)
    return (ALL if row.version[0] == ALL else ALL_VERSIONS.index(highest)), highest


def _suites(row: Row, claimed: Claims) -> tuple[int, ...]:
    """The suites that the versions of the setting carry; the last one goes with the version that is spoken."""
    has = claimed.suites
    versions = SSLVERSION[row.version[0]]
    carried = [code for code in row.suites if code in has and any(_goes(one, code) for one in versions)]
    fitting = [code for code in carried if _goes(row.spoken, code)]
    others = [code for code in (*OLDEST_FIRST, *has) if code in has and _goes(row.spoken, code)]
    last = int(fitting[-1] if fitting else others[0])
    return (*(code for code in carried if code != last), last)


def _goes(version: Version, code: int) -> bool:
    is_young = version is Version.SSL30 and code not in OLDEST_FIRST
    return is_legal_pair(version, CipherSuite(code)) and not is_young


def _authentication(row: Row, claimed: Claims) -> Authentication:
    others = AUTHENTICATIONS[::-1]
    return next(one for one in (row.authentication, *others) if one.is_claimed(claimed.has))


def _data_mode(row: Row, claimed: Claims) -> str:
    return next(mode for mode in (row.data_mode, *DATA_MODES) if claimed.has(mode))


def _type(row: Row, claimed: Claims) -> str:
    return next(type_ for type_ in (row.type, *TYPES) if claimed.has(type_))


def _place(row: Row, claimed: Claims) -> str:
    return row.place if row.place != "COM" and claimed.has(row.place.lower()) else "COM"


def _offset(row: Row, claimed: Claims) -> int:
    """A restart is for binary files over the UART; the other ways of it are in document [2]."""
    fits = row.type == "binary" and row.place == "COM" and row.offset + 1 < claimed.file_bytes
    return row.offset if fits and claimed.has("resume") else 0


def _size(row: Row, claimed: Claims) -> tuple[int, int]:
    most, least = claimed.file_bytes - row.offset, 0 if row.place == "COM" else 1
    return min(row.size[0], most), max(least, min(row.size[1], most))


def _rounds(row: Row, _claimed: Claims) -> int:
    return row.rounds if max(row.size) <= FEW else 1


def _content(row: Row, _claimed: Claims) -> bytes:
    """Lines for ASCII: a type of text (RFC 959, 3.1.1.1)."""
    is_text = row.content in LINES
    return row.content if row.type == "binary" or is_text else LINES[len(row.content) % len(LINES)]


def _event(row: Row, claimed: Claims) -> str:
    return row.event if all(map(claimed.has, EVENTS[row.event].needs)) else "nothing"


RULES: tuple[tuple[str, Callable[[Row, Claims], Any]], ...] = (
    ("link", _link),
    ("context", _context),
    ("version", _version),
    ("suites", _suites),
    ("authentication", _authentication),
    ("data_mode", _data_mode),
    ("type", _type),
    ("place", _place),
    ("offset", _offset),
    ("size", _size),
    ("rounds", _rounds),
    ("content", _content),
    ("event", _event),
)
