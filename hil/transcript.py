"""The one recorder of a run: what was seen where, on one monotonic clock.

Driver and server write into it from their own threads; a failure message, the
report and a log are renderings of the same entries.  Entries are redacted when
they are written, so that a secret is never kept.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from hil.deadline import Deadline
from hil.evidence.redaction import redact_places


class Pco(StrEnum):
    """A point of control and observation (ISO/IEC 9646-1)."""

    AT = "at"
    FTP_CONTROL = "ftp.control"
    FTP_DATA = "ftp.data"
    TLS = "tls"
    HARNESS = "harness"


class Direction(StrEnum):
    """Which way an event went, as the bench sees it."""

    TO_DUT = "→"
    FROM_DUT = "←"
    NOTE = "·"


@dataclass(frozen=True, slots=True)
class Entry:
    """One event: seconds of the monotonic clock, place, direction, text."""

    t: float
    pco: Pco
    direction: Direction
    text: str


class Transcript:
    """Append-only and thread-safe; handed over whole at the end of a case."""

    def __init__(self, *, redact: Callable[[str], str] = redact_places) -> None:
        self._redact = redact
        self._entries: list[Entry] = []
        self._grown = threading.Condition()

    def append(self, pco: Pco, direction: Direction, text: str) -> Entry:
        """Record an event now; returns it as it is kept, without secrets."""
        entry = Entry(time.monotonic(), pco, direction, self._redact(text))
        with self._grown:
            self._entries.append(entry)
            self._grown.notify_all()
        return entry

    def note(self, text: str) -> Entry:
        """Record a remark of the harness."""
        return self.append(Pco.HARNESS, Direction.NOTE, text)

    def entries(self) -> tuple[Entry, ...]:
        """What has been recorded since the last hand-over."""
        with self._grown:
            return tuple(self._entries)

    def hand_over(self) -> tuple[Entry, ...]:
        """End a case: its entries, which the recorder then forgets."""
        with self._grown:
            entries, self._entries = tuple(self._entries), []
            return entries

    def wait_for(self, wanted: Callable[[Entry], bool], deadline: Deadline) -> Entry | None:
        """The first entry that is `wanted`, awaited until `deadline`; None if it does not come."""
        seen = 0
        with self._grown:
            while True:
                if len(self._entries) < seen:  # handed over meanwhile
                    seen = 0
                for entry in self._entries[seen:]:
                    if wanted(entry):
                        return entry
                seen = len(self._entries)
                if not self._grown.wait(deadline.remaining_or_none):
                    return None
