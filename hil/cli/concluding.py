"""What is printed at the end of a run, also of one that is rendered again."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from hil.results.conclusion import (
    Coverage,
    Exit,
    exit_code,
    failing_requirements,
    meaning,
    optional_not_met,
    outdated,
)
from hil.results.failures import groups
from hil.results.folder import PAGE
from hil.results.model import RunReport
from hil.results.pool_words import modules_lines
from hil.results.words import counts_line, ended_early
from hil.seal.writing import head
from hil.verdict import Verdict

MOST_NAMED = 10
"""So many failing requirements, and groups of failing cases, are named at the end; the report has all."""

MOST_ERRORS = 3
"""So many errors are shown at the end."""


def conclude(report: RunReport, folder: Path, warnings: Iterable[str] = ()) -> Exit:
    """Print counts, what failed, what was not run, the meaning and the place of the report; returns the exit code."""
    code = exit_code(report)
    print()
    for line in report.static.lines:
        print(f"static review: {line}")
    print(counts_line(report))
    for status in outdated(report):
        print(f"outdated deviation, its requirement passes now: {status.deviation}")
    _print_failures(report)
    _print_named("failing requirements", failing_requirements(report))
    _print_named("optional requirements not met", optional_not_met(report))
    for case in report.repeated_after_port_loss():
        print(f"repeated after a port loss: {case.name}: {case.verdict_words}")
    for line in modules_lines(report):
        print(line)
    for rung in report.rungs():
        print(f"recovery: {rung.name}: {rung.climbed} times, {rung.helped} helped, {rung.seconds:.1f} s")
    for case in [case for case in report.cases if case.verdict is Verdict.ERROR][:MOST_ERRORS]:
        print(f"error in {case.name}: {case.reason}")
    if early := ended_early(report):
        print(early)
    for warning in warnings:
        print(f"hil: warning: {warning}", file=sys.stderr)
    print(f"{meaning(report)} (exit {int(code)})")
    if found := head(folder):
        print(f"head of the manifest: {found}")
    print(f"report: {folder / PAGE}")
    return code


def _print_failures(report: RunReport) -> None:
    found = groups(report.cases)
    for group in found[:MOST_NAMED]:
        print(f"fail {group.line}")
    if rest := found[MOST_NAMED:]:
        print(f"fail in {sum(len(group.cases) for group in rest)} more cases; the report has all")


def _print_named(title: str, rows: tuple[Coverage, ...]) -> None:
    names = [row.requirement.id for row in rows]
    if names:
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        print(f"{title}: {', '.join(names[:MOST_NAMED])}{more}")
