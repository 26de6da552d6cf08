"""The sequence diagram of a case: its transcript as arrows between DTE, module and server.

A row of the diagram is an entry of the transcript, or a run of settings that stands in
one row, so that a reader sees the session at once.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType

from hil.results.case import TranscriptLine
from hil.transcript import Direction, Kind, Pco


class Lane(IntEnum):
    """A party of the diagram, from the left."""

    DTE = 0
    MODULE = 1
    SERVER = 2

    @property
    def title(self) -> str:
        """The name of the lane."""
        return _TITLES[self]


_TITLES = {Lane.DTE: "DTE", Lane.MODULE: "module", Lane.SERVER: "server"}


@dataclass(frozen=True, slots=True)
class Arrow:
    """What an entry is in the diagram; one that begins and ends at the same lane is a remark there."""

    start: Lane
    end: Lane
    layer: str

    @property
    def words(self) -> str:
        """For a reader who does not see the picture: `AT, DTE to module`."""
        where = self.start.title if self.start is self.end else f"{self.start.title} to {self.end.title}"
        return f"{self.layer}, {where}"


def _arrows(pco: Pco, layer: str, bench: Lane, note: Lane) -> dict[tuple[str, str], Arrow]:
    return {
        (pco.value, Direction.TO_DUT.value): Arrow(bench, Lane.MODULE, layer),
        (pco.value, Direction.FROM_DUT.value): Arrow(Lane.MODULE, bench, layer),
        (pco.value, Direction.NOTE.value): Arrow(note, note, layer),
    }


ARROWS: Mapping[tuple[str, str], Arrow] = MappingProxyType(
    {
        **_arrows(Pco.AT, "AT", Lane.DTE, Lane.DTE),
        **_arrows(Pco.TLS, "TLS", Lane.SERVER, Lane.SERVER),
        **_arrows(Pco.FTP_CONTROL, "FTP", Lane.SERVER, Lane.SERVER),
        **_arrows(Pco.FTP_DATA, "data", Lane.SERVER, Lane.SERVER),
        **_arrows(Pco.HARNESS, "bench", Lane.DTE, Lane.DTE),
    }
)
"""The arrow of an entry by its point of observation and its direction."""

CODES: Mapping[tuple[str, str], int] = MappingProxyType({key: code for code, key in enumerate(ARROWS)})
"""The number of an arrow in the data of the page."""

UNKNOWN = CODES[Pco.HARNESS.value, Direction.NOTE.value]
"""The number for an entry of a point that this version does not know."""

LEAST_SETTINGS = 3
"""So many settings in a row stand in one row of the diagram."""

_AT, _FROM = Pco.AT.value, Direction.FROM_DUT.value
_COMMAND, _RESPONSE = Kind.COMMAND.value, Kind.RESPONSE.value
_BEGINS = frozenset({Kind.COMMAND.value, Kind.QUESTION.value})


@dataclass(frozen=True, slots=True)
class Fold:
    """Entries `first` to `last` in one row: settings that were all answered with OK."""

    first: int
    last: int
    words: str


def of_case(lines: Sequence[TranscriptLine]) -> Sequence[TranscriptLine]:
    """The transcript from the first command of the case; all of it if there is none."""
    for number, line in enumerate(lines):
        if line.kind == _COMMAND and line.pco == _AT:
            return lines[number:]
    return lines


def folds(lines: Sequence[TranscriptLine], kept: range = range(0)) -> tuple[Fold, ...]:
    """The runs of settings among the entries; those at the places `kept` stay apart."""
    found: list[Fold] = []
    run: list[tuple[int, int]] = []
    begin = -1
    # Only entries where an exchange begins or is broken off matter; `None` is the end.
    ends = [number for number, (_, pco, _, _, kind) in enumerate(lines) if pco != _AT or kind in _BEGINS]
    for number in (*ends, len(lines)):
        is_last = number == len(lines)
        is_command = (
            not is_last and lines[number].pco == _AT
        )  # else the server saw something before the next one
        is_whole = begin >= 0 and (is_command or is_last) and begin not in kept
        if is_whole and _is_setting(lines[begin:number]):
            run.append((begin, number - 1))
        elif run:
            _close(lines, run, found)
        begin = number if is_command else -1
    _close(lines, run, found)
    return tuple(found)


def _is_setting(exchange: Sequence[TranscriptLine]) -> bool:
    """Whether a command line was answered with OK, and nothing else than its response came."""
    is_answered = False
    for _, _, way, text, kind in exchange:
        if way == _FROM and kind == _RESPONSE:
            if "ERROR" in text or ": -" in text:
                return False
            is_answered = is_answered or text == "OK"
    return is_answered


def _close(lines: Sequence[TranscriptLine], run: list[tuple[int, int]], found: list[Fold]) -> None:
    if len(run) >= LEAST_SETTINGS:
        names = Counter(_name(lines[first].text) for first, _ in run)
        shown = ", ".join(name if count == 1 else f"{count} × {name}" for name, count in names.items())
        found.append(Fold(run[0][0], run[-1][1], f"{len(run)} command lines, each answered with OK: {shown}"))
    run.clear()


def _name(command: str) -> str:
    """`AT+QFTPCFG` of `AT+QFTPCFG=4,"/COM/"`."""
    return command.partition("=")[0].partition("?")[0]
