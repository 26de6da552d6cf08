"""How a run ended, and when it was resumed: what tells an incomplete run from a complete one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

KILLED = "its file has no end: the run was killed, or it still goes on"
"""Why a run without an end record is incomplete."""


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a run.

    `is_recorded` is false for a run that was killed, or that still goes on.  `early`
    says why cases were not run, empty if nothing stopped the run.  `signal` is the
    name of the signal that stopped it, as `SIGTERM`, else empty.
    """

    is_recorded: bool = True
    early: str = ""
    signal: str = ""


ENDED = Ending()
NOT_RECORDED = Ending(is_recorded=False, early=KILLED)


def stopped_by(signal: str) -> Ending:
    """The end of a run that this signal stopped."""
    return Ending(early=signal, signal=signal)


def read_ending(record: Mapping[str, Any]) -> Ending:
    """The ending of an end record; before schema 4 it told Ctrl-C only."""
    if "ending" in record:
        return Ending(**record["ending"])
    return stopped_by("SIGINT") if record["interrupted"] else ENDED


@dataclass(frozen=True, slots=True)
class Resumption:
    """A run went on: at that time (UTC, ISO 8601), by that command line."""

    at: str
    command: tuple[str, ...]

    def __str__(self) -> str:
        return f"resumed {self.at} by {' '.join(self.command)}"


def read_resumption(record: Mapping[str, Any]) -> Resumption:
    """The resumption of a record."""
    return Resumption(record["at"], tuple(record["command"]))
