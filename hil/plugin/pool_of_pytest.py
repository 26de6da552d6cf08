"""The pool of a plain run of pytest: made where `-n` of xdist and a bench file meet, joined by each worker."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any

import pytest

from hil.bench import is_emulated
from hil.errors import HilError, UsageError
from hil.lab.bench_file.choice import fitting, words_of
from hil.lab.bench_file.form import Module
from hil.lab.bench_file.reading import LoadedBench, load
from hil.lab.pool import places
from hil.lab.pool.local import LocalPool
from hil.plugin import pool_choice
from hil.plugin.activation import is_worker
from hil.plugin.pool_choice import member_of
from hil.plugin.pool_run import FORKS, PLUGIN, POOL, WORKER_INPUT, PoolRun, require_distribution


def workers(config: pytest.Config) -> int | None:
    """How many workers xdist is going to start; None without xdist."""
    if config.getoption("dist", "no") == "no":
        return None
    times = (str(spec).partition("*")[0] for spec in config.option.tx)  # as `2*popen`
    return sum(int(number) if number.isdecimal() else 1 for number in times)


def require_one_worker(config: pytest.Config) -> None:
    """Raise `UsageError` where several workers would share one port."""
    dut, count = str(config.getoption("hil_dut")), workers(config)
    if count is not None and count > 1 and not is_emulated(dut) and not is_worker(config):
        raise UsageError(
            f"-n {count} needs {count} modules, and {dut} is one; leave -n out, or name a bench file with several"
        )


def begun(
    config: pytest.Config, loaded: LoadedBench, *, names: Sequence[str], tags: Sequence[str]
) -> tuple[Module, ...]:
    """The modules of the run, reserved by its first process; empty for a run on one DUT.  Raises `UsageError`."""
    if is_worker(config):
        return _joined(config, loaded)
    count = workers(config)
    found = pool_choice.wanted(loaded, names=names, tags=tags, workers=count)
    if not found:
        return ()
    if count is None and FORKS not in config.stash:
        raise UsageError(
            f"--module {','.join(names)}: {len(found)} modules need {len(found)} workers; add -n {len(found)}, or name one"
        )
    require_distribution(config)
    given = frozenset(name for name in ("pics", "deviations") if config.getoption(f"hil_{name}", None))
    pool_choice.require_same(loaded, found, given=given)
    try:
        pool = pool_choice.reserved(
            loaded, found, names=names, workers=count, wait_s=config.getoption("hil_wait", 0.0)
        )
    except HilError as refusal:
        raise UsageError(str(refusal)) from refusal
    run = config.stash[POOL] = PoolRun(config, loaded, pool, pid=os.getpid())
    config.pluginmanager.register(run, PLUGIN)
    return tuple(map(run.module, run.names))


def _joined(config: pytest.Config, loaded: LoadedBench) -> tuple[Module, ...]:
    """The modules that the process of the run has told this worker; those that have left are no choice any more."""
    told: dict[str, Any] | None = vars(config)["workerinput"].get(WORKER_INPUT)
    if told is None:
        return ()
    places.told(told["places"])
    members = [member_of(module) for name in told["alive"] if (module := loaded.named(name))]
    pool = LocalPool(members, run_pid=told["pid"])
    config.stash[POOL] = run = PoolRun(config, loaded, pool, pid=told["pid"], names=told["names"])
    return tuple(map(run.module, run.names))


def auto_workers(config: pytest.Config) -> int | None:
    """How many workers `-n auto` means: one for each module that is sound and free; None where any number will do."""
    option = config.option
    if not option.hil_bench:
        return None
    loaded = load(config.invocation_params.dir / option.hil_bench)
    names, tags = words_of(option.hil_module or ""), words_of(option.hil_tags or "")
    found = pool_choice.wanted(loaded, names=names, tags=tags, workers=pool_choice.AUTO)
    if not found:
        fits = fitting(loaded, names=names, tags=tags)
        return 1 if len(fits) == 1 and not is_emulated(fits[0].port) else None
    try:
        free = pool_choice.reserved(loaded, found, names=(), workers=pool_choice.AUTO)
    except HilError:
        return 1  # the refusal is told when the run reserves its modules, after the wait that was asked for
    free.release()  # a moment later they are reserved for the run
    return len(free.members)
