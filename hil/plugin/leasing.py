"""The module of a worker: leased when its first case needs a DUT, given back when the session ends."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from hil.bench import Bench
from hil.lab.pool.interface import Member, ModulePool, NoModuleLeft
from hil.lab.pool.on_demand import OnDemandPool
from hil.plugin.bench_choice import CHOICE, Choice
from hil.plugin.bench_place import settle, setup_of
from hil.plugin.pool_run import POOL, PoolRun
from hil.plugin.stash_keys import BENCH, GONE, OTHER_MODULE

LEASED: pytest.StashKey[Member] = pytest.StashKey()
"""In the config of a worker: the module of the pool that it has."""


@contextmanager
def leased(config: pytest.Config) -> Iterator[Bench]:
    """The bench with the module that this process may use until the end of the block.

    Raises `NoModuleLeft`.
    """
    run = config.stash.get(POOL, None)
    pool: ModulePool = run.pool if run else OnDemandPool(Member("", str(config.getoption("hil_dut"))))
    try:
        lease = pool.lease()
    except NoModuleLeft as trouble:
        config.stash[GONE] = str(trouble)
        raise
    try:
        if run is not None:
            _use(config, run, lease.member)
        yield settle(config)
    finally:
        lease.release()


def _use(config: pytest.Config, run: PoolRun, member: Member) -> None:
    """Let the bench of this process be that of the module."""
    bench = settle(config)
    config.stash[LEASED] = member
    config.stash[OTHER_MODULE] = (
        f"connect module {member.name} there before the next run; this one goes on if another module is left"
    )
    config.stash[CHOICE] = Choice(run.loaded, run.module(member.name))
    config.option.hil_dut = member.port
    config.stash[BENCH] = replace(
        bench, dut_url=member.port, module=replace(setup_of(config), run_pid=run.pid)
    )


def module_of(config: pytest.Config) -> str:
    """The name in the bench file of the module that this process uses; empty without one."""
    if POOL in config.stash:
        member = config.stash.get(LEASED, None)
        return member.name if member else ""
    choice = config.stash.get(CHOICE, None)
    return choice.module.name if choice else ""


def share_of(config: pytest.Config) -> tuple[int, int]:
    """Which share of the ports of the bench this process has, and of how many.

    A worker of a pool has that of its module, since the worker that replaces it gets the module, too.
    """
    run, member = config.stash.get(POOL, None), config.stash.get(LEASED, None)
    if run is not None and member is not None:
        return run.names.index(member.name), len(run.names)
    given = getattr(config, "workerinput", {})  # of xdist
    return int(str(given.get("workerid", "gw0")).removeprefix("gw")), int(given.get("workercount", 1))
