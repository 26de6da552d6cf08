"""What an endurance run does, in which order: rounds of the same works, each round in an order drawn by the seed.

Every round holds the same works, so that rounds can be compared with one another: a
later round that takes longer takes longer for the same work.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Work(StrEnum):
    """One work of a round; the value is its name in the series and in the page."""

    IMPLICIT = "implicit"  # a session with an upload and a download, TLS from the first byte
    EXPLICIT = "explicit"  # ... TLS by AUTH
    PLAIN = "plain"  # ... without TLS
    LOCAL = "local file"  # a download into a local storage, and an upload from there
    HANDLE = "handle"  # a local file is opened, closed and deleted
    SECURITY = "security file"  # a file is stored, read and deleted
    SETTINGS = "settings"  # settings of a session are written and read back
    CONTEXT = "PDP context"  # the context is deactivated and activated


SESSIONS = frozenset({Work.IMPLICIT, Work.EXPLICIT, Work.PLAIN, Work.LOCAL})
"""The works that open a session with the server."""

ROUND = (
    *(Work.IMPLICIT, Work.IMPLICIT, Work.EXPLICIT, Work.PLAIN, Work.LOCAL),
    *(Work.HANDLE, Work.SECURITY, Work.SETTINGS),
)

ACTIVATION = f"{Work.CONTEXT}: activate"
"""The step AT+QIACT, as an incident names it."""

CONTEXT_EVERY = 4
"""So many rounds have one deactivation of the PDP context: it takes seconds on a mobile network."""


@dataclass(frozen=True, slots=True)
class Round:
    """A round: its number from 1 on, and its works in their order."""

    number: int
    works: tuple[Work, ...]


def rounds(seed: int) -> Iterator[Round]:
    """The rounds of that seed, without end."""
    number = 0
    while True:
        number += 1
        works = [*ROUND, *([Work.CONTEXT] if number % CONTEXT_EVERY == 0 else [])]
        random.Random(f"{seed}/{number}").shuffle(works)
        yield Round(number, tuple(works))


def payload_seed(seed: int, session: int, what: str) -> str:
    """What draws the bytes of one transfer: no two transfers of a run have the same."""
    return f"{seed}/{session}/{what}"
