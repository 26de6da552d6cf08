"""A run that is named for its record: the exchanges of its cases, and what one has to know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hil.fidelity.comparison import Cases, cases_of
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from hil.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Recorded:
    """The exchanges of a run; `report` is None where there is a record of the line and no `results.jsonl`."""

    cases: Cases
    report: RunReport | None

    def notes(self) -> Iterator[str]:
        """What limits a statement about the module of the run, one sentence each."""
        if self.report is None:
            yield f"has no {RESULTS}: whether it is whole is not known"
            return
        if not self.report.is_complete:
            done, planned = len(self.report.cases), len(self.report.planned)
            yield f"is incomplete: {done} of {planned} planned cases have a verdict"
        silent = [
            case.id
            for case in self.report.cases
            if case.verdict is not Verdict.NOT_APPLICABLE and case.id not in self.cases
        ]
        if silent:
            yield f"has {_cases(len(silent))} without an exchange in its record, such as {silent[0]}"
        if len(self.report.firmwares) > 1:
            yield f"is of modules of several kinds: {firmwares(self.report)}"


def recorded(run: Path) -> Recorded:
    """The run in a folder, which may be named by its `results.jsonl`, too.

    Raises `UsageError` if there is no record of a line, and if one of both is damaged.
    """
    folder = run.parent if run.name == RESULTS else run
    report = read(folder) if (folder / RESULTS).exists() else None
    return Recorded(cases_of(folder), report)


def firmwares(report: RunReport) -> str:
    """The firmwares of a run, each with its modules, in words."""
    return "; ".join(f"{name} ({', '.join(modules)})" for name, modules in report.firmwares.items())


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count} cases"
