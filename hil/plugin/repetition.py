"""Runs a case once more when a restart or a hang of the DUT, or a port loss, broke it off, on a DUT that has started anew.

The reports of pytest are those of the last attempt: one case, one verdict (`attempts`).  A case that another
plugin runs, such as one that pytest-rerunfailures repeats, has the attempts of that plugin alone.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, cast

import pytest
from _pytest.runner import runtestprotocol

from hil.errors import HilError
from hil.plugin import case_begin, foreign_protocols, last_tear_down, port_loss, recoveries, withdrawal
from hil.plugin.attempts import broken_off, lost_its_port
from hil.plugin.case_under_way import RESULT, UNDER_WAY
from hil.plugin.sparing import show
from hil.plugin.stash_keys import DUTS, FIRST_ATTEMPT, GONE, LOST_ATTEMPT, REFUSED, TRANSCRIPT
from hil.results.case import CaseResult
from hil.verdict import Ground, NotApplicable, Verdict


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a case that verifies requirements; twice if the DUT broke the first attempt off."""
    if UNDER_WAY not in item.stash:
        return None
    if REFUSED not in item.config.stash and foreign_protocols.took(item, nextitem):
        _end(item, port_loss.await_ports(item))
        return True
    item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
    # at the end of the run, the fixtures of the session are needed for a second attempt
    following = nextitem or cast("pytest.Item", item.parent)
    item.stash[FIRST_ATTEMPT] = item.stash[LOST_ATTEMPT] = None
    reports = runtestprotocol(item, nextitem=following, log=False)
    first, gone = item.stash.get(RESULT, None), ""
    if first is not None and lost_its_port(first) and not (gone := port_loss.await_ports(item)):
        reports = _repeat(item, following, LOST_ATTEMPT, first)
        first = item.stash.get(RESULT, None)
        if first is not None and lost_its_port(first):
            gone = port_loss.await_ports(item)
    gone = gone or item.config.stash.get(GONE, "")
    if first is not None and broken_off(first) is not None and not gone:
        reports = _repeat(item, following, FIRST_ATTEMPT, first)
    result = item.stash.get(RESULT, None)
    leaves = withdrawal.why(item, gone)
    if leaves and result is not None and result.verdict is Verdict.ERROR:
        withdrawal.leave(item, leaves, result)
    if result is not None and not any(report.failed for report in reports):
        shown = next((report for report in reports if report.when == "call"), reports[-1])
        show(shown, result, Ground(item.config.getoption("hil_gate")))
    try:
        if nextitem is None:
            last_tear_down.tear_down(item, reports)
    finally:
        for report in reports:
            item.ihook.pytest_runtest_logreport(report=report)
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
    _end(item, gone, leaves)
    return True


def _end(item: pytest.Item, gone: str, leaves: str = "") -> None:
    """Leave the run, or end it, if the DUT of the case is `gone`; `leaves` is why the worker leaves."""
    gone = gone or item.config.stash.get(GONE, "")
    if leaves := leaves or withdrawal.why(item, gone):
        withdrawal.leave(item, leaves)
    if gone:
        port_loss.end(item.config, gone)


def _repeat(
    item: pytest.Item,
    following: pytest.Item,
    key: pytest.StashKey[CaseResult | None],
    before: CaseResult,
) -> list[pytest.TestReport]:
    """Run the case once more; `key` tells the judge what came `before`."""
    _start_anew(item)
    item.stash[key] = before
    with case_begin.begun(item):
        return runtestprotocol(item, nextitem=following, log=False)


def _start_anew(item: pytest.Item) -> None:
    """Restart every DUT of the case; one that cannot be restarted is used as it is."""
    for dut in item.stash.get(DUTS, ()):
        start: Any = getattr(dut, "start_anew", None)
        try:
            if start is not None:
                start()
        except (HilError, NotApplicable) as trouble:
            transcript = item.config.stash.get(TRANSCRIPT, None)
            if transcript is not None:
                transcript.note(f"not restarted before the second attempt: {trouble}")
            _bring_back(item, dut, str(trouble))


def _bring_back(item: pytest.Item, dut: Any, trouble: str) -> None:
    """Climb the recovery ladder for a DUT that is silent after a restart; one that is lost makes the attempt an error."""
    if hasattr(dut, "beyond_help") and not dut.channel.lost and not dut.is_alive():
        with suppress(HilError):
            recoveries.climb(dut, item.config, trouble)
