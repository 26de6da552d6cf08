"""`--hil-case-time`: a case that takes longer is an error, its DUT is made ready as after any other, and the run goes on.

The limit is looked at where the case waits (`hil.deadline.limited`), in its set-up and its call, so that nothing
is broken off in its middle; the tear-down has no limit.  What m95-hil sets up for all cases (the DUT is attached,
the server begins) or mends behind an earlier one does not count: a case that comes first has as long as the others,
and a DUT that is slow to attach ends no run.  A run of the campaign endurance has none by default: its
load runs in the set-up of its first case, and lasts as long as `--for`.  A wait that looks at no `Deadline`, such as a `sleep`
in a case of a third party, is ended by SIGALRM, `LAST_RESORT_S` later.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from types import FrameType

import pytest

from hil.deadline import Limit, limited
from hil.errors import CaseTimeOver
from hil.plugin import endurance
from hil.plugin.case_under_way import RUNNING, CaseUnderWay
from hil.plugin.stash_keys import CASE_LIMIT, TRANSCRIPT
from hil.plugin.time_limit import seconds_of
from hil.results.case import CaseResult, Problem
from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.transcript import Direction, Kind
from hil.verdict import Verdict

MODULE_S = 1800.0
"""Module time of a case by default: the longest documented wait of a command is 3 minutes, a transfer may follow."""

BENCH_S = 120.0
"""Beside it, by the clock of the bench: servers, handshakes and keys keep that clock."""

GRACE_S = 15.0
"""For the clean-up of a case whose time is over."""

LAST_RESORT_S = 30.0
"""After the limit, for a wait that does not look at it."""

OUR_FIXTURES = "hil.fixtures."
"""The modules of the fixtures that m95-hil sets up; those of a project, or of a suite, count as parts of a case."""

READY_DUT = "hil_modem"
"""Its set-up awaits a port that an earlier case lost, and climbs the recovery ladder."""

_WORDS: pytest.StashKey[str] = pytest.StashKey()


def _span_s(config: pytest.Config) -> tuple[float, str]:
    """The time of a case in seconds, and how to say it."""
    asked = config.getoption("hil_case_time", None)
    if asked:
        return float(seconds_of(asked, option="--case-time")), f"--case-time {asked}"
    from hil.lab.attach import timed  # noqa: PLC0415 - the driver is for runs of ours

    _, clock_rate = timed(str(config.getoption("hil_dut")))
    span_s = MODULE_S / clock_rate + BENCH_S
    return span_s, f"{span_s:.0f} s, by default; --case-time TIME sets another one"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Begin the time of an attempt of a case that verifies requirements."""
    is_chosen = item.config.getoption("hil_case_time", None) is not None
    if RUNNING not in item.stash or (endurance.is_chosen(item.config) and not is_chosen):
        return (yield)
    span_s, words = _span_s(item.config)
    item.stash[_WORDS] = words
    over = partial(_over, item, words)
    item.stash[CASE_LIMIT] = Limit(span_s, over=over, grace_s=GRACE_S, spares_pauses=not is_chosen)
    with _watched(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """The time of the attempt goes on."""
    if CASE_LIMIT not in item.stash:
        return (yield)
    with _watched(item):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    """Let the time stand still for what is no part of this case; it has time limits of its own."""
    item = getattr(request, "_pyfuncitem", None)  # of a fixture of the session `request.node` is the session
    limit = item.stash.get(CASE_LIMIT, None) if item is not None else None
    is_ours = str(getattr(fixturedef.func, "__module__", "")).startswith(OUR_FIXTURES)
    if limit is None or not is_ours or (fixturedef.scope != "session" and fixturedef.argname != READY_DUT):
        return (yield)
    with limit.held():
        return (yield)


@contextmanager
def _watched(item: pytest.Item) -> Iterator[None]:
    limit = item.stash[CASE_LIMIT]
    with limited(limit), _alarm(item, limit):
        yield


@contextmanager
def _alarm(item: pytest.Item, limit: Limit) -> Iterator[None]:
    """SIGALRM as the last resort, where nobody else uses it: in the main thread of a POSIX system."""
    is_free = (
        threading.current_thread() is threading.main_thread()
        and hasattr(signal, "setitimer")
        and signal.getsignal(signal.SIGALRM) == signal.SIG_DFL
    )
    if not is_free:
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        del number, frame
        if limit.remaining_s > 0:  # pauses on purpose have moved it
            signal.setitimer(signal.ITIMER_REAL, limit.remaining_s + LAST_RESORT_S)
            return
        raise _over(item, item.stash[_WORDS])

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, limit.remaining_s + LAST_RESORT_S)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)


def _over(item: pytest.Item, words: str) -> CaseTimeOver:
    transcript = item.config.stash.get(TRANSCRIPT, None)
    entries = transcript.entries() if transcript is not None else ()
    sent = [
        entry.text
        for entry in entries
        if entry.direction is Direction.TO_DUT and entry.kind in {Kind.COMMAND, Kind.RESTART_COMMAND}
    ]
    last = f"; the last command was {sent[-1]}" if sent else "; it had sent no command"
    return CaseTimeOver(f"the case took longer than it may ({words}){last}")


def over(item: pytest.Item) -> str:
    """Why the case ends as an error; empty while it has time."""
    limit = item.stash.get(CASE_LIMIT, None)
    return str(_over(item, item.stash[_WORDS])) if limit is not None and limit.is_over else ""


def kept_fail(item: pytest.Item, case: CaseUnderWay, report: pytest.TestReport, why: str) -> bool:
    """Make the case a fail by its checks that had failed before its time was over; whether there are any."""
    running = item.stash[RUNNING]
    checks = tuple(running.in_time)
    if not checks or report.when != "call":
        return False
    running.failed[:] = checks  # those that came later may be a wait that ended too early
    reason = f"{checks[0].sentence}; then {why}"
    case.verdict, case.cause, case.phase, case.reason = Verdict.FAIL, None, "call", reason
    first = checks[0]
    case.problem = Problem(first.expected, first.actual, "Mismatch", first.where, "\n".join(map(str, checks)))
    report.outcome, report.longrepr = "failed", reason
    return True


def break_off(case: CaseUnderWay, report: pytest.TestReport, why: str) -> None:
    """Make the case an error: each of its waits may have ended too early."""
    if case.disturbance is not None and case.disturbance.kind is DisturbanceKind.TIME:
        return
    before = case.reason
    case.disturbance = Disturbance(DisturbanceKind.TIME, why)
    case.reason = f"{why}; {before}" if before and not before.startswith("the case took longer") else why
    case.verdict, case.cause = Verdict.ERROR, None
    if report.passed or report.skipped:
        report.outcome, report.longrepr = "failed", f"error: {why}"


def concluded(result: CaseResult) -> CaseResult:
    """The result of a case whose time was over, with how its DUT was recovered."""
    found = result.disturbance
    if found is None or found.kind is not DisturbanceKind.TIME or not result.recoveries:
        return result
    told = "; ".join(recovery.words for recovery in result.recoveries)
    return replace(result, reason=f"{result.reason}; {told}")
