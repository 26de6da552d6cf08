"""How long things took in a run: handshakes and transfers by suite, answers of the DUT, throughput.

Values come from the session files (the clock of the lower tester) and from the
transcripts (the clock of the upper tester); both are times of the bench, in seconds.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from hil.report.view.sessions import ConnectionView, SessionView
from hil.results.case import CaseResult
from hil.results.folder import WIRE
from hil.transcript import Direction, Kind, Pco

LATENCY_EDGES_S = tuple(
    float(f"{factor}e{power}") for power in range(-4, 2) for factor in (1, 2, 5)
)  # 0.1 ms to 50 s
"""The lower edges of the bins of the histogram; what is shorter counts in the first bin."""

BITS_OF_A_BYTE = 10  # start bit, 8 data bits, stop bit (V.250 5.1.2)

FIRST_LINES = 200
"""In so many first lines of a file of `wire/` the record of the opened line is looked for."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Values under one name: how many, and their least, median, 95th percentile and greatest."""

    name: str
    count: int
    least: float
    middle: float
    high: float
    most: float


@dataclass(frozen=True, slots=True)
class Transfer:
    """A data connection that moved bytes: how many, in how many seconds, under which suite; empty in clear."""

    suite: str
    size: int
    took_s: float

    @property
    def rate(self) -> float:
        """Bytes a second."""
        return self.size / self.took_s


@dataclass(frozen=True, slots=True)
class Timing:
    """The times of a run; `latency` are the counts of the bins of `LATENCY_EDGES_S`.

    `rates` are the throughputs by suite, in bytes a second.  `line_rate` is that of the
    port of the DUT in bytes a second, 0 if unknown.
    """

    handshakes: tuple[Spread, ...]
    transfers: tuple[Spread, ...]
    rates: tuple[Spread, ...]
    latency: tuple[int, ...]
    latency_middle_s: float
    moved: tuple[Transfer, ...]
    line_rate: float

    @property
    def is_empty(self) -> bool:
        """Whether nothing was measured."""
        return not (self.handshakes or self.moved or any(self.latency))


def timing(cases: Iterable[CaseResult], sessions: Sequence[SessionView], folder: Path | None) -> Timing:
    """The times of these cases and sessions; `folder` is that of the run, for the rate of its line."""
    connections = [each for session in sessions for each in (session.control, *session.data)]
    moved = tuple(_transfers(_data(sessions)))
    answers = sorted(answer for case in cases for answer in _answers(case))
    return Timing(
        handshakes=_spreads((_suite(each), each.handshake_s) for each in connections if each.suite),
        transfers=_spreads((each.suite or "in clear", each.took_s) for each in moved),
        rates=_spreads((each.suite or "in clear", each.rate) for each in moved),
        latency=_histogram(answers),
        latency_middle_s=median(answers) if answers else 0.0,
        moved=moved,
        line_rate=_line_rate(folder),
    )


def _data(sessions: Iterable[SessionView]) -> Iterator[ConnectionView]:
    """The data connections of the sessions."""
    return (each for session in sessions for each in session.data)


def _suite(connection: ConnectionView) -> str:
    return f"{connection.version} {connection.suite}"


def _transfers(connections: Iterable[ConnectionView]) -> Iterator[Transfer]:
    for each in connections:
        size = each.received + each.sent
        if size and each.lasted_s:
            yield Transfer(each.suite, size, each.lasted_s)


def spread(name: str, values: Iterable[float]) -> Spread:
    """The spread of at least one value."""
    ordered = sorted(values)
    high = ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]
    return Spread(name, len(ordered), ordered[0], median(ordered), high, ordered[-1])


def _spreads(values: Iterable[tuple[str, float | None]]) -> tuple[Spread, ...]:
    of: dict[str, list[float]] = {}
    for name, value in values:
        if value is not None:
            of.setdefault(name, []).append(value)
    return tuple(spread(name, found) for name, found in sorted(of.items()))


def _answers(case: CaseResult) -> Iterator[float]:
    """The spans from each command line to the first line of its response."""
    asked: float | None = None
    for t, pco, direction, _, kind in case.transcript:
        if pco != _AT:
            continue
        if kind in _ASKS:
            asked = t
        elif asked is not None and direction == _FROM and kind == _RESPONSE:
            yield t - asked
            asked = None


_AT, _FROM, _RESPONSE = Pco.AT.value, Direction.FROM_DUT.value, Kind.RESPONSE.value
_ASKS = frozenset({Kind.COMMAND.value, Kind.QUESTION.value})


def _histogram(ordered: Sequence[float]) -> tuple[int, ...]:
    """How many of the values, which are in order, are in each bin; those below the first edge count in the first one."""
    begins = [0, *(bisect_left(ordered, edge) for edge in LATENCY_EDGES_S[1:])]
    return tuple(end - begin for begin, end in pairwise([*begins, len(ordered)]))


def _line_rate(folder: Path | None) -> float:
    """The rate of the port in bytes a second, as the records of the line have it."""
    files = sorted((folder / WIRE).glob("*.jsonl")) if folder else []
    for path in files:
        found = _opened(path)
        if found:
            return float(found["baud"]) / BITS_OF_A_BYTE
    return 0.0


def _opened(path: Path) -> Mapping[str, Any] | None:
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for _, line in zip(range(FIRST_LINES), lines, strict=False):
                if '"kind":"open"' in line:
                    found = json.loads(line)
                    return found if found.get("baud") else None
    except (OSError, ValueError):
        return None
    return None
