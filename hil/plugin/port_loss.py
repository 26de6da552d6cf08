"""What a port loss makes of a case, and the wait for the port between two attempts or two cases.

The judge (`collect`) asks `found` after the call and after the tear-down; `repetition` calls
`await_ports` before it repeats the case.  A fail that was judged before the loss
is not repeated: no repetition may turn it into a pass.  It is inconclusive, since its line
cannot be checked (`collect`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest

from hil.errors import InfrastructureError
from hil.plugin.activation import is_worker
from hil.plugin.attempts import after_port_loss
from hil.plugin.case_under_way import CaseUnderWay
from hil.plugin.stash_keys import DUTS, GONE, LOST_ATTEMPT, OTHER_MODULE, PORT_NOTES, TELL
from hil.results.case import CaseResult
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.verdict import Verdict

INFRASTRUCTURE = 3  # the exit code of a run that cannot go on


def found(duts: Iterable[Any]) -> str:
    """How the port of one of these DUTs was lost; empty if all are open."""
    channels = (getattr(dut, "channel", None) for dut in duts)
    return next((lost for channel in channels if (lost := getattr(channel, "lost", ""))), "")


def break_off(case: CaseUnderWay, report: pytest.TestReport, lost: str) -> None:
    """Make the case an error, whatever it came to after the loss."""
    case.disturbance = Disturbance(DisturbanceKind.PORT, lost)
    trouble = str(case.disturbance)
    case.reason = trouble if not case.reason or case.reason == lost else f"{trouble}; {case.reason}"
    case.verdict, case.cause = Verdict.ERROR, None
    if report.passed or report.skipped:
        report.outcome, report.longrepr = "failed", f"error: {trouble}"


def concluded(item: pytest.Item, result: CaseResult) -> CaseResult:
    """The result of the attempt that ends, after one in which the port was lost, if there was one."""
    lost = item.stash.get(LOST_ATTEMPT, None)
    return result if lost is None else after_port_loss(lost, result)


def await_ports(item: pytest.Item) -> str:
    """Wait for each lost port of the DUTs of a case; why the run cannot go on, empty if all have returned."""
    for dut in item.stash.get(DUTS, ()):
        if found([dut]):
            try:
                await_port(dut, item.config)
            except InfrastructureError as trouble:
                return str(trouble)
    return ""


def await_port(modem: Any, config: pytest.Config) -> None:
    """Wait for the lost port of a DUT, attach it, and note the loss for the run.

    Raises `InfrastructureError` when the port does not return in time or another module answers.
    """
    from hil.lab.port_return import START_AGAIN, await_return  # noqa: PLC0415 - only after a loss

    loss, began = modem.channel.lost, time.monotonic()
    at, tell = datetime.now(UTC), teller(config)
    step = config.stash.get(OTHER_MODULE, START_AGAIN)
    await_return(modem, wait_s=config.getoption("hil_port_wait"), tell=tell, step=step)
    words = f"it returned after {time.monotonic() - began:.1f} s"
    tell(f"{modem.channel.url}: {words}")
    config.stash.setdefault(PORT_NOTES, []).append(f"port loss at {at:%H:%M:%S} UTC: {loss}; {words}")


def teller(config: pytest.Config) -> Callable[[str], None]:
    """The way to tell the user something between two reports; a worker has none."""
    if is_worker(config):
        return lambda _text: None
    return config.stash.get(TELL, None) or _terminal(config)


def _terminal(config: pytest.Config) -> Callable[[str], None]:
    reporter, capture = (
        config.pluginmanager.get_plugin(name) for name in ("terminalreporter", "capturemanager")
    )

    def tell(text: str) -> None:
        if reporter is None:
            return
        if capture is None:
            reporter.write_line(text)
            return
        with capture.global_and_fixture_disabled():
            reporter.write_line(text)

    return tell


def end(config: pytest.Config, why: str) -> None:
    """End the run: the port did not return; in a worker the other cases become errors."""
    config.stash[GONE] = why
    if not is_worker(config):
        pytest.exit(why, returncode=INFRASTRUCTURE)
