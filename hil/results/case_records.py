"""The record of a case in `results.jsonl`, written and read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from sys import intern
from typing import Any

from hil.results.case import Attempt, CaseResult, Cell, Measurement, Problem, StrictReading
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.results.entries import entries, steps
from hil.results.lines import Record
from hil.results.recovery import read_recovery
from hil.verdict import Cause, FailedCheck, Ground, Verdict


def encode(record: Record) -> str:
    """The record as one line of JSON."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":"))


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
        "sessions": case.sessions,
        "strict": [asdict(reading) for reading in case.strict],
        "probe": case.probe,
        "deviation": case.deviation,
        "ground": case.ground,
        "checks": [asdict(check) for check in case.checks],
        "departures": [asdict(check) for check in case.departures],
        "cause": case.cause,
        "attempts": [asdict(attempt) for attempt in case.attempts],
        "run": case.run,
        "module": case.module,
        "recoveries": [asdict(recovery) for recovery in case.recoveries],
        "line": case.line,
        "steps": [asdict(step) for step in case.steps],
        "transcript": case.transcript,
    }


def attempt_record(case: CaseResult) -> Record:
    """The record of a case that its plugin is going to repeat: it has no verdict yet."""
    return {**case_record(case), "kind": "attempt"}


def read_case(record: Mapping[str, Any]) -> CaseResult:
    """The case of a record."""
    problem, cell = record["problem"], record["cell"]
    return CaseResult(
        id=intern(record["id"]),  # the plan has the same words
        title=intern(record["title"]),
        requirements=tuple(map(intern, record["requirements"])),
        verdict=Verdict(record["verdict"]),
        started=record["started"],
        duration_s=record["duration_s"],
        phase=record["phase"],
        reason=record["reason"],
        problem=Problem(**problem) if problem else None,
        transcript=entries(record["transcript"]),
        observed=tuple(record["observed"].items()),
        measured=tuple(map(_measurement, record.get("measured", ()))),
        disturbance=_disturbance(record.get("disturbance")),
        cell=Cell(**cell) if cell else None,
        captures=tuple(record.get("captures", ())),
        sessions=tuple(record.get("sessions", ())),
        strict=tuple(StrictReading(**reading) for reading in record.get("strict", ())),
        probe=record.get("probe", ""),
        deviation=record.get("deviation", ""),
        checks=tuple(map(_check, record.get("checks", ()))),
        departures=tuple(map(_check, record.get("departures", ()))),
        cause=Cause(record["cause"]) if record.get("cause") else None,
        attempts=tuple(map(read_attempt, record.get("attempts", ()))),
        run=record.get("run", ""),
        module=record.get("module", ""),
        recoveries=tuple(map(read_recovery, record.get("recoveries", ()))),
        steps=steps(record.get("steps", ())),
        line=record.get("line", 0),
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


def read_attempt(record: Mapping[str, Any]) -> Attempt:
    """The attempt of a record."""
    lines = entries(record["transcript"])
    found = _disturbance(record.get("disturbance"))
    return Attempt(Verdict(record["verdict"]), record["reason"], lines, found, record.get("module", ""))


def _disturbance(record: Mapping[str, Any] | None) -> Disturbance | None:
    return Disturbance(DisturbanceKind(record["kind"]), record["detail"]) if record else None


def _measurement(record: Mapping[str, Any]) -> Measurement:
    value = record["value"]
    return Measurement(record["key"], tuple(value) if isinstance(value, list) else value, record["item"])
