"""The log of the bench in a run: preflight, resumptions, withdrawals, recoveries, disturbances, in the order of kinds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hil.results.case import CaseResult
from hil.results.model import RunReport


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event: its kind, what happened, and the case in which it did, if in one."""

    kind: str
    text: str
    case: CaseResult | None = None


def log(report: RunReport) -> tuple[LogLine, ...]:
    """What happened on the bench; empty for a run in which nothing did."""
    return tuple(_lines(report))


def _lines(report: RunReport) -> Iterator[LogLine]:
    for check in report.preflight:
        yield LogLine("preflight", str(check))
    for resumption in report.resumptions:
        yield LogLine("resumption", str(resumption))
    for withdrawal in report.withdrawals:
        yield LogLine("withdrawal", f"{withdrawal} ({withdrawal.at})")
    for rung in report.rungs():
        yield LogLine(
            "recovery ladder",
            f"{rung.name}: {rung.climbed} times, {rung.helped} helped, {rung.seconds:.1f} s in all",
        )
    for case in report.cases:
        yield from _of_case(case)


def _of_case(case: CaseResult) -> Iterator[LogLine]:
    for recovery in case.recoveries:
        yield LogLine("recovery", f"{recovery.trouble}: {recovery.words}", case)
    if case.disturbance:
        yield LogLine("disturbance", str(case.disturbance), case)
    kind = "repeated after a port loss" if case.is_repeated_after_port_loss else "repetition"
    for number, attempt in enumerate(case.attempts[:-1], start=1):
        where = f" on {attempt.module}" if attempt.module else ""
        yield LogLine(kind, f"attempt {number}{where}: {attempt.verdict.words}: {attempt.reason}", case)
