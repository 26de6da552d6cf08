"""Transcript and steps of a case out of its record.

They are most of a long run.  As lists and objects of JSON they take four times the
memory, so a reader must not hold those of all cases at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from sys import intern
from typing import Any

from hil.results.case import TranscriptLine
from hil.verdict import Role, Step

_entry: Callable[[tuple[float, str, str, str, str]], TranscriptLine] = partial(tuple.__new__, TranscriptLine)
"""Makes an entry without a call of a Python function: that of a `NamedTuple` takes as long as the rest."""


def entries(found: Sequence[Any]) -> tuple[TranscriptLine, ...]:
    """The transcript of a record.

    Equal words are one object, since a long run has them a million times.  Raises
    `TypeError` or `ValueError` for an entry of another form.
    """
    try:
        return tuple(
            [
                _entry((t, intern(pco), intern(way), intern(text), intern(kind)))
                for t, pco, way, text, kind in found
            ]
        )
    except ValueError:  # of schema 1: an entry has no kind
        return tuple([TranscriptLine(*entry) for entry in found])


def steps(found: Iterable[Any]) -> tuple[Step, ...]:
    """The steps of a record; raises as `entries` does, and `KeyError`."""
    return tuple(map(_step, found))


def _step(record: Mapping[str, Any]) -> Step:
    return Step(
        record["t"],
        _ROLES[record["role"]],
        intern(record["subject"]),
        intern(record["expected"]),
        intern(record["actual"]),
        record["held"],
        tuple(map(intern, record["requirements"])),
        intern(record["where"]),
        intern(record.get("command", "")),
        tuple(record.get("bounds_s", ())),
    )


_ROLES = {role.value: role for role in Role}
