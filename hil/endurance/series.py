"""The evidence file of an endurance run: `endurance.jsonl`, one JSON object a line, on the disk after each round.

The first key of a line, `type`, tells which record it is (`hil.endurance.records`).  A
run that goes on with a killed one appends another `begin`; what is before it is history.
A file that a killed run has left is read up to its last whole line.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import asdict
from io import TextIOWrapper
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

from hil.endurance.records import Begin, Control, Course, End, Incident, SessionRecord, Space

Record = Begin | SessionRecord | Space | Incident | Control | End

AnyRecord = TypeVar("AnyRecord", bound=Record)

_TYPES: Mapping[str, type[Record]] = MappingProxyType(
    {
        "begin": Begin,
        "session": SessionRecord,
        "space": Space,
        "incident": Incident,
        "control": Control,
        "end": End,
    }
)
_NAMES = {kind: name for name, kind in _TYPES.items()}


class SeriesWriter:
    """Appends records; a full disk is told once by `trouble` and ends nothing.  Without a path there is no file."""

    def __init__(self, path: Path | None) -> None:
        self._file: TextIOWrapper | None = None
        self.trouble = ""
        """Why records are missing in the file; empty if none is."""
        try:
            self._file = path.open("a", encoding="utf-8") if path is not None else None
        except OSError as error:
            self.trouble = f"{path}: {error.strerror}"

    def write(self, record: Record) -> None:
        """Append a record; `sync` brings it to the disk."""
        if self._file is not None and not self.trouble:
            try:
                self._file.write(encoded(record) + "\n")
            except OSError as error:
                self.trouble = f"{self._file.name}: {error.strerror}"

    def sync(self) -> None:
        """Bring what was written to the disk."""
        if self._file is not None and not self.trouble:
            try:
                self._file.flush()
                os.fsync(self._file.fileno())
            except OSError as error:
                self.trouble = f"{self._file.name}: {error.strerror}"

    def close(self) -> None:
        """Close the file."""
        self.sync()
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.close()
            except OSError as error:
                self.trouble = self.trouble or f"{file.name}: {error.strerror}"


def encoded(record: Record) -> str:
    """The line of a record."""
    return json.dumps({"type": _NAMES[type(record)], **asdict(record)}, ensure_ascii=False)


def decoded(line: str) -> Record:
    """The record of a line; raises `ValueError` for any other text."""
    try:
        values = json.loads(line)
        kind = _TYPES[values.pop("type")]
        return _record(kind, values)
    except (KeyError, TypeError, AttributeError) as wrong:
        raise ValueError(f"no record of an endurance run: {line[:80]}") from wrong


def _record(kind: type[AnyRecord], values: Mapping[str, Any]) -> AnyRecord:
    hints = get_type_hints(kind)
    return kind(**{name: _typed(hints[name], value) for name, value in values.items()})


def _typed(hint: Any, value: Any) -> Any:
    """A value of JSON in the type of its field: enumerations by value, lists as tuples."""
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        if inner is SessionRecord:
            return tuple(_record(SessionRecord, entry) for entry in value)
        if get_origin(inner) is tuple:
            return tuple(tuple(entry) for entry in value)
        return tuple(value)
    return hint(value)


def read(path: Path) -> Course | None:
    """The last run in a file; None if there is no such file, or no run in it."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    course: Course | None = None
    for line in lines:
        try:
            record = decoded(line)
        except ValueError:  # half written, as by a loss of power
            continue
        if isinstance(record, Begin):
            course = Course(record)
        elif course is not None:
            add(course, record)
    return course


def add(course: Course, record: Record) -> None:
    """Put a record into its place."""
    match record:
        case SessionRecord():
            course.sessions.append(record)
        case Space():
            course.space.append(record)
        case Incident():
            course.incidents.append(record)
        case Control():
            course.controls.append(record)
        case End():
            course.end = record
        case Begin():
            course.begin = record
