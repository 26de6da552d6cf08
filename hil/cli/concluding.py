"""What is printed at the end of a run, also of one that is rendered again."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from hil.report.places import working_folder
from hil.report.servers import annotation_lines
from hil.results.conclusion import (
    Coverage,
    Exit,
    exit_code,
    failing_requirements,
    meaning,
    optional_not_met,
    outdated,
)
from hil.results.failure_lines import columns, failure_lines, next_step, wrapped
from hil.results.folder import PAGE
from hil.results.model import RunReport
from hil.results.pool_words import modules_lines
from hil.results.selftest_words import selftest_lines
from hil.results.words import counts_line, ended_early
from hil.seal.writing import head
from hil.verdict import Verdict

MOST_NAMED = 10
"""So many failing requirements are named at the end; the report has all."""

MOST_ERRORS = 3
"""So many errors are shown at the end."""


def conclude(
    report: RunReport, folder: Path, warnings: Iterable[str] = (), written: Sequence[Path] = ()
) -> Exit:
    """Print counts, what failed, what was not run, the meaning and the next step; returns the exit code.

    `folder` is that of the run, `written` are the renderings that were made; else the page in `folder` is named.
    """
    code = exit_code(report)
    print()
    for line in report.static.lines:
        _tell(f"static review: {line}")
    _tell(counts_line(report))
    for status in outdated(report):
        _tell(f"outdated deviation, its requirement passes now: {status.deviation}")
    for line in failure_lines(report, columns()):
        print(line)
    _print_named("failing requirements", failing_requirements(report))
    _print_named("optional requirements not met", optional_not_met(report))
    for case in report.flaky():
        print(f"flaky: {case.name}: {case.verdict_words} after {len(case.attempts)} attempts")
    for case in report.repeated_after_port_loss():
        print(f"repeated after a port loss: {case.name}: {case.verdict_words}")
    for line in modules_lines(report):
        print(line)
    for rung in report.rungs():
        print(f"recovery: {rung.name}: {rung.climbed} times, {rung.helped} helped, {rung.seconds:.1f} s")
    for case in [case for case in report.cases if case.verdict is Verdict.ERROR][:MOST_ERRORS]:
        print(f"error in {case.name}: {case.reason}")
    if early := ended_early(report):
        _tell(early)
    for line in selftest_lines(report):
        _tell(line)
    for warning in warnings:
        print(f"hil: warning: {warning}", file=sys.stderr)
    _tell(f"{meaning(report)} (exit {int(code)})")
    if following := next_step(report, str(shown_path(folder))):
        print(following)
    if found := head(folder):
        print(f"head of the manifest: {found}")
    for path in written or (folder / PAGE,):
        print(f"report: {path}")
    return code


def annotate(report: RunReport) -> None:
    """Print what GitHub shows at the tests, where it runs them."""
    for line in annotation_lines(report):
        print(line)


def shown_path(path: Path) -> Path:
    """The path as short as a user would write it: from the folder in which the command runs, where it is in that."""
    here = working_folder()
    return path.relative_to(here) if here and path.is_relative_to(here) and path != here else path


def _tell(sentence: str) -> None:
    """Print a sentence: on lines that fit a terminal, on one line into a file, where programs look for it."""
    for line in wrapped(sentence, columns()) if sys.stdout.isatty() else (sentence,):
        print(line)


def _print_named(title: str, rows: tuple[Coverage, ...]) -> None:
    names = [row.requirement.id for row in rows]
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        for line in wrapped(f"{title}: {', '.join(names[:MOST_NAMED])}{more}", columns()):
            print(line)
