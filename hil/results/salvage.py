"""What can be read of a damaged run: its whole records without the damaged ones, and what is lost, in words.

A case whose record is lost has no verdict, so the run is incomplete: it is never green, and no
verdict is made of a rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from hil.errors import UsageError
from hil.results.ending import Ending
from hil.results.lines import Line, numbered, read_lines
from hil.results.model import RunReport
from hil.results.records import FORMS, file_of, read, read_end, report_of


def salvaged(path: Path) -> RunReport:
    """The run at that path, with its damage; raises `UsageError` where not even its first record can be read."""
    try:
        return read(path)
    except UsageError:
        return _rest(file_of(path))


def _rest(file: Path) -> RunReport:
    """What can be read of a file of which `read` cannot read all; raises `UsageError` where nothing can."""
    header = report_of(file, islice(read_lines(file), 1))
    lost: list[int] = []
    report = report_of(file, _sound(file, header, lost))
    return _incomplete(report, file.name, lost) if lost else report


def _sound(file: Path, header: RunReport, lost: list[int]) -> Iterator[Line]:
    """The records that can be read; the numbers of the other lines go into `lost`, an incomplete last one apart."""
    line: Line | None = None
    for number, line in numbered(file):
        if line is not None and _is_sound(line, header):
            yield line
        else:
            lost.append(number)
    if lost and line is None:
        lost.pop()


def _is_sound(line: Line, report: RunReport) -> bool:
    try:
        if line.kind == "end":
            read_end(report, line.record)
        elif line.kind in FORMS:
            FORMS[line.kind](line.record)
    except (KeyError, TypeError, ValueError, AttributeError):
        return False
    return True


def _incomplete(report: RunReport, name: str, lost: list[int]) -> RunReport:
    """The run without these lines; what it planned and has no case has no verdict."""
    more = f" and {len(lost) - 1} more" if len(lost) > 1 else ""
    words = f"{name} is damaged in line {lost[0]}{more}: a case whose record is lost counts as not run"
    judged = {case.id for case in report.cases}
    ending = (
        report.ending if report.ending.signal else Ending(early=f"{name} is damaged in line {lost[0]}{more}")
    )
    return replace(
        report,
        ending=ending,
        not_run=tuple(name for name in report.planned if name not in judged),
        damage=(*report.damage, words),
    )


def missing_evidence(report: RunReport, folder: Path, *, left_out: frozenset[str]) -> tuple[str, ...]:
    """Captures and sessions that the records name and that are not there, in words; `left_out` are not expected."""
    named = [
        name for case in report.cases for name in (*case.sessions, *case.captures) if name not in left_out
    ]
    missing = [name for name in named if not (folder / name).is_file()]
    if not missing:
        return ()
    return (f"{len(missing)} of {len(named)} files of evidence are missing; the first is {missing[0]}",)
