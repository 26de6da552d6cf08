"""Courses for tests: rounds of sessions with given times."""

from __future__ import annotations

from collections.abc import Sequence

from hil.endurance.mix import ROUND, SESSIONS
from hil.endurance.records import Begin, Clock, Course, SessionRecord, Space

BEGIN = Begin(span_s=3600, seed=0, clock=Clock.MODULE, rate=10.0, started="2026-01-31T10:15:00+00:00")

SESSIONS_OF_ROUND = sum(work in SESSIONS for work in ROUND)


def sessions_of(times: Sequence[float], bench: Sequence[float] = ()) -> list[SessionRecord]:
    """A round for each time, each of its sessions of that time; `bench` is what the yardstick took in the rounds."""
    found: list[SessionRecord] = []
    for number, time_s in enumerate(times, 1):
        for work in (work for work in ROUND if work in SESSIONS):
            place = len(found) + 1
            steps = (("open", time_s / 2), ("put", time_s / 4), ("get", time_s / 4), ("close", 0.0))
            yard = bench[number - 1] if bench else 0.001
            found.append(
                SessionRecord(place, number, str(work), 10.0 * place, time_s, steps, 1500, 2500, yard)
            )
    return found


def course_of(times: Sequence[float], bench: Sequence[float] = (), *, clock: Clock = Clock.MODULE) -> Course:
    """A course of such rounds."""
    begin = Begin(BEGIN.span_s, BEGIN.seed, clock, BEGIN.rate, BEGIN.started)
    return Course(begin, sessions=sessions_of(times, bench))


def with_space(*free: int, storage: str = "UFS") -> Course:
    """A course in which a storage has these free bytes after its rounds."""
    return Course(BEGIN, space=[Space(n, 60.0 * n, ((storage, bytes_),)) for n, bytes_ in enumerate(free, 1)])
