"""The only recorder of a run: what was seen where and when, on one monotonic clock.

Driver and server write into it from their own threads.  Failure messages and
reports are renderings of the same entries.  Each entry has a kind; code reads the
kind, people read the text.  Entries are redacted when they are written, so that
no secret is kept.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from hil.deadline import Deadline
from hil.evidence.redaction import redact_places
from hil.evidence.wire.writer import WireRecord


class Pco(StrEnum):
    """A point of control and observation (ISO/IEC 9646-1)."""

    AT = "at"
    FTP_CONTROL = "ftp.control"
    FTP_DATA = "ftp.data"
    TLS = "tls"
    HARNESS = "harness"


class Direction(StrEnum):
    """The direction of an event, as the bench sees it."""

    TO_DUT = "→"
    FROM_DUT = "←"
    NOTE = "·"


class Kind(StrEnum):
    """What an entry is; its text is for people only."""

    # AT channel
    COMMAND = "command"  # a command line; or, on the control connection, an FTP command
    QUESTION = "question"  # a command line by which the driver asks how the DUT is; no stimulus of the case
    RESTART_COMMAND = "restart command"  # a command line that restarts the DUT or switches it off
    RESPONSE = "response"  # information text or a result code
    URC = "urc"
    RESTART = "restart"  # a URC by which the DUT tells that it starts or goes down
    ECHO_BACK = "echo back"  # the DUT repeats a command line although the echo was off
    VOLTAGE = "voltage"  # a URC about a supply voltage outside its range
    NOISE = "noise"  # bytes that are no text (V.250 5.7.1)
    DATA = "data"  # bytes of data mode, as size and digest
    ESCAPE = "escape"  # +++
    # bench
    PORT_OPENED = "port opened"
    ATTACHED = "attached"  # the DUT answers, and its echo is off
    LINE_CHECKED = "line checked"  # after that the echo is off
    LINE_CHECK = "line check"  # what the bench asked and heard to check the line; only in records
    RESTART_FOUND = "restart found"  # the mark of the driver is gone, and nobody asked for that
    HANG_FOUND = "hang found"  # the DUT answers nothing, not even AT
    SUPPLY_CUT = "supply cut"
    SUPPLY_RESTORED = "supply restored"
    NETWORK_SET = "network set"  # a network tester can change what the network grants in this case
    TIME_PASSED = "time passed"  # module time that the bench let pass
    REMARK = "remark"
    # lower tester
    REPLY = "reply"  # a line of an FTP reply
    CONNECTION = "connection"  # a TCP connection begins or ends
    HANDSHAKE = "handshake"  # a message of the TLS handshake, or how it ended
    ALERT = "alert"
    FAULT = "fault"  # a planned fault came about


@dataclass(frozen=True, slots=True)
class Entry:
    """One event; `t` is in seconds of the monotonic clock.

    `is_aside` tells that it belongs to a check of the bench and not to the case.
    """

    t: float
    pco: Pco
    direction: Direction
    text: str
    kind: Kind
    is_aside: bool = False


_ASIDE = frozenset({Pco.AT, Pco.HARNESS})
"""Where a check of the bench is recorded; the lower tester goes on with the case meanwhile."""


_DATA = re.compile(r"<(?P<size>\d+) bytes, sha256 (?P<digest>[0-9a-f]+)…>")


def data_text(data: bytes) -> str:
    """The text of a `Kind.DATA` entry: size and digest, since payloads are no matter of a transcript."""
    return f"<{len(data)} bytes, sha256 {hashlib.sha256(data).hexdigest()[:12]}…>"


def data_size(text: str) -> int:
    """The size in the text of a `Kind.DATA` entry; 0 for another text."""
    match = _DATA.fullmatch(text)
    return int(match["size"]) if match else 0


def data_digest(text: str) -> str:
    """The first twelve digits of the SHA-256 in the text of a `Kind.DATA` entry; empty for another text."""
    match = _DATA.fullmatch(text)
    return match["digest"] if match else ""


class Transcript:
    """Append-only and thread-safe; `hand_over` empties it at the end of a case.

    `wire` is the record of the bytes of the DUT's lines, if the run keeps one.
    """

    def __init__(
        self, *, redact: Callable[[str], str] = redact_places, wire: WireRecord | None = None
    ) -> None:
        self._redact = redact
        self.wire: WireRecord | None = wire
        self._entries: list[Entry] = []
        self._observed: list[Callable[[], object]] = []
        self._aside = False
        self._grown = threading.Condition()

    def append(self, pco: Pco, direction: Direction, text: str, *, kind: Kind) -> Entry:
        """Record an event now; returns the entry as it is kept, without secrets."""
        is_aside = self._aside and pco in _ASIDE
        entry = Entry(time.monotonic(), pco, direction, self._redact(text), kind, is_aside)
        with self._grown:
            self._entries.append(entry)
            self._grown.notify_all()
        return entry

    def hide(self, *secrets: str | bytes) -> None:
        """Let no record of a line hold these secrets."""
        if self.wire is not None:
            self.wire.hide(*secrets)

    def note(self, text: str, *, kind: Kind = Kind.REMARK) -> Entry:
        """Record what the harness did or noticed."""
        return self.append(Pco.HARNESS, Direction.NOTE, text, kind=kind)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Mark what the block records of the AT channel as a check of the bench; renderings leave it out."""
        before, self._aside = self._aside, True
        try:
            yield
        finally:
            self._aside = before

    def entries(self) -> tuple[Entry, ...]:
        """What has been recorded since the last hand-over."""
        with self._grown:
            return tuple(self._entries)

    def hand_over(self) -> tuple[Entry, ...]:
        """The entries of the case that ends; the recorder forgets them, and what its peers observed."""
        with self._grown:
            entries, self._entries = tuple(self._entries), []
            self._observed.clear()
            return entries

    def observe(self, freeze: Callable[[], object]) -> None:
        """Take what a peer of the case begins to observe, as a function that gives a frozen copy."""
        with self._grown:
            self._observed.append(freeze)

    def observed(self) -> tuple[object, ...]:
        """What the peers of the case have observed so far, in the order in which it began."""
        with self._grown:
            known = tuple(self._observed)
        return tuple(freeze() for freeze in known)

    def wait_for(self, wanted: Callable[[Entry], bool], deadline: Deadline) -> Entry | None:
        """Wait for the first entry that is `wanted`; None if it does not come before `deadline`."""
        seen = 0
        with self._grown:
            while True:
                if len(self._entries) < seen:  # handed over meanwhile
                    seen = 0
                for entry in self._entries[seen:]:
                    if wanted(entry):
                        return entry
                seen = len(self._entries)
                if not self._grown.wait(deadline.remaining_or_none) and deadline.expired:
                    return None
