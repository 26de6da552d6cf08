"""`summary.json`: a run in one object, and the exit code that it means."""

from __future__ import annotations

from dataclasses import asdict
from enum import IntEnum
from typing import Any

from hil.report.coverage import Coverage, coverage
from hil.report.model import RunReport
from hil.verdict import Verdict


class Exit(IntEnum):
    """How `hil conformance` ends."""

    CONFORMS = 0  # every applicable case passed
    DEVIATES = 1  # a case failed or was inconclusive
    USAGE = 2  # the request could not be carried out as given
    INFRASTRUCTURE = 3  # the bench failed, or nothing was verified
    INTERRUPTED = 130  # Ctrl-C, as shells count it


def exit_code(report: RunReport) -> Exit:
    """What the run means to whoever started it."""
    counts = report.counts()
    if report.interrupted:
        return Exit.INTERRUPTED
    if counts[Verdict.FAIL] or counts[Verdict.INCONCLUSIVE]:
        return Exit.DEVIATES
    if counts[Verdict.ERROR] or report.not_run or not counts[Verdict.PASS]:
        return Exit.INFRASTRUCTURE
    return Exit.CONFORMS


MEANING = {
    Exit.CONFORMS: "every applicable case passed",
    Exit.DEVIATES: "not every applicable case passed",
    Exit.INFRASTRUCTURE: "no statement about the DUT: the bench failed or nothing was verified",
    Exit.INTERRUPTED: "interrupted",
}
"""The words for an exit code that a run can have."""


def failing_requirements(report: RunReport) -> tuple[Coverage, ...]:
    """The requirements with a case that failed."""
    return tuple(
        row for row in coverage(report.cases) if any(case.verdict is Verdict.FAIL for case in row.cases)
    )


def summarise(report: RunReport) -> dict[str, Any]:
    """The object of `summary.json`."""
    rows = coverage(report.cases)
    tested = sum(row.tested for row in rows)
    code = exit_code(report)
    return {
        **{verdict.value: count for verdict, count in report.counts().items()},
        "total": len(report.cases),
        "run_id": report.header.run_id,
        "campaign": report.header.campaign,
        "started": report.header.started,
        "duration_s": round(report.duration_s, 3),
        "dut": {
            "url": report.header.dut_url,
            "identities": [asdict(dut) for dut in report.duts],
        },
        "requirements": {
            "total": len(rows),
            "tested": tested,
            "untested": len(rows) - tested,
            "by_verdict": {verdict.value: sum(row.verdict is verdict for row in rows) for verdict in Verdict},
            "failing": [row.requirement.id for row in failing_requirements(report)],
        },
        "interrupted": report.interrupted,
        "not_run": list(report.not_run),
        "exit_code": int(code),
        "meaning": MEANING[code],
    }
