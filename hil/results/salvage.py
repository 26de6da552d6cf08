"""What can be read of a damaged run: its whole records without the damaged ones, and what is lost, in words.

A case whose record is lost has no verdict, so the run is incomplete: it is never green, and no
verdict is made of a rest.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from hil.errors import UsageError
from hil.results.case_records import read_case
from hil.results.ending import Ending, read_resumption
from hil.results.lines import Line, Record, read_lines, whole_lines
from hil.results.model import RunReport
from hil.results.records import file_of, read, read_dut, read_end, read_withdrawal, report_of

_FORMS: Mapping[str, Callable[[Record], object]] = MappingProxyType(
    {
        "case": read_case,
        "dut": read_dut,
        "resumed": read_resumption,
        "withdrawn": read_withdrawal,
    }
)


def salvaged(path: Path) -> RunReport:
    """The run at that path, with its damage; raises `UsageError` where not even its first record can be read."""
    try:
        return read(path)
    except UsageError:
        return _rest(file_of(path))


def _rest(file: Path) -> RunReport:
    """What can be read of a file of which `read` cannot read all; raises `UsageError` where nothing can."""
    lines, damaged = whole_lines(file)
    first = [line for line in lines if line.number == 1]
    if not first:
        read_lines(file)  # it says what is wrong
    header = report_of(file, first)
    whole = [*first, *(line for line in lines[len(first) :] if _is_sound(line, header))]
    lost = sorted({*damaged, *(line.number for line in lines)} - {line.number for line in whole})
    report = report_of(file, whole)
    return _incomplete(report, file.name, lost) if lost else report


def _is_sound(line: Line, report: RunReport) -> bool:
    try:
        if line.kind == "end":
            read_end(report, line.record)
        elif line.kind in _FORMS:
            _FORMS[line.kind](line.record)
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
