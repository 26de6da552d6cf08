"""The lines of a `results.jsonl`: a record each, with its number; what is damaged is told by its line.

A writer that is killed leaves at most an incomplete last line.  Damage anywhere
else has another cause, and a run that is read without that line could lose a fail.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from hil.errors import UsageError

Record = dict[str, Any]
"""One JSON object; the only untyped value of the results."""

T = TypeVar("T")


class Line(NamedTuple):
    """A record, the number of its line, from 1, and its kind."""

    number: int
    record: Record
    kind: str


def read_lines(file: Path) -> Iterator[Line]:
    """The records of a file, one after the other; an incomplete last line is left out.

    Raises `UsageError` for another line that holds no record, and for a file that cannot be read.
    """
    damaged = 0
    for number, line in numbered(file):
        if damaged:  # a line follows, so it is not the last one
            raise _damaged(file, damaged, "expected a record, a JSON object with a kind")
        if line is None:
            damaged = number
        else:
            yield line


def numbered(file: Path) -> Iterator[tuple[int, Line | None]]:
    """Each line with its number, from 1; None stands for one that holds no record.

    Raises `UsageError` for a file that cannot be read.
    """
    try:
        with file.open("rb") as lines:
            for number, text in enumerate(lines, start=1):
                yield number, _line(number, text)
    except OSError as trouble:
        raise UsageError(
            f"{file} cannot be read: {trouble.strerror}; run hil as the user who recorded the run"
        ) from trouble


def formed(file: Path, line: Line, form: Callable[[Record], T]) -> T:
    """What `form` makes of the record; raises `UsageError` with the line where it cannot."""
    try:
        return form(line.record)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        came = f"{type(error).__name__}: {error}"
        raise _damaged(
            file, line.number, f"expected a record of the kind {line.kind}, came {came}"
        ) from error


def _line(number: int, text: bytes) -> Line | None:
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or "kind" not in record:
        return None
    return Line(number, record, str(record["kind"]))


def _damaged(file: Path, number: int, what: str) -> UsageError:
    if number == 1:
        return UsageError(f"{file} is no results.jsonl: line 1 is damaged or no run header: {what}")
    return UsageError(
        f"{file} is damaged in line {number}: {what}; without that line its case counts as not run"
    )
