"""The case whose worker of xdist died: an error of the bench, with what xdist says of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from hil.plugin.wording import printable
from hil.results.case import CaseResult
from hil.results.description import PlannedCase
from hil.verdict import Verdict


def lost_case(report: pytest.TestReport, planned: Iterable[PlannedCase] = ()) -> CaseResult:
    """The result of such a case, as far as it was planned; it has no transcript."""
    plan = next((case for case in planned if case.id == report.nodeid), None)
    found = plan or PlannedCase(report.nodeid, report.nodeid.rpartition("::")[2])
    told = report.longrepr if isinstance(report.longrepr, str) else report.longreprtext
    lines = printable(told).strip().splitlines()
    return CaseResult(
        id=found.id,
        title=found.title,
        requirements=found.requirements,
        verdict=Verdict.ERROR,
        started=datetime.now(UTC).isoformat(timespec="milliseconds"),
        duration_s=0.0,
        reason=lines[0] if lines else "the worker died",
        cell=found.cell,
        line=found.line,
    )
