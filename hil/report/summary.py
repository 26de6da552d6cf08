"""`summary.json`: a run in one object, and the exit code that it means."""

from __future__ import annotations

from dataclasses import asdict
from enum import IntEnum
from typing import Any

from hil.report.grid import advice
from hil.results.coverage import Coverage, coverage
from hil.results.model import RunReport, Standing
from hil.results.observations import probes, readings
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
    if counts[Verdict.FAIL] or counts[Verdict.INCONCLUSIVE] or outdated(report):
        return Exit.DEVIATES
    verified = counts[Verdict.PASS] or counts[Verdict.KNOWN_DEVIATION]
    if counts[Verdict.ERROR] or report.not_run or not verified:
        return Exit.INFRASTRUCTURE
    return Exit.CONFORMS


MEANING = {
    Exit.CONFORMS: "every applicable case passed",
    Exit.DEVIATES: "not every applicable case passed",
    Exit.INFRASTRUCTURE: "no statement about the DUT: the bench failed or nothing was verified",
    Exit.INTERRUPTED: "interrupted",
}
"""The words for an exit code that a run can have."""


def outdated(report: RunReport) -> tuple[Standing, ...]:
    """The known deviations whose requirement passes now."""
    return tuple(standing for standing in report.deviations if standing.outdated)


def meaning(report: RunReport) -> str:
    """What the run came to, in words."""
    code = exit_code(report)
    if code is Exit.CONFORMS and report.counts()[Verdict.KNOWN_DEVIATION]:
        return f"{MEANING[code]}, known deviations apart"
    return MEANING[code]


def failing_requirements(report: RunReport) -> tuple[Coverage, ...]:
    """The requirements with a case that failed."""
    return tuple(
        row
        for row in coverage(report.cases, report.header.own_requirements)
        if any(case.verdict is Verdict.FAIL for case in row.cases)
    )


def summarise(report: RunReport) -> dict[str, Any]:
    """The object of `summary.json`."""
    rows = coverage(report.cases, report.header.own_requirements)
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
        "selection": {
            "pics": report.pics,
            "reductions": [asdict(reduction) for reduction in report.reductions],
        },
        "deviations": [asdict(standing) for standing in report.deviations],
        "advice": [
            {"subject": row.subject, "cases": row.cases, **asdict(row.deprecation)}
            for row in advice(report.cases)
        ],
        "strict": {
            "held": sum(reading.held for case in report.cases for reading in case.strict),
            "not_held": sum(not reading.held for case in report.cases for reading in case.strict),
            "cases": [
                {"case": case.id, **asdict(reading)} for case in report.cases for reading in case.strict
            ],
        },
        "probes": [
            {"question": probe.question, "case": probe.case.id, "answers": dict(probe.case.observed)}
            for probe in probes(report.cases)
        ],
        "observed": [
            {"name": reading.name, "value": reading.value, "cases": len(reading.cases)}
            for reading in readings(report.cases)
        ],
        "exit_code": int(code),
        "meaning": meaning(report),
    }
