"""What a run of cases came to, as frozen values, and their form as records of `results.jsonl`.

A record is a flat JSON object with a `kind`: one `run` first, a `dut` when the
DUT is first known, a `case` for each case as it ends, an `end` when the run
ended in order.  A file without `end` is a run that was killed; it stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple
from zlib import crc32

from hil.campaign.covering import Reduction
from hil.plugin.stash_keys import DutIdentity
from hil.spec.catalogue import Requirement, read_requirement
from hil.verdict import Verdict

SCHEMA = 1
"""Version of the records; grows when a reader of the old form would misread the new one."""

Record = dict[str, Any]
"""One JSON object; the one untyped value of the report, read and written in this file only."""


class Line(NamedTuple):
    """An entry of the transcript; `t` is in seconds since the case began."""

    t: float
    pco: str
    direction: str
    text: str

    def __str__(self) -> str:
        return f"{self.t:8.3f}  {self.pco:<11}  {self.direction} {self.text}"


@dataclass(frozen=True, slots=True)
class Strict:
    """A stricter reading beside a verdict: what the RFC demands exactly, as the right alert, and what came."""

    name: str
    expected: str
    actual: str
    held: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the TLS matrix: the configured <sslversion>, <ciphersuite>, <seclevel> and the mode."""

    sslversion: int
    ciphersuite: str
    seclevel: int
    mode: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a case did not pass; `expected` is empty where only `actual` can be told, `where` is file:line."""

    expected: str
    actual: str
    exception: str
    where: str
    detail: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case; `id` is pytest's node id, `reason` says in a line why the verdict is not pass.

    `captures` are pcapng files, seen from the folder of the run.
    `strict` are readings that a stricter assessor would judge; `probe` is the open
    question that the case answers by what it observed; `deviation` the entry by
    which a fail was expected.
    """

    id: str
    title: str
    requirements: tuple[str, ...]
    verdict: Verdict
    started: str
    duration_s: float
    phase: str = "call"
    reason: str = ""
    problem: Problem | None = None
    transcript: tuple[Line, ...] = ()
    observed: tuple[tuple[str, str], ...] = ()
    cell: Cell | None = None
    captures: tuple[str, ...] = ()
    strict: tuple[Strict, ...] = ()
    probe: str = ""
    deviation: str = ""

    @property
    def file(self) -> str:
        """The file of the test, as pytest names it."""
        return self.id.partition("::")[0]

    @property
    def name(self) -> str:
        """The id without its folders: `test_modes.py::test_implicit[0]`."""
        return self.id[self.file.rfind("/") + 1 :]

    @property
    def anchor(self) -> str:
        """A name for a link to this case inside a page."""
        words = "".join(letter if letter.isalnum() else "-" for letter in self.name)
        return f"case-{words}-{crc32(self.id.encode(errors='replace')):08x}"


@dataclass(frozen=True, slots=True)
class RunHeader:
    """What was known when the run began; `tools` maps names to versions, `started` is UTC (ISO 8601).

    `own_requirements` are those of a third party, valid in this run beside the catalogue.
    """

    run_id: str
    started: str
    campaign: str
    dut_url: str
    python: str
    openssl: str
    platform: str
    commit: str
    tools: tuple[tuple[str, str], ...]
    command: tuple[str, ...] = ()
    own_requirements: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A known deviation after a run: the cases it covered; `outdated` when its requirement passes now."""

    deviation: str
    requirement: str
    cases: tuple[str, ...]
    outdated: bool


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run; `not_run` are planned cases without a result, `interrupted` says that it was stopped by hand.

    `reductions` tell what the campaign left out; `pics` names the file of the claims.
    """

    header: RunHeader
    cases: tuple[CaseResult, ...] = ()
    duts: tuple[DutIdentity, ...] = ()
    duration_s: float = 0.0
    interrupted: bool = False
    not_run: tuple[str, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    deviations: tuple[Standing, ...] = ()
    pics: str = ""

    def counts(self) -> dict[Verdict, int]:
        """How many cases have each verdict, in the order of `Verdict`."""
        verdicts = [case.verdict for case in self.cases]
        return {verdict: verdicts.count(verdict) for verdict in Verdict}

    def shown_counts(self) -> dict[Verdict, int]:
        """The counts for people: known deviations only where there are any."""
        return {
            verdict: count
            for verdict, count in self.counts().items()
            if count or verdict is not Verdict.KNOWN_DEVIATION
        }


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
        "cell": asdict(case.cell) if case.cell else None,
        "captures": case.captures,
        "strict": [asdict(reading) for reading in case.strict],
        "probe": case.probe,
        "deviation": case.deviation,
        "transcript": case.transcript,
    }


def end_record(report: RunReport) -> Record:
    """The last record of a run that ended in order."""
    return {
        "kind": "end",
        "duration_s": round(report.duration_s, 3),
        "interrupted": report.interrupted,
        "not_run": report.not_run,
        "reductions": [asdict(reduction) for reduction in report.reductions],
        "deviations": [asdict(standing) for standing in report.deviations],
        "pics": report.pics,
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
        transcript=tuple(Line(*line) for line in record["transcript"]),
        observed=tuple(record["observed"].items()),
        cell=Cell(**cell) if cell else None,
        captures=tuple(record.get("captures", ())),
        strict=tuple(Strict(**reading) for reading in record.get("strict", ())),
        probe=record.get("probe", ""),
        deviation=record.get("deviation", ""),
    )


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
        }
    )


def read_reduction(record: Mapping[str, Any]) -> Reduction:
    """What was kept of a product of axes."""
    return Reduction(
        **{
            **record,
            "axes": {axis: tuple(values) for axis, values in record["axes"].items()},
            "uncovered": tuple(record["uncovered"]),
            "left_out": tuple(record["left_out"]),
        }
    )


def read_end(report: RunReport, record: Mapping[str, Any]) -> RunReport:
    """The report with what its last record says."""
    return replace(
        report,
        duration_s=record["duration_s"],
        interrupted=record["interrupted"],
        not_run=tuple(record["not_run"]),
        reductions=tuple(map(read_reduction, record.get("reductions", ()))),
        deviations=tuple(
            Standing(**{**standing, "cases": tuple(standing["cases"])})
            for standing in record.get("deviations", ())
        ),
        pics=record.get("pics", ""),
    )
