"""The cases that `hil conformance --last-failed` takes: those without a pass in an earlier run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hil.cli.resuming import folder_of
from hil.errors import UsageError, absent
from hil.results.folder import LATEST
from hil.results.records import RESULTS
from hil.results.salvage import salvaged
from hil.verdict import Verdict

LAST = "the latest run"
"""The value of the option without a RUN."""

_SETTLED = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})
"""What another run would not change: not applicable is what the DUT does not claim."""


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Cases of a run that did not pass or did not run, in its order; none if all passed."""

    run_id: str
    folder: Path
    cases: tuple[str, ...]


def unsettled(run: str, report_dir: Path | None) -> Unsettled:
    """The cases of RUN, or of the latest run in the folder of the reports; raises `UsageError` where there is none."""
    folder = folder_of(Path(run)) if run != LAST else report_dir or Path("reports") / LATEST
    if not (folder / RESULTS).is_file():
        where = f"in {folder}" if run != LAST or report_dir else "in reports/"
        raise UsageError(
            f"--last-failed: there is no run {where}; run the cases once without --last-failed, or name a RUN"
        ) from absent(folder)
    report = salvaged(folder)
    without_pass = {case.id for case in report.cases if case.verdict not in _SETTLED} | set(report.not_run)
    return Unsettled(
        report.header.run_id, folder, tuple(each for each in report.planned if each in without_pass)
    )
