"""Transcript and steps of a case out of its record, made as soon as its line is read.

They are most of a long run.  As lists and objects of JSON they take four times the
memory, so a reader must not hold those of all cases at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from sys import intern
from typing import Any

from hil.results.case import TranscriptLine
from hil.verdict import Role, Step


def entries(found: Sequence[Any]) -> tuple[TranscriptLine, ...]:
    """The transcript of a record.

    Equal words are one object, since a long run has them a million times.  Raises
    `TypeError` or `ValueError` for an entry of another form.
    """
    if isinstance(found, tuple):  # they were made when the line was read
        return found
    try:
        return tuple(
            [
                TranscriptLine(t, intern(pco), intern(way), intern(text), intern(kind))
                for t, pco, way, text, kind in found
            ]
        )
    except ValueError:  # of schema 1: an entry has no kind
        return tuple([TranscriptLine(*entry) for entry in found])


def steps(found: Iterable[Any]) -> tuple[Step, ...]:
    """The steps of a record; raises as `entries` does, and `KeyError`."""
    if isinstance(found, tuple):
        return found
    return tuple(map(_step, found))


def _step(record: Mapping[str, Any]) -> Step:
    return Step(
        t=record["t"],
        role=Role(record["role"]),
        subject=intern(record["subject"]),
        expected=intern(record["expected"]),
        actual=intern(record["actual"]),
        held=record["held"],
        requirements=tuple(map(intern, record["requirements"])),
        where=intern(record["where"]),
        command=intern(record.get("command", "")),  # records of earlier versions have neither
        bounds_s=tuple(record.get("bounds_s", ())),
    )


def shrink(record: dict[str, Any]) -> None:
    """Make both of a case; what has another form stays as it is, for the reader of the record to complain."""
    with suppress(KeyError, TypeError, ValueError):
        record["transcript"] = entries(record["transcript"])
        record["steps"] = steps(record["steps"])
