"""The records of the lines of a run, read case by case (docs/evidence.md).

A case is read as a whole and then forgotten: a campaign has more bytes than memory
should hold.  An incomplete last line is left out; damage anywhere else is an error.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NoReturn

from hil.errors import UsageError, absent
from hil.evidence.wire.masked_stream import Mark
from hil.evidence.wire.secret_values import Form
from hil.evidence.wire.writer import SCHEMA

FOLDER = "wire"

_FORM = "expected the record of a line, as docs/evidence.md describes it"


@dataclass(frozen=True, slots=True)
class Moved:
    """Bytes that were written or read at once, at `t` nanoseconds."""

    t: int
    is_sent: bool
    data: bytes
    marks: tuple[Mark, ...] = ()

    def joined(self, later: Moved) -> Moved:
        """These bytes and later ones in one."""
        shift = len(self.data)
        marks = (
            Mark(mark.at + shift, mark.length, mark.name, mark.form, mark.offset) for mark in later.marks
        )
        return Moved(self.t, self.is_sent, self.data + later.data, (*self.marks, *marks))


@dataclass(frozen=True, slots=True)
class Opened:
    """A port that was opened; `worker` is the process, `clock_rate` is module seconds per second."""

    t: int
    line: int
    url: str
    clock_rate: float
    worker: str


@dataclass(frozen=True, slots=True)
class Segment:
    """What went over one line in an attempt of a case, in the order of time; `verdict` is that of the case."""

    case: str
    verdict: str
    opened: Opened
    moved: tuple[Moved, ...]


def records_of(run: Path) -> tuple[Path, ...]:
    """The records of a run, by worker and start; raises `UsageError` where there is no run or no record."""
    if not run.is_dir():
        raise UsageError(
            f"there is no run at {run}; give the folder of a run, such as reports/RUN"
        ) from absent(run)
    try:
        if (run / FOLDER).is_dir():
            os.scandir(run / FOLDER).close()
    except OSError as error:
        raise UsageError(
            f"{run / FOLDER} cannot be read: {error.strerror}; run hil as the user who recorded the run"
        ) from error
    files = tuple(sorted((run / FOLDER).glob("*.jsonl"), key=_start))
    if not files:
        why = "has no results.jsonl" if not (run / "results.jsonl").exists() else f"has no {FOLDER}/*.jsonl"
        raise UsageError(
            f"{run} {why}; expected the folder of a run whose DUT was reached, made by this version of m95-hil"
        )
    return files


def _start(file: Path) -> tuple[str, int]:
    """The worker and its number of the start: `main`, `main-2` of a resumed run, …, `main-10`."""
    worker, dash, number = file.stem.rpartition("-")
    return (worker, int(number)) if dash and number.isdecimal() else (file.stem, 1)


def segments(run: Path) -> Iterator[Segment]:
    """What went over the lines of a run, case by case; raises `UsageError`."""
    for file in records_of(run):
        yield from _segments(file)


def _segments(file: Path) -> Iterator[Segment]:
    opened: dict[int, Opened] = {}
    moved: dict[int, list[Moved]] = {}
    case = ""
    for number, record in _records(file):
        try:
            match record.get("kind"):
                case "wire":
                    _require_schema(file, record)
                case "open":
                    line = int(record["line"])
                    url, rate = str(record["url"]), float(record["clock_rate"])
                    opened[line] = Opened(record["t"], line, url, rate, file.stem)
                case "begin":
                    yield from _whole(case, "", opened, moved)
                    case, moved = str(record["case"]), {}
                case "end":
                    yield from _whole(case, str(record["verdict"]), opened, moved)
                    case, moved = "", {}
                case None:
                    moved.setdefault(opened[int(record["line"])].line, []).append(_moved(record))
                case other:
                    _refuse(other)
        except (KeyError, TypeError, ValueError, OverflowError) as trouble:
            if isinstance(trouble, UsageError):  # it is a ValueError, too
                raise
            came = f"{type(trouble).__name__}: {trouble}"
            raise UsageError(f"{file} is damaged in line {number}: {_FORM}; came {came}") from trouble
    yield from _whole(case, "", opened, moved)


def _whole(
    case: str, verdict: str, opened: dict[int, Opened], moved: dict[int, list[Moved]]
) -> Iterator[Segment]:
    for line, events in sorted(moved.items()):
        yield Segment(case, verdict, opened[line], _joined(sorted(events, key=lambda event: event.t)))


def _joined(events: list[Moved]) -> tuple[Moved, ...]:
    """The events, those that were written in two parts in one again."""
    whole: list[Moved] = []
    for event in events:
        before = whole[-1] if whole else None
        if before is not None and (before.t, before.is_sent) == (event.t, event.is_sent):
            whole[-1] = before.joined(event)
        else:
            whole.append(event)
    return tuple(whole)


def _moved(record: dict[str, Any]) -> Moved:
    (key,) = {"to", "from", "to_base64", "from_base64"} & record.keys()
    text = str(record[key])
    data = base64.b64decode(text, validate=True) if key.endswith("base64") else text.encode("ascii")
    marks = tuple(
        Mark(at, length, name, Form(form), offset)
        for at, length, name, form, offset in record.get("secrets", ())
    )
    return Moved(int(record["t"]), key.startswith("to"), data, marks)


def _refuse(kind: object) -> NoReturn:
    raise ValueError(f"the kind {kind!r}")


def _require_schema(file: Path, record: dict[str, Any]) -> None:
    if record.get("schema") != SCHEMA:
        raise UsageError(f"{file} has schema {record.get('schema')}; this version of m95-hil reads {SCHEMA}")


def _opened(file: Path) -> BinaryIO:
    try:
        return file.open("rb")
    except OSError as trouble:
        raise UsageError(f"{file} cannot be read: {trouble.strerror}; {_FORM}") from trouble


def _records(file: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a file with the numbers of their lines; an incomplete last line is left out."""
    bad = 0
    with _opened(file) as opened:
        for number, text in enumerate(opened, start=1):
            if bad:
                raise UsageError(f"{file} is damaged in line {bad}: {_FORM}; came no JSON object")
            try:
                record = json.loads(text)
            except (ValueError, RecursionError):
                record = None
            if not isinstance(record, dict):
                bad = number
            elif number == 1 and record.get("kind") != "wire":
                raise UsageError(f"{file} is no record of a line: {_FORM}; its first line is no header")
            else:
                yield number, record
    if bad == 1 or (not bad and not file.stat().st_size):
        raise UsageError(f"{file} is no record of a line: {_FORM}; its first line is incomplete")
