"""The lines of a `results.jsonl`: a record each, with its number; what is damaged is told by its line.

A writer that is killed leaves at most an incomplete last line.  Damage anywhere
else has another cause, and a run that is read without that line could lose a fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from hil.errors import UsageError
from hil.results.collection import without_collection
from hil.results.entries import shrink

Record = dict[str, Any]
"""One JSON object; the only untyped value of the results."""

T = TypeVar("T")


class Line(NamedTuple):
    """A record, the number of its line, from 1, and its kind."""

    number: int
    record: Record
    kind: str


def read_lines(file: Path) -> tuple[Line, ...]:
    """The records of a file; an incomplete last line is left out.

    Raises `UsageError` for another line that holds no record, and for a file that cannot be read.
    """
    found, damaged = whole_lines(file)
    if damaged:
        raise _damaged(file, damaged[0], "expected a record, a JSON object with a kind")
    return found


@without_collection()
def whole_lines(file: Path) -> tuple[tuple[Line, ...], tuple[int, ...]]:
    """The records of a file, and the numbers of the lines that hold none; an incomplete last one is left out.

    Raises `UsageError` for a file that cannot be read.
    """
    try:
        with file.open("rb") as lines:
            records = [(number, _record(text)) for number, text in enumerate(lines, start=1)]
    except OSError as trouble:
        raise UsageError(
            f"{file} cannot be read: {trouble.strerror}; run hil as the user who recorded the run"
        ) from trouble
    found = tuple(
        Line(number, record, str(record["kind"])) for number, record in records if record is not None
    )
    return found, tuple(number for number, record in records[:-1] if record is None)


@without_collection()
def read_each(file: Path, lines: Iterable[Line], form: Callable[[Record], T]) -> tuple[T, ...]:
    """What `form` makes of each record; raises `UsageError` with the line where it cannot."""
    return tuple(_formed(file, line, form) for line in lines)


@without_collection()
def read_once(file: Path, lines: Iterable[Line], form: Callable[[Record], T]) -> tuple[T, ...]:
    """As `read_each`; a record is empty when its value is made, so that a long run is not held twice."""
    return tuple(_formed_once(file, line, form) for line in lines)


def _formed_once(file: Path, line: Line, form: Callable[[Record], T]) -> T:
    made = _formed(file, line, form)
    line.record.clear()
    return made


def _formed(file: Path, line: Line, form: Callable[[Record], T]) -> T:
    try:
        return form(line.record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        came = f"{type(error).__name__}: {error}"
        raise _damaged(
            file, line.number, f"expected a record of the kind {line.kind}, came {came}"
        ) from error


def _record(text: bytes) -> Record | None:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or "kind" not in record:
        return None
    shrink(record)
    return record


def _damaged(file: Path, number: int, what: str) -> UsageError:
    if number == 1:
        return UsageError(f"{file} is no results.jsonl: line 1 is damaged or no run header: {what}")
    return UsageError(
        f"{file} is damaged in line {number}: {what}; without that line its case counts as not run"
    )
