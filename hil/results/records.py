"""`results.jsonl`: the source of every rendering, written while the run goes on.

A record is a flat JSON object with a `kind`: one `run` first, a `dut` when the
DUT is first known, a `case` when a case ends, an `end` when the run ends.  A
file without `end` is a run that was killed; it can still be read.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from hil.errors import UsageError
from hil.results.model import (
    Attempt,
    CaseResult,
    Cell,
    DeviationStatus,
    Disturbance,
    DisturbanceKind,
    DutIdentity,
    Measurement,
    PreflightLine,
    PreflightOutcome,
    Problem,
    Reduction,
    RunHeader,
    RunReport,
    StrictReading,
    TranscriptLine,
)
from hil.results.static import read_review
from hil.spec.catalogue import read_requirement
from hil.verdict import Cause, FailedCheck, Ground, Verdict

RESULTS = "results.jsonl"

SCHEMA = 3
"""Version of the records; it grows when a reader of the old form cannot read the new one."""

READABLE = (1, 2, 3)
"""The schemas that `read` takes.

In 1 a transcript line has no kind, and a case has no `measured`.  Before 3 a fail has
no checks, an inconclusive case no cause, and `clause` of a requirement is its section.
"""

Record = dict[str, Any]
"""One JSON object; the only untyped value of the results, read and written in this file only."""


def encode(record: Record) -> str:
    """The record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


class ResultWriter:
    """Appends records to a file; the operating system has a record when `write` returns."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="utf-8", errors="backslashreplace")

    def write(self, line: str) -> None:
        """Append an encoded record."""
        self._file.write(line + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def read(path: Path) -> RunReport:
    """The run in a folder or in its `results.jsonl`; an incomplete last line is left out.

    Raises `UsageError` if there is no such file, or if it has another form or schema.
    """
    file = path / RESULTS if path.is_dir() else path
    if not file.is_file():
        raise UsageError(f"there is no run at {path}; give the folder of a run, such as reports/RUN")
    records = list(_records(file))
    if not records or records[0].get("kind") != "run":
        raise UsageError(f"{file} is no {RESULTS}: its first line is no run header")
    schema = records[0].get("schema")
    if schema not in READABLE:
        readable = ", ".join(map(str, READABLE))
        raise UsageError(f"{file} has schema {schema}; this version of m95-hil reads {readable}")
    of_kind = {
        kind: [record for record in records if record["kind"] == kind] for kind in ("dut", "case", "end")
    }
    header, cases = read_header(records[0]), tuple(map(read_case, of_kind["case"]))
    if schema != SCHEMA:
        from hil.results.earlier import upgraded  # noqa: PLC0415 - only for files of earlier versions

        cases = upgraded(cases, schema, header.own_requirements)
    report = RunReport(
        header=header,
        cases=cases,
        duts=tuple(map(read_dut, of_kind["dut"])),
    )
    for record in of_kind["end"]:
        report = read_end(report, record)
    return report


def _records(file: Path) -> list[Record]:
    records = []
    for line in file.read_bytes().split(b"\n"):
        try:
            records.append(json.loads(line))
        except ValueError:  # the writer was killed in the middle of its last line
            break
    return records


# --- forms -------------------------------------------------------------------------------------------------------


def run_record(header: RunHeader) -> Record:
    """The first record of a run."""
    return {"kind": "run", "schema": SCHEMA, **asdict(header), "tools": dict(header.tools)}


def dut_record(dut: DutIdentity) -> Record:
    """The record of a DUT."""
    return {"kind": "dut", **asdict(dut)}


def case_record(case: CaseResult) -> Record:
    """The record of a case."""
    return {
        "kind": "case",
        "id": case.id,
        "title": case.title,
        "requirements": case.requirements,
        "verdict": case.verdict.value,
        "started": case.started,
        "duration_s": round(case.duration_s, 6),
        "phase": case.phase,
        "reason": case.reason,
        "problem": asdict(case.problem) if case.problem else None,
        "observed": dict(case.observed),
        "measured": [asdict(measurement) for measurement in case.measured],
        "disturbance": asdict(case.disturbance) if case.disturbance else None,
        "cell": asdict(case.cell) if case.cell else None,
        "captures": case.captures,
        "strict": [asdict(reading) for reading in case.strict],
        "probe": case.probe,
        "deviation": case.deviation,
        "ground": case.ground,
        "checks": [asdict(check) for check in case.checks],
        "departures": [asdict(check) for check in case.departures],
        "cause": case.cause,
        "attempts": [asdict(attempt) for attempt in case.attempts],
        "transcript": case.transcript,
    }


def end_record(report: RunReport) -> Record:
    """The last record of a run that was not killed."""
    return {
        "kind": "end",
        "duration_s": round(report.duration_s, 3),
        "interrupted": report.interrupted,
        "not_run": report.not_run,
        "reductions": [asdict(reduction) for reduction in report.reductions],
        "deviations": [asdict(status) for status in report.deviations],
        "pics": report.pics,
        "preflight": [asdict(line) for line in report.preflight],
        "static": asdict(report.static),
    }


def read_case(record: Mapping[str, Any]) -> CaseResult:
    """The case of a record."""
    problem, cell = record["problem"], record["cell"]
    return CaseResult(
        id=record["id"],
        title=record["title"],
        requirements=tuple(record["requirements"]),
        verdict=Verdict(record["verdict"]),
        started=record["started"],
        duration_s=record["duration_s"],
        phase=record["phase"],
        reason=record["reason"],
        problem=Problem(**problem) if problem else None,
        transcript=tuple(TranscriptLine(*line) for line in record["transcript"]),
        observed=tuple(record["observed"].items()),
        measured=tuple(map(_measurement, record.get("measured", ()))),
        disturbance=_disturbance(record.get("disturbance")),
        cell=Cell(**cell) if cell else None,
        captures=tuple(record.get("captures", ())),
        strict=tuple(StrictReading(**reading) for reading in record.get("strict", ())),
        probe=record.get("probe", ""),
        deviation=record.get("deviation", ""),
        checks=tuple(map(_check, record.get("checks", ()))),
        departures=tuple(map(_check, record.get("departures", ()))),
        cause=Cause(record["cause"]) if record.get("cause") else None,
        attempts=tuple(map(_attempt, record.get("attempts", ()))),
    )


def _check(record: Mapping[str, Any]) -> FailedCheck:
    ground = record["ground"]
    return FailedCheck(
        **{
            **record,
            "requirements": tuple(record["requirements"]),
            "ground": Ground(ground) if ground else None,
        }
    )


def _attempt(record: Mapping[str, Any]) -> Attempt:
    lines = tuple(TranscriptLine(*line) for line in record["transcript"])
    found = _disturbance(record.get("disturbance"))
    return Attempt(Verdict(record["verdict"]), record["reason"], lines, found)


def _disturbance(record: Mapping[str, Any] | None) -> Disturbance | None:
    return Disturbance(DisturbanceKind(record["kind"]), record["detail"]) if record else None


def _measurement(record: Mapping[str, Any]) -> Measurement:
    value = record["value"]
    return Measurement(record["key"], tuple(value) if isinstance(value, list) else value, record["item"])


def read_dut(record: Mapping[str, Any]) -> DutIdentity:
    """The DUT of a record."""
    return DutIdentity(**{key: value for key, value in record.items() if key != "kind"})


def read_header(record: Mapping[str, Any]) -> RunHeader:
    """The header of a record."""
    values = {key: value for key, value in record.items() if key not in {"kind", "schema"}}
    return RunHeader(
        **{
            **values,
            "tools": tuple(values["tools"].items()),
            "command": tuple(values["command"]),
            "own_requirements": tuple(map(read_requirement, values.get("own_requirements", ()))),
            "gate": Ground(values.get("gate", Ground.READING)),
        }
    )


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


def read_end(report: RunReport, record: Mapping[str, Any]) -> RunReport:
    """The report with the contents of its last record."""
    return replace(
        report,
        duration_s=record["duration_s"],
        interrupted=record["interrupted"],
        not_run=tuple(record["not_run"]),
        reductions=tuple(map(read_reduction, record.get("reductions", ()))),
        deviations=tuple(
            DeviationStatus(**{**status, "cases": tuple(status["cases"])})
            for status in record.get("deviations", ())
        ),
        pics=record.get("pics", ""),
        preflight=tuple(map(read_preflight, record.get("preflight", ()))),
        static=read_review(record.get("static")),
    )
