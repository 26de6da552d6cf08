"""What decides no exit code: a fail that a deviations file expects, and one that the gate lets pass."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import pytest

from hil.plugin.case_under_way import RUNNING, CaseUnderWay
from hil.plugin.stash_keys import DEVIATIONS
from hil.results.case import CaseResult
from hil.verdict import Cause, FailedCheck, Ground, Verdict, decides, strongest

if TYPE_CHECKING:  # few runs have a deviations file
    from hil.campaign.deviations import Deviation


def spare(report: pytest.TestReport, why: str) -> None:
    """Make it an outcome by which pytest's exit code stays 0."""
    report.outcome, report.wasxfail = "skipped", why


def look_up_deviation(item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport) -> None:
    """Make a fail of which each check is expected by the deviations file a known deviation."""
    known = deviation_of(item, item.stash[RUNNING].failed)
    if known is not None:
        case.verdict, case.deviation = Verdict.KNOWN_DEVIATION, str(known)
        case.reason = f"{case.reason}; known: {known.reason} (until {known.expires.isoformat()})"
        spare(report, f"known deviation: {known}")


def apply_gate(item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport) -> None:
    """Spare a fail on a ground that decides nothing by the gate of the run."""
    gate = Ground(item.config.getoption("hil_gate"))
    ground = strongest(check.ground for check in item.stash[RUNNING].failed if check.ground)
    if case.verdict is Verdict.FAIL and ground is not None and not decides(gate, ground):
        spare(
            report, f"fail on {ground.value}, which decides nothing by the gate {gate.value}: {case.reason}"
        )


def show(report: pytest.TestReport, result: CaseResult, gate: Ground) -> None:
    """Let pytest count what the case came to, where only its tear-down or two attempts have shown it.

    No report of the case has told of a failure, and this one is told after it.
    """
    bad = {Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE}
    is_open = result.cause is Cause.LEFT_OPEN
    if result.verdict not in bad or is_open or not (result.attempts or result.disturbance):
        return
    words = f"{result.verdict_words}: {result.reason}"
    if result.verdict is Verdict.FAIL and result.ground is not None and not decides(gate, result.ground):
        spare(report, words)
    else:
        report.outcome, report.longrepr = "failed", words


def deviation_of(item: pytest.Item, checks: Iterable[FailedCheck]) -> Deviation | None:
    """The first entry of the deviations file if each failed check has one."""
    deviations = item.config.stash.get(DEVIATIONS, None)
    if not deviations:
        return None
    from hil.campaign.deviations import find  # noqa: PLC0415 - few runs have a deviations file

    found = [
        find(deviations, check.requirements, f"{check.sentence} {check.expected} {check.actual}")
        for check in checks
    ]
    return found[0] if found and None not in found else None
