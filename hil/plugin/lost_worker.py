"""The case whose worker of xdist died: an error of the bench, with what xdist says of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from hil.results.case import CaseResult
from hil.verdict import Verdict


def lost_case(report: pytest.TestReport) -> CaseResult:
    """The result of such a case; it has no transcript."""
    return CaseResult(
        id=report.nodeid,
        title=report.nodeid.rpartition("::")[2],
        requirements=(),
        verdict=Verdict.ERROR,
        started=datetime.now(UTC).isoformat(timespec="milliseconds"),
        duration_s=0.0,
        reason=report.longreprtext.splitlines()[0] if report.longreprtext else "the worker died",
    )
