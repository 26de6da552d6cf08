"""What pytest prints at the end of a recorded run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from hil.report.servers import annotation_lines
from hil.results.case import CaseResult
from hil.results.conclusion import meaning
from hil.results.failure_lines import columns, failure_lines, next_step
from hil.results.folder import PAGE
from hil.results.model import RunReport
from hil.results.pool_words import modules_lines
from hil.results.words import counts_line, ended_early


def closing_lines(
    report: RunReport, folder: Path, untold: Iterable[CaseResult], warnings: Iterable[str]
) -> Iterator[str]:
    """The lines; `untold` are the cases whose verdicts stand nowhere else, `warnings` are about the evidence."""
    yield counts_line(report)
    yield from failure_lines(report, columns())
    if early := ended_early(report):
        yield early
    yield from (
        f"flaky: {case.name}: {case.verdict_words} after {len(case.attempts)} attempts"
        for case in report.flaky()
    )
    yield from modules_lines(report)
    yield from (f"static review: {line}" for line in report.static.lines)
    yield from (f"{case.verdict_words}: {case.id}" for case in untold)
    yield from (f"warning: {warning}" for warning in warnings)
    yield meaning(report)
    if following := next_step(report, str(folder)):
        yield following
    yield str(folder / PAGE)
    yield from annotation_lines(report)
