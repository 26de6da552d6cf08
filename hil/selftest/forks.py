"""Campaigns in forks of one pytest process: the cases are collected once, and each campaign has a DUT of its own.

A plan says which cases run on which DUT.  Its fork inherits the collected cases,
points `--hil-dut` at the plan's URL and runs them as pytest would; nothing of the DUT
or the server exists before the fork, so each campaign starts from nothing.  What
a case came to goes through a pipe to the parent.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import selectors
import signal
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, pairwise
from typing import Any, NoReturn

import pytest

from hil.campaign.pics import Pics
from hil.pki.authority import Authority
from hil.plugin import case_under_way
from hil.plugin.collected import suites_home
from hil.plugin.markers import requirement_ids
from hil.plugin.own_runs import PLUGIN, tool_run
from hil.plugin.recording import case_of
from hil.plugin.stash_keys import PICS
from hil.results.case import CaseResult
from hil.results.case_records import case_record, encode, read_case
from hil.verdict import Verdict

SPAN_S = 240.0
"""So long may a campaign take on a loaded machine; only one that hangs takes longer."""

BUDGET_S = 20.0
"""After so long a campaign runs no more cases than it takes for a failed one of each wanted requirement.

A defect by which the DUT falls silent costs a time-out in every case.
"""

SPARED = "spared"
"""The kind of the record with the number of cases that a campaign did not run for that."""


@dataclass(frozen=True, slots=True)
class Plan:
    """One campaign: cases, by their node ids, on a DUT.

    `wanted` are the requirements that are to fail there; the cases of `rest` run
    only as long as one that they verify has not failed, and so do those of `cases` that are
    `optional`.  With `one_suffices` the rest runs only until any of the wanted has failed.
    `again` run once more after all others, in their order, on the same DUT.  `pics` are the entries of the PICS
    that are not the default.  Cases of the verdicts `shown` have their transcripts in the outcome.
    The functions of `before` are called in the fork, before its first case.
    """

    name: str
    url: str
    cases: tuple[str, ...]
    wanted: tuple[str, ...] = ()
    rest: tuple[str, ...] = ()
    optional: frozenset[str] = frozenset()
    one_suffices: bool = False
    again: tuple[str, ...] = ()
    pics: Mapping[str, Any] = field(default_factory=dict)
    shown: frozenset[Verdict] = frozenset(Verdict)
    before: tuple[Callable[[], None], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a plan came to; `trouble` says why not all cases ran, empty if they did.

    `notes` are the other records that the campaign sent.
    """

    plan: Plan
    cases: tuple[CaseResult, ...]
    trouble: str
    duration_s: float
    notes: tuple[Mapping[str, Any], ...] = ()
    cpu_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _OneAuthority:
    """A pytest plugin with the authority of all campaigns: making keys anew for each takes longer than the cases."""

    authority: Authority

    @pytest.fixture(scope="session", name="hil_authority")
    def fixture_of_one_authority(self) -> Authority:
        """The authority of this run."""
        return self.authority


@dataclass(slots=True)
class _Running:
    plan: Plan
    pid: int
    began: float = field(default_factory=time.monotonic)
    heard: bytearray = field(default_factory=bytearray)


class ForkLoop:
    """A pytest plugin that runs plans in place of the session.

    `plans` makes them from the collected cases; `done` hears of each outcome as it
    comes, in the parent.
    """

    def __init__(
        self,
        plans: Callable[[Sequence[pytest.Item]], Sequence[Plan]],
        done: Callable[[Outcome], None],
        *,
        at_a_time: int = 2,
        span_s: float = SPAN_S,
    ) -> None:
        self._plans, self._done = plans, done
        self._at_a_time, self._span_s = at_a_time, span_s
        self._authority = Authority()
        self._pipe = -1
        self._shown: frozenset[Verdict] = frozenset()
        self._failed: set[str] = set()
        self._departed: set[str] = set()
        self._stopped = False

    def stop(self, *_signal: object) -> None:
        """A handler of signals: end the campaigns and the session soon.

        An exception out of a handler would be lost amid a fork.
        """
        self._stopped = True

    @pytest.hookimpl(trylast=True)
    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Offer the authority after all other plugins: the last fixture of a name counts."""
        session.config.pluginmanager.register(_OneAuthority(self._authority))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the plans in place of the session."""
        _import_what_cases_need()
        _keep_all_lines()
        _make_certificates(self._authority)
        self.run(self._plans(session.items), session.items, self._done)
        return True

    def run(
        self,
        plans: Iterable[Plan],
        collected: Sequence[pytest.Item],
        done: Callable[[Outcome], None],
        *,
        at_a_time: int | None = None,
    ) -> None:
        """Run plans, some at a time; `done` hears of each outcome."""
        waiting = iter(plans)
        items = {item.nodeid: item for item in collected}
        with selectors.DefaultSelector() as selector:
            try:
                self._start(waiting, items, selector, at_a_time or self._at_a_time)
                while selector.get_map():
                    if self._stopped:
                        raise KeyboardInterrupt
                    for key, _ in selector.select(timeout=1.0):
                        if not self._hear(key.fd, key.data):
                            selector.unregister(key.fd)
                            os.close(key.fd)
                            done(self._finish(key.data))
                            self._start(waiting, items, selector, 1)
                    self._stop_hanging(key.data for key in list(selector.get_map().values()))
            finally:  # some may still run
                _end(key.data.pid for key in selector.get_map().values())

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In a fork: tell the parent of a case that is over."""
        line = getattr(report, "hil_case", None)
        if line is not None and self._pipe >= 0:
            case = case_of(line)
            is_shown = case.verdict in self._shown
            _send(self._pipe, line if is_shown else encode(case_record(replace(case, transcript=()))))
            if case.verdict is Verdict.FAIL:
                self._failed.update(case.requirements)
            for check in case.departures:
                self._departed.update(check.requirements)

    def _start(
        self,
        waiting: Iterator[Plan],
        items: dict[str, pytest.Item],
        selector: selectors.BaseSelector,
        count: int,
    ) -> None:
        for _, plan in zip(range(count), waiting, strict=False):
            ours, theirs = os.pipe()
            gc.freeze()  # no fork looks for garbage in what it inherits, which would copy all of it
            sys.stdout.flush()
            sys.stderr.flush()
            pid = os.fork()
            if pid == 0:
                os.close(ours)
                self._pipe = theirs
                session = next(iter(items.values())).session
                self._run(session, plan, [items[case] for case in (*plan.cases, *plan.rest, *plan.again)])
            os.close(theirs)
            selector.register(ours, selectors.EVENT_READ, _Running(plan, pid))

    @staticmethod
    def _hear(descriptor: int, running: _Running) -> bool:
        data = os.read(descriptor, 1 << 16)
        running.heard += data
        return bool(data)

    def _stop_hanging(self, campaigns: Iterator[_Running]) -> None:
        for running in campaigns:
            if time.monotonic() - running.began > self._span_s:
                os.kill(running.pid, signal.SIGKILL)  # its pipe ends, and with it the campaign

    @staticmethod
    def _finish(running: _Running) -> Outcome:
        _, status, usage = os.wait4(running.pid, 0)
        records = [json.loads(line) for line in running.heard.decode().split("\n")[:-1]]
        cases = tuple(read_case(record) for record in records if record["kind"] == "case")
        spared = sum(record["cases"] for record in records if record["kind"] == SPARED)
        plan = running.plan
        missing = len(plan.cases) + len(plan.rest) + len(plan.again) - len(cases) - spared
        trouble = f"{missing} cases without a result, wait status {status}" if missing or status else ""
        notes = tuple(record for record in records if record["kind"] not in {"case", SPARED})
        cpu_s = usage.ru_utime + usage.ru_stime
        return Outcome(plan, cases, trouble, time.monotonic() - running.began, notes, cpu_s)

    def send(self, record: Mapping[str, Any]) -> None:
        """In a fork: tell the parent something beside the cases; `kind` names the record."""
        _send(self._pipe, encode(dict(record)))

    def _run(self, session: pytest.Session, plan: Plan, items: Sequence[pytest.Item]) -> NoReturn:
        status = 1
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)  # the parent's handler is for its own table
            silence = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silence, 1)
            os.dup2(silence, 2)
            self._shown = plan.shown
            for prepare in plan.before:
                prepare()
            session.config.option.hil_dut = plan.url
            session.config.stash[PICS] = Pics(values={**Pics().values, **plan.pics})
            spared = self.run_cases(session, plan, items)
            self.send({"kind": SPARED, "cases": spared})
            status = 0
        finally:
            os._exit(status)  # nothing of the parent's session is this process's to finish

    def run_cases(self, session: pytest.Session, plan: Plan, items: Sequence[pytest.Item]) -> int:
        """Run the cases that the plan needs; how many it does not need.

        pytest keeps the fixtures that a case shares with the announced next one, so each
        case is chosen before the one in front of it runs, and is run in any case.
        """
        count = 0
        for item, following in pairwise(chain(self.needed(plan, items), (None,))):
            assert item is not None
            # the fixtures of a case that follows itself end, too
            coming = item.parent if following is item else following
            session.config.hook.pytest_runtest_protocol(item=item, nextitem=coming)
            count += 1
        return len(items) - count

    def needed(self, plan: Plan, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
        """In a fork: the items that run, as long as the results so far ask for them."""
        began, optional, rest = time.monotonic(), plan.optional.union(plan.rest), set(plan.rest)
        for item in items:
            if plan.one_suffices and item.nodeid in rest and self._failed.intersection(plan.wanted):
                continue
            late = plan.wanted and time.monotonic() - began > BUDGET_S
            if (
                not (late or item.nodeid in optional)
                or (set(requirement_ids(item)) & set(plan.wanted)) - self._failed - self._departed
            ):
                yield item


@contextlib.contextmanager
def on_signals(stop: Callable[..., None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run in an orderly way; what has ended until then is told."""
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _send(descriptor: int, line: str) -> None:
    data = memoryview(line.encode(errors="backslashreplace") + b"\n")
    while data:
        data = data[os.write(descriptor, data) :]


def _end(campaigns: Iterable[int]) -> None:
    for pid in campaigns:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _keep_all_lines() -> None:
    """Keep transcripts whole: what is compared line by line may have no gap."""
    case_under_way.MOST_LINES = sys.maxsize


def _import_what_cases_need() -> None:
    import hil.ftps.server  # noqa: PLC0415 - once here instead of once in every fork
    import hil.modem.modem  # noqa: PLC0415
    import hil.urlhandler.protocol_emulator  # noqa: F401, PLC0415


def _make_certificates(authority: Authority) -> None:
    """Make the keys and certificates of the catalogue once: in each fork they take longer than most of its cases."""
    for name in authority.chain_names():
        authority.chain(name)
    for name in authority.client_names():
        authority.client(name)


def collect_and_run(loop: ForkLoop, *arguments: str) -> int:
    """Collect the installed suites and let the loop run; pytest's exit code."""
    home = suites_home()
    with tool_run():
        return int(
            pytest.main(
                [
                    *PLUGIN,
                    *(str(home), "-q", "-s", "--no-header", "--no-summary", "-c", os.devnull),
                    *(f"--rootdir={home.parent}", f"--confcutdir={home}"),
                    *("--import-mode=importlib", "--strict-markers", "--tb=line", "--assert=plain"),
                    *("-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-p", "no:xdist"),
                    *arguments,
                ],
                plugins=[loop],
            )
        )
