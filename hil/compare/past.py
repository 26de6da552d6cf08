"""Runs of the past, read fast: verdicts and times of their cases, without transcripts and steps.

A record of a case has what a history needs before its `attempts`.  What stands behind
that, most of the bytes, is not parsed: 200 runs are read in seconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hil.bench import is_emulated
from hil.errors import UsageError
from hil.results.description import RUN
from hil.results.folder import EARLIER
from hil.results.older_narrowing import narrowed_by
from hil.results.records import READABLE, RESULTS
from hil.verdict import Cause, Ground, Verdict

_REST = b',"attempts":'
"""Where the part of a case begins that is not read; within a string, its quotation marks would be escaped."""


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case of a run of the past; `ground` is that of a fail, `cause` that of an inconclusive verdict."""

    id: str
    requirements: tuple[str, ...]
    verdict: Verdict
    ground: Ground | None
    cause: Cause | None
    duration_s: float
    module: str
    judged: frozenset[str]
    """The requirements that the failed checks judge, empty if they name none."""

    @property
    def says_something(self) -> bool:
        """Whether the verdict is one about the DUT."""
        return self.verdict not in {Verdict.ERROR, Verdict.NOT_APPLICABLE}


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run of the past; `began` is UTC (ISO 8601), `suites` the digest of its cases, `selected` what was selected.

    `firmware` is that of all its modules, `modules` their names in the bench file, or their ports.
    """

    folder: str
    run_id: str
    began: str
    selected: str
    firmware: str
    modules: tuple[str, ...]
    suites: str
    is_complete: bool
    duration_s: float
    cases: tuple[PastCase, ...]

    @property
    def build(self) -> str:
        """What was tested: the firmware; of emulated modules also their URL, which has personality and defects."""
        emulated = [name for name in self.modules if is_emulated(name)]
        return f"{self.firmware} ({', '.join(emulated)})" if emulated else self.firmware

    def count(self, verdict: Verdict) -> int:
        """How many cases have the verdict."""
        return sum(case.verdict is verdict for case in self.cases)


@dataclass(frozen=True, slots=True)
class Skipped:
    """A folder with a run that cannot be read, and why."""

    folder: str
    reason: str


def past_runs(places: Iterable[Path]) -> tuple[tuple[PastRun, ...], tuple[Skipped, ...]]:
    """The runs in these folders and one level below, the oldest first; those that cannot be read are told apart."""
    runs: dict[str, PastRun] = {}
    skipped: list[Skipped] = []
    for folder in _folders(places):
        try:
            run = read_past(folder)
        except UsageError as damage:
            skipped.append(Skipped(str(folder), str(damage)))
            continue
        runs.setdefault(f"{run.run_id} {run.began} {len(run.cases)}", run)  # a copy of a run counts once
    return tuple(sorted(runs.values(), key=lambda run: (run.began, run.run_id))), tuple(skipped)


def _folders(places: Iterable[Path]) -> Iterator[Path]:
    """The folders that hold a run, each once: a link such as `latest` leads to one that is here anyway."""
    seen = set[Path]()
    for place in places:
        below = sorted(_listed(place))
        for folder in (
            place,
            *below,
            *(path for each in below if each.name == EARLIER for path in _listed(each)),
        ):
            if _may_hold_run(folder) and folder.resolve() not in seen:
                seen.add(folder.resolve())
                yield folder


def _may_hold_run(folder: Path) -> bool:
    """Whether a run is there, or nobody can tell: who reads it then learns why it cannot be read."""
    try:
        return (folder / RESULTS).is_file()
    except OSError:
        return True


def _listed(place: Path) -> Iterator[Path]:
    try:
        yield from (path for path in place.iterdir() if path.is_dir())
    except OSError as error:
        raise UsageError(
            f"cannot read the folder {place}: {error.strerror}; name a folder that holds runs, such as reports"
        ) from error


def read_past(folder: Path) -> PastRun:
    """The run in a folder; raises `UsageError` for one that is damaged or has another schema."""
    file = folder / RESULTS
    try:
        lines = file.read_bytes().split(b"\n")
        head = json.loads(lines[0])
        if head["kind"] != "run" or head["schema"] not in READABLE:
            raise UsageError(f"expected a record of a run of schema {READABLE[-1]} or older in line 1")
        records = list(_records(lines))
        return _run(folder, head, records)
    except OSError as error:
        raise UsageError(f"{RESULTS} cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UsageError(f"{RESULTS} is damaged, or no file of m95-hil ({type(error).__name__})") from error


def _records(lines: list[bytes]) -> Iterator[dict[str, Any]]:
    """The records behind the first one; a last line without its end is that of a killed run."""
    whole = lines[1:-1]
    for line in whole:
        start, cut, _ = line.partition(_REST)
        yield json.loads(start + b"}" if cut and start.startswith(b'{"kind":"case"') else line)


def _run(folder: Path, head: Mapping[str, Any], records: list[dict[str, Any]]) -> PastRun:
    duts = [record for record in records if record["kind"] == "dut"]
    cases = {record["id"]: record for record in records if record["kind"] == "case"}
    ends = [record for record in records if record["kind"] in {"end", "resumed"}]
    last = ends[-1] if ends else {"kind": ""}
    names = (dut.get("module") or dut["url"] for dut in duts)
    return PastRun(
        folder=str(folder),
        run_id=head["run_id"],
        began=head["started"],
        selected=_selected(head),
        firmware="; ".join(
            dict.fromkeys(f"{dut['manufacturer']} {dut['model']} {dut['revision']}" for dut in duts)
        ),
        modules=tuple(dict.fromkeys(names)) or (head.get("module") or head["dut_url"],),
        suites=_suites(folder),
        is_complete=last["kind"] == "end" and not last.get("not_run") and not _early(last),
        duration_s=float(last.get("duration_s", 0.0)),
        cases=tuple(map(_case, cases.values())),
    )


def _early(end: Mapping[str, Any]) -> bool:
    ending = end.get("ending") or {}
    return bool(ending.get("early") or end.get("interrupted"))


def _selected(head: Mapping[str, Any]) -> str:
    told = head["narrowed"] if "narrowed" in head else narrowed_by(head.get("command", ()))
    narrowed = [f"{name} {value}".rstrip() for name, value in told]
    shard = [f"shard {head['shard']}"] if head.get("shard") else []
    return ", ".join((head["campaign"], *narrowed, *shard))


def _suites(folder: Path) -> str:
    try:
        return str(json.loads((folder / RUN).read_bytes())["suites"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""  # of a run before schema 6, or one whose file is lost


def _case(record: Mapping[str, Any]) -> PastCase:
    ground, cause = record.get("ground"), record.get("cause")
    return PastCase(
        id=record["id"],
        requirements=tuple(record["requirements"]),
        verdict=Verdict(record["verdict"]),
        ground=Ground(ground) if ground else None,
        cause=Cause(cause) if cause else None,
        duration_s=record["duration_s"],
        module=record.get("module", ""),
        judged=frozenset(name for check in record.get("checks", ()) for name in check["requirements"]),
    )
