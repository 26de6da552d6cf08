"""The rounds of a course as series of one value each, and what they show: a slowdown, a storage that becomes smaller."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from hil.endurance.drift import ALPHA, Drift, delta, drift, probability
from hil.endurance.mix import ROUND, SESSIONS
from hil.endurance.records import Course, SessionRecord

WHOLE = "all steps"
"""The series of the spans of all steps of a round."""

STEPS = ("open", "put", "get", "close")
"""The steps that have a series of their own."""

SESSIONS_OF_ROUND = sum(work in SESSIONS for work in ROUND)
"""So many sessions make a whole round; one of which a session failed is not compared."""

LEAST_SHRINKING = 5
"""In fewer rounds a storage that becomes smaller may do so by chance."""


@dataclass(frozen=True, slots=True)
class Shrinking:
    """A storage whose free space becomes smaller: its first and its last free bytes, and between which rounds."""

    storage: str
    first: int
    last: int
    first_round: int
    last_round: int
    at_s: float

    @property
    def per_round(self) -> float:
        """The bytes that are lost in a round."""
        return (self.first - self.last) / max(1, self.last_round - self.first_round)


def spans(sessions: Sequence[SessionRecord]) -> Mapping[str, tuple[float, ...]]:
    """The seconds of each whole round, by step, and of all its steps together."""
    by_round: dict[int, list[SessionRecord]] = defaultdict(list)
    for session in sessions:
        by_round[session.round].append(session)
    found: dict[str, list[float]] = {step: [] for step in (WHOLE, *STEPS)}
    for of_round in by_round.values():
        if len(of_round) != SESSIONS_OF_ROUND:
            continue
        steps = [step for session in of_round for step in session.steps]
        found[WHOLE].append(sum(span for _, span in steps))
        for name in STEPS:
            found[name].append(sum(span for step, span in steps if step == name))
    return {name: tuple(values) for name, values in found.items()}


def drifts(course: Course) -> Mapping[str, Drift]:
    """The drift of each series that is long enough."""
    found = {name: drift(values) for name, values in spans(course.sessions).items()}
    return {name: each for name, each in found.items() if each is not None}


def slowest(course: Course) -> tuple[str, Drift] | None:
    """The series that became slower beyond noise, the one of all steps first, else the one with the greatest ratio."""
    slower = {name: each for name, each in drifts(course).items() if each.is_slower}
    if WHOLE in slower:
        return WHOLE, slower[WHOLE]
    return max(slower.items(), key=lambda entry: entry[1].ratio, default=None)


def shrinking(course: Course) -> tuple[Shrinking, ...]:
    """The storages that become smaller: in each round of a few, or beyond chance in many."""
    found = []
    for storage in dict.fromkeys(name for space in course.space for name, _ in space.free):
        rows = [(space, dict(space.free)[storage]) for space in course.space if storage in dict(space.free)]
        values = [free for _, free in rows]
        if _shrinks(values):
            first, last = rows[0][0], rows[-1][0]
            at = next(space.at_s for space, free in rows if free < values[0])
            found.append(Shrinking(storage, values[0], values[-1], first.round, last.round, at))
    return tuple(found)


def _shrinks(values: Sequence[int]) -> bool:
    if len(values) < LEAST_SHRINKING or any(b > a for a, b in pairwise(values)):
        return False  # what comes back is not lost
    if all(b < a for a, b in pairwise(values)):
        return True
    size = len(values) // 3
    first, last = values[:size], values[-size:]
    return delta(last, first) == 1 and probability(last, first) < ALPHA
