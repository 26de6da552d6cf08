"""`results.jsonl`: the source of every rendering, written while the run goes on.

A record is a flat JSON object with a `kind`: one `run` first, with the ids of all
planned cases, a `dut` when the DUT is first known, a `case` when a case ends, an `attempt` when
another plugin of pytest is going to repeat it (a later `case` has all attempts; of two, the later one counts),
`withdrawn` when a module of a pool leaves the run, an `end` when the run ends, and `resumed` when it goes on later.  A file without `end`
behind the last `resumed` is a run that was killed; it can still be read, and the
plan tells what was not run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from sys import intern
from types import MappingProxyType
from typing import Any

from hil.errors import UsageError, absent
from hil.results.case_records import read_attempt, read_case
from hil.results.collection import without_collection
from hil.results.description import read as read_description
from hil.results.ending import NOT_RECORDED, Resumption, read_ending, read_resumption
from hil.results.lines import Line, Record, formed, read_lines
from hil.results.model import (
    DeviationStatus,
    DutIdentity,
    PreflightLine,
    PreflightOutcome,
    RunHeader,
    RunReport,
    Withdrawal,
)
from hil.results.older_narrowing import narrowed_by
from hil.results.reduction import Reduction
from hil.results.selftest_file import read_evidence
from hil.results.shard import Part
from hil.results.static import read_review
from hil.spec.catalogue import read_requirement
from hil.verdict import Ground

RESULTS = "results.jsonl"

SCHEMA = 6
"""Version of the records; it grows when a reader of the old form cannot read the new one."""

READABLE = (1, 2, 3, 4, 5, 6)
"""The schemas that `read` takes.

In 1 a transcript line has no kind, and a case has no `measured`.  Before 3 a fail has
no checks, an inconclusive case no cause, and `clause` of a requirement is its section.
Before 4 the first record has no plan, and `end` tells Ctrl-C only.  Before 5 no run is a
shard or made of shards, and a run has one module: no case names it, and none leaves the run.
Before 6 a case has no steps, no sessions and no line, and a header does not tell what narrowed the campaign:
its command does.
"""


_OTHER_USER = "run hil as the user who recorded the run"


def read(path: Path) -> RunReport:
    """The run in a folder or in its `results.jsonl`; an incomplete last line is left out.

    Raises `UsageError` if there is no such file, or if it has another form or schema.
    """
    file = file_of(path)
    with without_collection():
        return report_of(file, read_lines(file))


def file_of(path: Path) -> Path:
    """The `results.jsonl` of a run that is named by it or by its folder; raises `UsageError` where there is none."""
    try:
        file = path / RESULTS if path.is_dir() else path
        is_there = file.is_file()
    except OSError as error:  # a folder of another user, or a name that no file can have
        step = (
            _OTHER_USER
            if isinstance(error, PermissionError)
            else "give the folder of a run, such as reports/RUN"
        )
        raise UsageError(f"{path} cannot be read: {error.strerror}; {step}") from error
    if not is_there:
        raise UsageError(
            f"there is no run at {path}; give the folder of a run, such as reports/RUN"
        ) from absent(path)
    return file


def report_of(file: Path, lines: Iterable[Line]) -> RunReport:
    """The run of these records of a file; raises `UsageError` if they have another form or schema.

    Each record is read when its line comes and dropped then, so that a long run is not held twice.
    """
    rows = iter(lines)
    first = next(rows, None)
    if first is None or first.kind != "run":
        raise UsageError(f"{file} is no {RESULTS}: its first line is damaged or no run header")
    schema = first.record.get("schema")
    if schema not in READABLE:
        readable = ", ".join(map(str, READABLE))
        raise UsageError(f"{file} has schema {schema}; this version of m95-hil reads {readable}")
    header = formed(file, first, read_header)
    found, end = _found(file, rows)
    cases = tuple({(case.id, case.run): case for case in found["case"]}.values())
    if schema <= _WITHOUT_GROUNDS:
        from hil.results.earlier import upgraded  # noqa: PLC0415 - only for files of earlier versions

        cases = upgraded(cases, schema, header.own_requirements)
    known, damage = read_description(file.parent, header.run_id, first.record.get("description", ""))
    selftest, wrong = read_evidence(file.parent)
    report = RunReport(
        header=header,
        selftest=selftest,
        description=known,
        description_digest=first.record.get("description", ""),
        damage=tuple(filter(None, (damage, wrong))),
        cases=cases,
        duts=tuple(found["dut"]),
        resumptions=tuple(found["resumed"]),
        withdrawals=tuple(found["withdrawn"]),
    )
    report = formed(file, first, lambda record: read_plan(report, record))
    return formed(file, end, lambda record: read_end(report, record)) if end is not None else report


def _found(file: Path, lines: Iterator[Line]) -> tuple[dict[str, list[Any]], Line | None]:
    """What the records behind the first one hold, by their kind, and the record of the end if nothing goes on behind it."""
    found: dict[str, list[Any]] = {kind: [] for kind in FORMS}
    end: Line | None = None
    for line in lines:
        if line.kind in FORMS:
            found[line.kind].append(formed(file, line, FORMS[line.kind]))
        if line.kind in {"resumed", "end"}:
            end = line if line.kind == "end" else None
    return found, end


_WITHOUT_GROUNDS = 2
"""The last schema in which a fail has no checks."""


# --- forms -------------------------------------------------------------------------------------------------------


def run_record(report: RunReport) -> Record:
    """The first record of a run: its header, and its plan as far as it is known then."""
    header = report.header
    return {
        "kind": "run",
        "schema": SCHEMA,
        **asdict(header),
        "tools": dict(header.tools),
        "inputs": dict(header.inputs),
        "lab": dict(header.lab),
        "merged": [{**asdict(part), "lab": dict(part.lab)} for part in header.merged],
        "planned": report.planned,
        "description": report.description_digest,
        **_selection(report),
    }


def _selection(report: RunReport) -> Record:
    return {
        "reductions": [asdict(reduction) for reduction in report.reductions],
        "pics": report.pics,
        "preflight": [asdict(line) for line in report.preflight],
        "selection": report.selection,
    }


_PLAN = frozenset({"planned", "reductions", "pics", "preflight", "selection", "description"})
"""What the first record holds beside the header."""


def resumed_record(resumption: Resumption) -> Record:
    """The record of a run that goes on."""
    return {"kind": "resumed", **asdict(resumption)}


def dut_record(dut: DutIdentity) -> Record:
    """The record of a DUT."""
    return {"kind": "dut", **asdict(dut)}


def withdrawn_record(withdrawal: Withdrawal) -> Record:
    """The record of a module that left the run."""
    return {"kind": "withdrawn", **asdict(withdrawal)}


def end_record(report: RunReport) -> Record:
    """The last record of a run that was not killed."""
    return {
        "kind": "end",
        "duration_s": round(report.duration_s, 3),
        "interrupted": report.interrupted,
        "ending": asdict(report.ending),
        "not_run": report.not_run,
        "deviations": [asdict(status) for status in report.deviations],
        **_selection(report),
        "static": asdict(report.static),
    }


def read_withdrawal(record: Mapping[str, Any]) -> Withdrawal:
    """The module that left the run, of a record."""
    values = {key: value for key, value in record.items() if key != "kind"}
    attempt = values.get("attempt")
    return Withdrawal(**{**values, "attempt": read_attempt(attempt) if attempt else None})


def read_dut(record: Mapping[str, Any]) -> DutIdentity:
    """The DUT of a record."""
    return DutIdentity(**{key: value for key, value in record.items() if key != "kind"})


FORMS: Mapping[str, Callable[[Record], object]] = MappingProxyType(
    {
        "case": read_case,
        "dut": read_dut,
        "resumed": read_resumption,
        "withdrawn": read_withdrawal,
    }
)
"""What reads a record by its kind; that of the run and that of its end are parts of the report itself."""


def read_header(record: Mapping[str, Any]) -> RunHeader:
    """The header of a record."""
    values = {key: value for key, value in record.items() if key not in {"kind", "schema", *_PLAN}}
    return RunHeader(
        **{
            **values,
            "tools": tuple(values["tools"].items()),
            "inputs": tuple(values.get("inputs", {}).items()),
            "lab": tuple(values.get("lab", {}).items()),
            "merged": tuple(map(read_part, values.get("merged", ()))),
            "command": tuple(values["command"]),
            "modules": tuple(values.get("modules", ())),
            "narrowed": (
                tuple(map(tuple, values["narrowed"]))
                if "narrowed" in values
                else narrowed_by(values["command"])
            ),
            "own_requirements": tuple(map(read_requirement, values.get("own_requirements", ()))),
            "gate": Ground(values.get("gate", Ground.READING)),
        }
    )


def read_part(record: Mapping[str, Any]) -> Part:
    """The part of a merged run."""
    return Part(**{**record, "lab": tuple(record["lab"].items())})


def read_reduction(record: Mapping[str, Any]) -> Reduction:
    """The reduction of a record."""
    return Reduction(
        **{
            **record,
            "axes": {axis: tuple(values) for axis, values in record["axes"].items()},
            "uncovered": tuple(record["uncovered"]),
            "left_out": tuple(record["left_out"]),
        }
    )


def read_preflight(record: Mapping[str, Any]) -> PreflightLine:
    """The check of a record."""
    return PreflightLine(**{**record, "outcome": PreflightOutcome(record["outcome"])})


def read_plan(report: RunReport, record: Mapping[str, Any]) -> RunReport:
    """The report with the plan of its first record, as a run that did not tell its end."""
    planned, ended = tuple(map(intern, record.get("planned", ()))), {case.id for case in report.cases}
    return replace(
        _with_selection(report, record),
        planned=planned,
        ending=NOT_RECORDED,
        duration_s=_lasted_s(report),
        not_run=tuple(name for name in planned if name not in ended),
    )


def _lasted_s(report: RunReport) -> float:
    """From the start of the run to the end of its last case, as far as one process ran it."""
    began = datetime.fromisoformat(report.header.started)
    last = max(report.cases, key=lambda case: case.started, default=None)
    if last is None:
        return 0.0
    return (datetime.fromisoformat(last.started) - began).total_seconds() + last.duration_s


def _with_selection(report: RunReport, record: Mapping[str, Any]) -> RunReport:
    return replace(
        report,
        reductions=tuple(map(read_reduction, record.get("reductions", ()))),
        pics=record.get("pics", ""),
        selection=tuple(record.get("selection", ())),
        preflight=tuple(map(read_preflight, record.get("preflight", ()))),
    )


def read_end(report: RunReport, record: Mapping[str, Any]) -> RunReport:
    """The report with the contents of its last record."""
    return replace(
        _with_selection(report, record),
        duration_s=record["duration_s"],
        ending=read_ending(record),
        not_run=tuple(record["not_run"]),
        deviations=tuple(
            DeviationStatus(**{**status, "cases": tuple(status["cases"])})
            for status in record.get("deviations", ())
        ),
        static=read_review(record.get("static")),
    )
