"""An endurance run in numbers, for programs: its counts, and of each kind of incident the count and the first."""

from __future__ import annotations

from typing import Any

from hil.endurance.records import Course, IncidentKind


def brief(course: Course) -> dict[str, Any]:
    """The object under `endurance` of `summary.json`; times in seconds of the clock that `clock` names."""
    end = course.end
    return {
        "span_s": course.begin.span_s,
        "seed": course.begin.seed,
        "clock": course.begin.clock.value,
        "at_s": round(end.at_s, 3) if end is not None else None,
        "ended_by": end.ended_by if end is not None else "not recorded",
        "rounds": course.rounds,
        "sessions": len(course.sessions),
        "counts": dict(end.counts) if end is not None else {},
        "incidents": {kind.value: _of(course, kind) for kind in IncidentKind if course.of(kind)},
    }


def _of(course: Course, kind: IncidentKind) -> dict[str, Any]:
    found = course.of(kind)
    return {
        "count": len(found),
        "first_session": found[0].session,
        "first_at_s": round(found[0].at_s, 3),
        "first": str(found[0]),
    }
