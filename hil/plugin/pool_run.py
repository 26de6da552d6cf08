"""The pool of a run, in the process that started it: which modules are left, and what becomes of cases of those that are not.

A worker whose module is gone tells it in a report (`withdrawal`) and ends.  The case under
way goes to another module, and its broken attempt stays in the record.  A case that
has lost two modules or two workers is an error: it may be what takes them away.  pytest-xdist
replaces a worker that has ended or died; the new one leases what is free then.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest

from hil.errors import UsageError
from hil.lab.bench_file.form import Module
from hil.lab.bench_file.reading import LoadedBench
from hil.lab.pool import health, places
from hil.lab.pool.interface import ModulePool
from hil.plugin.port_loss import INFRASTRUCTURE, teller
from hil.results.case import Attempt, CaseResult
from hil.results.model import Withdrawal
from hil.results.records import read_withdrawal
from hil.verdict import Verdict

WORKER_INPUT = "hil_pool"
"""The key under which a worker of xdist is told the modules of the run, and the process that has reserved them."""

PLUGIN = "hil-pool"
"""The name of the pool in pytest's plugin manager, in the process of the run."""

MOST_ATTEMPTS = 2
"""So many modules or workers a case may lose."""

_REPEATABLE = frozenset({"load", "worksteal"})
"""The distributions of xdist that can give a case of a dead worker to another one; `load` becomes `worksteal`."""


class PoolRun:
    """A pytest plugin; a worker has one, too, for the lease of its module."""

    def __init__(
        self,
        config: pytest.Config,
        loaded: LoadedBench,
        pool: ModulePool,
        *,
        pid: int,
        names: Sequence[str] = (),
    ) -> None:
        self.pool = pool
        self.loaded = loaded
        self.pid = pid
        """The process that has reserved the modules."""
        self.names = tuple(names or (member.name for member in pool.members))
        """The modules that the run began with."""
        self.run_id = ""
        """The run, as its report names it; empty before it is recorded."""
        self._config = config
        self._alive = [member.name for member in pool.members]
        self._withdrawals: list[Withdrawal] = []
        self._dead = 0
        """So many workers of xdist ended before their work."""
        self._of_node: dict[str, Withdrawal] = {}
        """The withdrawal that a worker of xdist has told, by its name."""

    @property
    def alive(self) -> tuple[str, ...]:
        """The modules that have not left the run."""
        return tuple(self._alive)

    @property
    def withdrawals(self) -> int:
        """So many times a module or a worker has left the run."""
        return len(self._withdrawals)

    def module(self, name: str) -> Module:
        """A module of the bench file."""
        found = self.loaded.named(name)
        assert found is not None  # it was chosen from this file
        return found

    def may_repeat(self, case: str) -> bool:
        """Whether a case that was broken off goes to another module."""
        return sum(each.case == case for each in self._withdrawals) < MOST_ATTEMPTS

    def why_not_again(self, case: str) -> str:
        """Why a case that was broken off goes to no other module."""
        lost = [str(each) for each in self._withdrawals if each.case == case]
        return f"it was broken off {len(lost)} times, and is not tried again: {'; '.join(lost)}"

    def require_module(self) -> None:
        """End the run when no module is left."""
        if not self._alive:
            last = self._withdrawals[-1]
            pytest.exit(f"no module is left: {last}", returncode=INFRASTRUCTURE)

    def take(self, withdrawal: Withdrawal) -> Withdrawal:
        """Let a module leave; the last one is not quarantined, since no other could go on without it."""
        if withdrawal.module in self._alive:
            self._alive.remove(withdrawal.module)
        lasting = withdrawal.quarantined and bool(self._alive)
        if lasting:
            member = next(each for each in self.pool.members if each.name == withdrawal.module)
            lasting = health.quarantine(member, withdrawal.reason, self.run_id)
        final = replace(withdrawal, quarantined=lasting)
        self._withdrawals.append(final)
        teller(self._config)(str(final))
        return final

    @pytest.hookimpl(tryfirst=True)  # the recorder writes what this one has decided
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the withdrawal that a worker tells."""
        told = getattr(report, "hil_withdrawal", None)
        if told is None:
            return
        final = self.take(read_withdrawal(json.loads(told)))
        vars(report).update(hil_withdrawn=final)
        if (node := getattr(report, "node", None)) is not None:
            self._of_node[node.gateway.id] = final

    def lost(self, case: str, worker: str) -> Withdrawal:
        """A worker that died while it ran a case; its module is free again."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        why = f"worker {worker} died while it ran {case}"
        attempt = Attempt(Verdict.INCONCLUSIVE, why, ())
        return self.take(Withdrawal("", why, at, case=case, attempt=attempt))

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node: Any) -> None:
        """Tell a worker of xdist the modules of the run."""
        node.workerinput[WORKER_INPUT] = {
            "names": list(self.names),
            "alive": list(self.alive),
            "pid": self.pid,
            "places": dict(places.held_ports()),
        }

    @pytest.hookimpl(optionalhook=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> object:
        """Let modules take cases from one another, so that a slow or a late one holds nobody up."""
        scheduling = import_module("xdist.scheduler")  # only a run with workers of xdist has it
        return scheduling.WorkStealingScheduling(config, log)

    @pytest.hookimpl(optionalhook=True)
    def pytest_handlecrashitem(self, crashitem: str, report: Any, sched: Any) -> None:
        """Give the case of a worker that ended or died to another one."""
        told = self._of_node.get(report.node.gateway.id)
        if told is None:
            vars(report).update(hil_withdrawn=self.lost(crashitem, report.node.gateway.id))
        elif told.case != crashitem:  # it left behind a case that has its verdict
            report.outcome, report.when = "passed", "setup"
            return
        if self._alive and self.may_repeat(crashitem):
            sched.mark_test_pending(crashitem)
            report.outcome, report.when = "passed", "setup"  # of these pytest counts nothing

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, error: object) -> None:
        """End the run with the last module, and with the last worker that xdist may replace."""
        self.require_module()
        self._dead += bool(error)
        most = import_module("xdist.dsession").get_default_max_worker_restart(self._config)
        if most is not None and self._dead > most:
            told = f"{self._dead} worker{'s' * (self._dead > 1)} ended, and --max-worker-restart {most} lets no other begin"
            pytest.exit(told, returncode=INFRASTRUCTURE)

    def pytest_report_header(self) -> list[str]:
        """Name the modules of the run, and those that it could not have."""
        return [
            f"hil: modules: {', '.join(self.names)}",
            *(f"hil: {why}" for why in self.pool.left_out.values()),
        ]

    def pytest_unconfigure(self) -> None:
        """Give the modules back."""
        self.pool.release()


FORKS: pytest.StashKey[bool] = pytest.StashKey()
"""In the config, from its beginning: forks of this process are the workers."""

POOL: pytest.StashKey[PoolRun] = pytest.StashKey()
"""In the config: the pool of the run; absent in a run on one DUT."""


def require_distribution(config: pytest.Config) -> None:
    """Raise `UsageError` for a distribution of xdist that cannot give a case to another module."""
    asked = config.getoption("dist", "no")
    if asked not in {"no", *_REPEATABLE}:
        raise UsageError(
            f"--dist {asked}: with several modules a case goes to any of them; use --dist worksteal, or leave it out"
        )


def with_attempts(case: CaseResult, withdrawals: Sequence[Withdrawal]) -> CaseResult:
    """A case with its attempts on modules that left the run before its own."""
    before = tuple(each.attempt for each in withdrawals if each.case == case.id and each.attempt)
    if not before:
        return case
    own = Attempt(case.verdict, case.reason, case.transcript, case.disturbance, case.module)
    return replace(case, attempts=(*before, *(case.attempts or (own,))))
