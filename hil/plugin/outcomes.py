"""What other plugins make of a phase behind the judge, so that verdict and outcome of pytest agree; and the end of the case.

    expected by a mark xfail   fail → known deviation; error, inconclusive → not applicable: nothing is said of the DUT
    failed by another plugin   pass, not applicable → error: a strict xfail that passed, a check of that plugin

These hooks stand outside of all other ones, since what they see is what pytest counts.
"""

from __future__ import annotations

from collections.abc import Generator

import pytest

from hil.plugin.activation import is_worker
from hil.plugin.case_end import close
from hil.plugin.case_under_way import RESULT, UNDER_WAY, CaseUnderWay
from hil.plugin.foreign_protocols import RUNS_ELSEWHERE
from hil.plugin.sparing import show
from hil.plugin.untold import make_sendable
from hil.plugin.wording import printable
from hil.verdict import Ground, Verdict

_SETTLES_NOTHING = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE})
"""The verdicts that a failed outcome of pytest overrules."""

_SAYS_NOTHING = frozenset({Verdict.ERROR, Verdict.INCONCLUSIVE})


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Take what pytest is going to count; after the tear-down, put the result of the case on the report."""
    report = yield
    case = item.stash.get(UNDER_WAY, None)
    if case is None:
        return report
    if report.skipped and hasattr(report, "wasxfail") and not case.is_spared:
        _expect(case, report)
    elif report.failed and case.outcome == "passed" and case.verdict in _SETTLES_NOTHING:
        _overrule(case, report)
    if call.when == "teardown":
        close(item, case, report)
    case.has_failed = case.has_failed or report.failed
    if call.when == "teardown" and item.stash.get(RUNS_ELSEWHERE, False) and not case.has_failed:
        show(report, item.stash[RESULT], Ground(item.config.getoption("hil_gate")))
    if is_worker(item.config):
        make_sendable(report, item.config)
    return report


def _expect(case: CaseUnderWay, report: pytest.TestReport) -> None:
    """A mark xfail, or `pytest.xfail`, has expected what this phase came to."""
    if case.phase != report.when:
        return
    mark = f"xfail: {printable(str(report.wasxfail))}".removesuffix(": ")
    if case.verdict is Verdict.FAIL:
        case.verdict, case.deviation = Verdict.KNOWN_DEVIATION, mark
        case.reason = f"{case.reason}; expected by {mark}"
    elif case.verdict in _SAYS_NOTHING:
        words = case.verdict.words
        case.verdict, case.cause = Verdict.NOT_APPLICABLE, None
        case.reason = f"{mark}; it ended with {words}: {case.reason}"


def _overrule(case: CaseUnderWay, report: pytest.TestReport) -> None:
    """Another plugin has made this phase a failed one; no check of the case failed."""
    lines = printable(report.longreprtext).strip().splitlines()
    why = lines[0] if lines else "no reason is given"
    case.verdict, case.phase = Verdict.ERROR, report.when or "call"
    case.reason = f"no check of the case failed, and pytest counts it as failed: {why}"
