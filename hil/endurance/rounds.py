"""The rounds of a course as series of one value each, and what they show: a slowdown, a storage that becomes smaller."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise
from operator import or_
from statistics import median

from hil.endurance.drift import ALPHA, Drift, best, delta, drift, probability, rounds_of_value
from hil.endurance.records import Clock, Course, SessionRecord

WHOLE = "all steps"
"""The series of the spans of all steps of a round."""

STEPS = ("open", "put", "get", "close")
"""The steps that have a series of their own."""

BENCH_SHARE = 10.0
"""So many yardsticks the lower tester works in a session, at most."""

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
    found: dict[str, list[float]] = {step: [] for step in (WHOLE, *STEPS)}
    for of_round in whole_rounds(sessions):
        steps = [step for session in of_round for step in session.steps]
        found[WHOLE].append(sum(span for _, span in steps))
        for name in STEPS:
            found[name].append(sum(span for step, span in steps if step == name))
    return {name: tuple(values) for name, values in found.items()}


def whole_rounds(sessions: Sequence[SessionRecord]) -> tuple[tuple[SessionRecord, ...], ...]:
    """The sessions of each round in which all of them succeeded: of each work as many as in any other round."""
    by_round: dict[int, list[SessionRecord]] = defaultdict(list)
    for session in sessions:
        by_round[session.round].append(session)
    mixes = {number: Counter(session.work for session in each) for number, each in by_round.items()}
    whole = reduce(or_, mixes.values(), Counter[str]())
    return tuple(tuple(each) for number, each in by_round.items() if mixes[number] == whole)


def bench_spans(sessions: Sequence[SessionRecord]) -> tuple[float, ...]:
    """What the yardstick of the bench took in each whole round."""
    return tuple(sum(session.bench_s for session in each) for each in whole_rounds(sessions))


def adjusted(
    values: Sequence[float], bench: Sequence[float], usual: float, clock: Clock
) -> tuple[float, ...]:
    """The spans without what the bench has added; `usual` is what its yardstick takes usually.

    An emulated module accounts for its spans itself, and this host has no part in them.  With
    a real one, the lower tester has: some yardsticks a round.
    """
    if clock is Clock.MODULE or not usual or 0.0 in bench:
        return tuple(values)
    pairs = zip(values, bench, strict=True)
    return tuple(max(0.0, value - BENCH_SHARE * (slow - usual)) for value, slow in pairs)


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a series, each of the best one of `of` rounds: as they were, and without what the bench has added."""

    raw: tuple[float, ...]
    adjusted: tuple[float, ...]
    of: int

    @property
    def drift(self) -> Drift | None:
        """The drift without what the bench has added; None for too few values."""
        return drift(self.adjusted, of=self.of)

    @property
    def is_slower(self) -> bool:
        """Whether the series became slower beyond noise, with and without what the bench has added."""
        both = drift(self.raw), self.drift
        return all(found is not None and found.is_slower for found in both)


def values_of(course: Course, sessions: Sequence[SessionRecord]) -> Mapping[str, Values]:
    """The series of some sessions of a course, in the measure of the course."""
    of_course = bench_spans(course.sessions)
    of = rounds_of_value(len(of_course))
    usual = median(best(of_course, of)) if of_course else 0.0
    bench = best(bench_spans(sessions), of)
    found = {}
    for name, whole in spans(sessions).items():
        raw = best(whole, of)
        found[name] = Values(raw, adjusted(raw, bench, usual, course.begin.clock), of)
    return found


def slowest(course: Course) -> tuple[str, Drift] | None:
    """The series that became slower beyond noise: the one of all steps first, else the one with the greatest ratio."""
    slower = {
        name: found
        for name, values in values_of(course, course.sessions).items()
        if values.is_slower and (found := values.drift) is not None
    }
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
