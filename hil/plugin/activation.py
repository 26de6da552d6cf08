"""Registers the hooks of a recorded run, only in runs that verify requirements.

Every pytest run of an environment loads this file.  So it imports at the top
only pytest and the standard library.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Generator, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest

from hil.errors import UsageError
from hil.plugin.markers import closest
from hil.plugin.stash_keys import RESUMED

if TYPE_CHECKING:  # see the top of the file
    from hil.results.lock import RunLock

LOCK: pytest.StashKey[RunLock] = pytest.StashKey()
"""In the config: the lock of the report folder of this run."""

FROZEN: pytest.StashKey[bool] = pytest.StashKey()
"""In the config: this run has frozen what it collected."""

HOOKS = (
    "hil.plugin.applicability",
    "hil.plugin.collect",
    "hil.plugin.case_time",
    "hil.plugin.plain_asserts",
    "hil.plugin.repetition",
    "hil.plugin.allure_results",
    "hil.plugin.planning",
    "hil.plugin.recording",
)
"""The modules with the hooks of a recorded run, in the order of their registration."""


@pytest.hookimpl(tryfirst=True)  # before allure-pytest makes its folder, which may lie in ours
def pytest_configure(config: pytest.Config) -> None:
    """Prepare the report folder; a folder that is not writable ends the run at once."""
    explicit = config.getoption("hil_report_dir", None)
    if not explicit or config.option.collectonly or is_worker(config):
        return
    from hil.results.folder import locked, prepare  # noqa: PLC0415 - see the top of the file

    ready = locked if RESUMED in config.stash else prepare
    try:
        config.stash[LOCK] = ready(config.invocation_params.dir / explicit)
    except UsageError as trouble:
        raise pytest.UsageError(str(trouble)) from None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Register the hooks if a selected case verifies a requirement, behind every selection."""
    yield
    if any(closest(item, "requirement") for item in items):
        load(config)
        gc.collect()
        gc.freeze()  # the collected items stay; scanning them again and again took 5 % of a campaign
        config.stash[FROZEN] = True


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Send a worker of xdist the folder of its captures, and what it needs for the record of its lines."""
    captures, wire = import_module("hil.plugin.captures"), import_module("hil.plugin.wire")
    if node.config.getoption("hil_report_dir", None) or node.config.getini("hil_report_dir"):
        node.workerinput[wire.WORKER_INPUT] = wire.for_worker(node.config)
    if captures.wanted(node.config):
        node.workerinput[captures.WORKER_INPUT] = str(captures.base(node.config))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the captures that are not kept, seal the run, and give the report folder free."""
    if config.stash.get(FROZEN, False):
        gc.unfreeze()  # for whoever runs pytest in a process of their own
    captures = sys.modules.get("hil.plugin.captures")
    if captures is not None:
        captures.discard(config)
    wire = sys.modules.get("hil.plugin.wire")
    if wire is not None:
        wire.end(config)
    sealing = sys.modules.get("hil.plugin.sealing")
    if sealing is not None:
        sealing.end(config)
    if LOCK in config.stash:
        config.stash[LOCK].release()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Sequence[str]) -> None:
    """Begin to record when a worker has collected; the controller collects nothing."""
    config = node.config
    if config.getoption("hil_report_dir", None) or config.getini("hil_report_dir"):
        load(config)
        import_module("hil.plugin.recording").begin(config, ids)


def load(config: pytest.Config) -> None:
    """Register the hooks, once, and settle where the lower tester stands."""
    import_module("hil.plugin.bench_place").settle(config)
    for name in HOOKS:
        if not config.pluginmanager.has_plugin(name):
            config.pluginmanager.register(import_module(name), name)


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is a worker of xdist."""
    return hasattr(config, "workerinput")
