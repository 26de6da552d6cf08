"""The reviewed list of mutants that survive, each with the reason; a row that no longer fits is an error.

A row names mutants by a pattern of `fnmatch` over their ids, so that one reason
stands once.  A mutant that no DTE and no server could tell from the correct module
has a row with the name of a stored trace (`tests/mutants/traces`): a recorded
campaign of all cases in which the step never gave another value, or in which both
transcripts are equal.  Only with a trace it is left out of the sum.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

TRACES = Path(__file__).parent / "traces"


@dataclass(frozen=True, slots=True)
class Survivor:
    """Mutants that survive for one reason; `trace` names the stored trace of equivalent ones."""

    pattern: str
    reason: str
    trace: str = ""

    def covers(self, identifier: str) -> bool:
        """Whether the row is about that mutant."""
        return fnmatchcase(identifier, self.pattern)


SURVIVORS: tuple[Survivor, ...] = (
    Survivor(
        "*.FtpTransferCommands._get_local.size",
        "sound: the announced size of a download is a hint, and the note names no use of it",
    ),
    Survivor(
        "say-no.*.ClientConnection.is_ignored",
        "sound: a HelloRequest amid a handshake may be accepted or refused",
    ),
    *(
        Survivor(
            f"*.PdpCommands.{step}",
            "sound: the APN is told by AT+QIREGAPP? or by AT+QICSGP? (PDPERR-04); the other one may fail",
        )
        for step in ("_bearer_read", "_register_read")
    ),
)


def reason(identifier: str, rows: Iterable[Survivor] = SURVIVORS) -> str:
    """Why that mutant may survive; empty if no row covers it."""
    return next((row.reason for row in rows if row.covers(identifier)), "")


def is_equivalent(identifier: str, rows: Iterable[Survivor] = SURVIVORS) -> bool:
    """Whether a stored trace shows that nobody could tell that mutant from the correct module."""
    return any(row.covers(identifier) and bool(row.trace) and (TRACES / row.trace).exists() for row in rows)


def stale(
    survived: Collection[str],
    judged: Collection[str],
    made: Iterable[str],
    rows: Iterable[Survivor] = SURVIVORS,
) -> tuple[str, ...]:
    """The patterns of rows of which all made mutants were judged, and all killed."""
    names = tuple(made)
    return tuple(
        row.pattern
        for row in rows
        if all(name in judged for name in names if row.covers(name))
        and not any(row.covers(name) for name in survived)
    )
