"""The curve of an endurance run as inline SVG: the time of its sessions, their throughput, and when something went wrong.

The width of a picture is a number of bins, whatever the length of the run: each shows
the median and the range of its sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from hil.endurance.records import Course, SessionRecord
from hil.endurance.span import shown

BINS = 120
SESSIONS_OF_BIN = 5
"""A bin has about so many sessions: those of a round, which are not of one kind."""

WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 720, 150, 52, 8, 20


@dataclass(frozen=True, slots=True)
class Bin:
    """The sessions of a stretch of time: least, median and greatest value, and where it lies, in seconds."""

    at_s: float
    least: float
    middle: float
    most: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One picture: its title with the unit, and its SVG."""

    title: str
    svg: str


def curves(course: Course) -> tuple[Curve, ...]:
    """The pictures of a course; none without sessions."""
    if not course.sessions:
        return ()
    return (
        Curve(f"Time of a session in seconds of {course.begin.clock.value}", _picture(course, _span)),
        Curve(
            f"Throughput of a session in bytes a second of {course.begin.clock.value}",
            _picture(course, _rate),
        ),
    )


def _span(session: SessionRecord) -> float:
    return sum(span for _, span in session.steps)


def _rate(session: SessionRecord) -> float:
    took_s = _span(session)
    return (session.up + session.down) / took_s if took_s else 0.0


def bins(
    sessions: Sequence[SessionRecord], value: Callable[[SessionRecord], float], until_s: float
) -> tuple[Bin, ...]:
    """The sessions in at most `BINS` stretches of the time until then; a stretch without a session has no bin."""
    count = max(1, min(BINS, len(sessions) // SESSIONS_OF_BIN))
    width_s = until_s / count or 1.0
    groups: dict[int, list[SessionRecord]] = {}
    for session in sessions:
        groups.setdefault(min(count - 1, int(session.at_s / width_s)), []).append(session)
    found = []
    for _, of_bin in sorted(groups.items()):
        values = [value(session) for session in of_bin]
        found.append(Bin(median(each.at_s for each in of_bin), min(values), median(values), max(values)))
    return tuple(found)


def _picture(course: Course, value: Callable[[SessionRecord], float]) -> str:
    until_s = max([course.sessions[-1].at_s, *(each.at_s for each in course.incidents)]) or 1.0
    found = bins(course.sessions, value, until_s)
    top = max(each.most for each in found) or 1.0
    right, low = WIDTH - 8, HEIGHT - BOTTOM

    def x(at_s: float) -> float:
        return round(LEFT + (right - LEFT) * at_s / until_s, 1)

    def y(number: float) -> float:
        return round(low - (low - TOP) * number / top, 1)

    upper = [f"{x(each.at_s)},{y(each.most)}" for each in found]
    lower = [f"{x(each.at_s)},{y(each.least)}" for each in reversed(found)]
    middle = " ".join(f"{x(each.at_s)},{y(each.middle)}" for each in found)
    marks = "".join(
        f'<path class="incident" d="M{x(at)} {TOP}V{low}"/>'
        for at in sorted({each.at_s for each in course.incidents})[:BINS]
    )
    return (
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'aria-label="median {_number(median(each.middle for each in found))}, most {_number(top)}">'
        f'<path class="axis" d="M{LEFT} {TOP}V{low}H{right}"/>'
        f'<text x="{LEFT - 4}" y="{TOP + 8}" text-anchor="end">{_number(top)}</text>'
        f'<text x="{LEFT - 4}" y="{low}" text-anchor="end">0</text>'
        f'<text x="{LEFT}" y="{HEIGHT - 5}">{shown(0)}</text>'
        f'<text x="{right}" y="{HEIGHT - 5}" text-anchor="end">{shown(until_s)}</text>'
        f'<polygon class="range" points="{" ".join((*upper, *lower))}"/>'
        f'{marks}<polyline class="middle" points="{middle}"/></svg>'
    )


def _number(value: float) -> str:
    """Three digits without an exponent: `0.358`, `113 000`."""
    return f"{float(f'{value:.3g}'):,.15g}".replace(",", "\N{NO-BREAK SPACE}")
