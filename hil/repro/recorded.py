"""A recorded case as it is made again: what went over its line, the state before it, its servers, its sessions.

A driver does not repeat a setting that a module has.  So the state in which a case
began is found in the record of all cases before it on the same line: the last accepted command
of each setting, each stored file, the active context.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hil.errors import UsageError
from hil.evidence.wire.reading import Moved, Segment, segments
from hil.results.case import CaseResult
from hil.results.folder import SESSIONS, STIMULI, stimuli_path
from hil.transcript import Kind, data_digest, data_size

_FIELD = r'(?:"[^"]*"|[^,"]*)'
_KEYED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"AT(\+QSSLCFG=(?:{_FIELD}(?=,[^,]*$)|{_FIELD},{_FIELD}(?=,)))",
        rf"AT(\+QFTPCFG={_FIELD})(?=,)",
        r"AT(\+(?:QFTPUSER|QFTPPASS|QICSGP|QIFGCNT|CCLK|CMEE|CRC|CR|ICF|IFC|QIDNSIP|QIDNSCFG|CSCS))=(?!\?)",
        r"AT(\+QIREGAPP|\+QIACT)(?![?])",
        r"AT(E|V|Q|&D|&C|X)[0-9]?$",
        r"AT(S\d+)=",
    )
)
"""Settings whose last accepted command counts; the group is the name of the setting."""

_STORES = re.compile(r'AT\+QSECWRITE="?([^",]+)"?,', re.IGNORECASE)
_DELETES = re.compile(r'AT\+QSECDEL="?([^",]+)"?$', re.IGNORECASE)
_RESTARTS = re.compile(r"AT\+(CFUN=1,1|CFUN=0|QPOWD)", re.IGNORECASE)
_RESETS = re.compile(r"AT(Z|&F)", re.IGNORECASE)
_OF_THE_LINE = re.compile(r"(?!\+Q)(?!\+CCLK)")
"""Settings that ATZ and AT&F set back (V.250 6.1): those of the line, none of FTPS and of the network."""
_LOST = "RAM:"
"""The files that a restart deletes (note 2.4)."""
_DEACTIVATES = re.compile(r"AT\+QIDEACT$", re.IGNORECASE)
_REFUSED = re.compile(rb"(?:^|[\r\n])(?:ERROR|\+CM[ES] ERROR|\+Q[A-Z]+: ?-\d)")
_ACCEPTED = re.compile(rb"(?:^|[\r\n])(?:OK|DEACT OK|0)[\r\n]")
_RESTARTED = re.compile(rb"(?:^|[\r\n])(?:RDY|NORMAL POWER DOWN)[\r\n]")


@dataclass(frozen=True, slots=True)
class Turn:
    """What the DTE sent at once, and what came before it sent again; `t` is in ns, `ended` is None for nothing."""

    t: int
    sent: Moved
    received: bytes
    ended: int | None

    @property
    def line(self) -> str:
        """The command line; empty for data."""
        data = self.sent.data
        is_line = data.endswith(b"\r") and data[:-1].isascii() and data[:-1].decode("ascii").isprintable()
        return data[:-1].decode("ascii") if is_line and len(data) > 1 else ""


def turns(moved: Iterable[Moved]) -> Iterator[Turn]:
    """The turns of a line; what came before the first command belongs to none."""
    sent: Moved | None = None
    received, ended = b"", None
    for event in moved:
        if event.is_sent:
            if sent is not None:
                yield Turn(sent.t, sent, received, ended)
            sent, received, ended = event, b"", None
        else:
            received, ended = received + event.data, event.t
    if sent is not None:
        yield Turn(sent.t, sent, received, ended)


@dataclass(slots=True)
class State:
    """What a module was told before a case: commands by the name of the setting, stored files by their name."""

    settings: dict[str, Turn] = field(default_factory=dict)
    files: dict[str, tuple[Turn, Turn]] = field(default_factory=dict)

    def take(self, all_turns: Iterable[Turn]) -> None:
        """Follow the turns of a case."""
        before: Turn | None = None
        for turn in all_turns:
            self._take(turn, before)
            before = turn

    def _take(self, turn: Turn, before: Turn | None) -> None:
        line = turn.line
        if _RESTARTED.search(turn.received) or _RESTARTS.match(line):
            self.settings.clear()
            self.files = {name: pair for name, pair in self.files.items() if not name.startswith(_LOST)}
        elif _RESETS.match(line):
            self.settings = {key: each for key, each in self.settings.items() if not _OF_THE_LINE.match(key)}
        elif before is not None and not line and (stored := _STORES.match(before.line)):
            if not _REFUSED.search(turn.received):
                self.files[stored[1]] = (before, turn)
        elif not line or not _ACCEPTED.search(turn.received) or _REFUSED.search(turn.received):
            return
        elif deleted := _DELETES.match(line):
            self.files.pop(deleted[1], None)
        elif _DEACTIVATES.match(line):
            for needed_again in ("+QIREGAPP", "+QIACT"):  # document [2], IP INITIAL
                self.settings.pop(needed_again, None)
        elif found := next(filter(None, (each.match(line) for each in _KEYED)), None):
            key = found[1].upper()
            self.settings.pop(key, None)  # the order is that of the last commands
            self.settings[key] = turn


@dataclass(frozen=True, slots=True)
class Recorded:
    """All that is known of a case: its line, the state before it, its servers as recorded, its sessions.

    `offset` is the time of its begin on the clock of the line, in ns.  `material` are the names of
    what was stored of the authority of the run, by the first digits of the digest.
    `digests` are those of the data that a driver sent, by size: the line has no private keys.
    """

    case: CaseResult
    segment: Segment
    others: tuple[Segment, ...]
    state: State
    offset: int
    servers: Mapping[str, Any]
    sessions: tuple[Mapping[str, Any], ...]
    material: Mapping[str, str]
    digests: Mapping[int, tuple[str, ...]]


def recorded(run: Path, case: CaseResult, cases: Iterable[CaseResult]) -> Recorded:
    """What the run in that folder has of a case; raises `UsageError` where its line was not recorded."""
    states: dict[tuple[str, int], State] = {}
    found: list[tuple[Segment, State]] = []
    for segment in segments(run):
        key = (segment.opened.worker, segment.opened.line)
        state = states.setdefault(key, State())
        if segment.case == case.id:
            found = [] if segment.verdict == "" and not found else found
            found.append((segment, State(dict(state.settings), dict(state.files))))
        state.take(turns(segment.moved))
    found = [each for each in found if each[0].verdict] or found
    if not found:
        raise UsageError(f"no line of {case.name} was recorded in {run}: it sent nothing, or was not run")
    segment, state = max(found, key=lambda each: len([event for event in each[0].moved if event.is_sent]))
    others = tuple(each for each, _ in found if each is not segment)
    digests: dict[int, list[str]] = {}
    for each in cases:
        for line in each.transcript:
            if line.kind == Kind.DATA and data_size(line.text):
                digests.setdefault(data_size(line.text), []).append(data_digest(line.text))
    return Recorded(
        case=case,
        segment=segment,
        others=others,
        state=state,
        offset=_offset(segment, case),
        servers=_json(run / stimuli_path(case.id)) or {},
        sessions=tuple(filter(None, (_json(run / path) for path in case.sessions))),
        material=_material(run),
        digests={size: tuple(dict.fromkeys(found)) for size, found in digests.items()},
    )


def _offset(segment: Segment, case: CaseResult) -> int:
    """The begin of the case on the clock of the line: the same command stands in line and transcript."""
    told = [line for line in case.transcript if line.pco == "at" and line.direction == "→"]
    sent = [turn for turn in turns(segment.moved) if turn.line]
    for line in told:
        for turn in sent:
            if turn.line == line.text:
                return turn.t - round(line.t * 1e9)
    return segment.moved[0].t


def _material(run: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for path in sorted((run / SESSIONS).glob(f"*/{STIMULI}")):
        found.update((_json(path) or {}).get("material", {}))
    return found


def _json(path: Path) -> dict[str, Any] | None:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def digest(data: bytes) -> str:
    """The first digits of the digest of data, as a transcript has them."""
    return hashlib.sha256(data).hexdigest()[:12]
