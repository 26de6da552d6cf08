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
from hil.plugin.stash_keys import REFUSED, RESUMED, UNREADABLE

if TYPE_CHECKING:  # see the top of the file
    from hil.results.lock import RunLock

LOCK: pytest.StashKey[RunLock] = pytest.StashKey()
"""In the config: the lock of the report folder of this run."""

NOTHING: pytest.StashKey[bool] = pytest.StashKey()
"""In the config of a controller of xdist: its workers have collected no case that verifies a requirement."""

FROZEN: pytest.StashKey[bool] = pytest.StashKey()
"""In the config: this run has frozen what it collected."""

PLANNING = "hil.plugin.planning"

_WITHOUT_CALLS = (
    ("collectonly", "--collect-only"),
    ("setupplan", "--setup-plan"),  # it sets the next one, too
    ("setuponly", "--setup-only"),
    ("show_fixtures_per_test", "--fixtures-per-test"),
    ("showfixtures", "--fixtures"),
)
"""By their places in the options of pytest: those with which it collects cases, and calls none."""

HOOKS = (
    "hil.plugin.applicability",
    "hil.plugin.case_begin",
    "hil.plugin.collect",
    "hil.plugin.outcomes",
    "hil.plugin.case_time",
    "hil.plugin.plain_asserts",
    "hil.plugin.repetition",
    "hil.plugin.allure_results",
    PLANNING,
    "hil.plugin.recording",
    "hil.plugin.sent",
)
"""The modules with the hooks of a recorded run, in the order of their registration."""


@pytest.hookimpl(tryfirst=True)  # before allure-pytest makes its folder, which may lie in ours
def pytest_configure(config: pytest.Config) -> None:
    """Prepare the report folder; a folder that is not writable ends the run at once."""
    if not is_recorded(config) or is_worker(config):
        return
    config.pluginmanager.register(Reading(config))
    from hil.plugin.run_folder import require_named  # noqa: PLC0415 - see the top of the file
    from hil.results.folder import locked, prepare  # noqa: PLC0415

    ready = locked if RESUMED in config.stash else prepare
    try:
        require_named(config)
        explicit = config.option.hil_report_dir
        if explicit and not without_calls(config):
            config.stash[LOCK] = ready(config.invocation_params.dir / explicit)
    except UsageError as trouble:
        raise pytest.UsageError(str(trouble)) from None


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Generator[None, None, None]:
    """Register the hooks if a selected case verifies a requirement, behind every selection."""
    yield
    cases = [item for item in items if closest(item, "requirement")]
    if cases:
        _refuse_runners(config, cases)
        load(config)
        gc.collect()
        gc.freeze()  # the collected items stay; scanning them again and again took 5 % of a campaign
        config.stash[FROZEN] = True


def _refuse_runners(config: pytest.Config, cases: list[pytest.Item]) -> None:
    """End the run where another plugin would run the cases apart; a worker tells it in its first case."""
    runners = import_module("hil.plugin.runners")
    try:
        runners.require_own_process(config, cases)
    except UsageError as trouble:
        if not is_worker(config):  # the controller collects nothing, and takes an exception here for a crash
            raise pytest.UsageError(str(trouble)) from None
        config.stash[REFUSED] = str(trouble)
        config.pluginmanager.register(runners.Refusal())


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Send a worker of xdist the folder of its captures, and what it needs for the record of its lines."""
    captures, wire = import_module("hil.plugin.captures"), import_module("hil.plugin.wire")
    if is_recorded(node.config):
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
    """Begin to record when a worker has collected a case that verifies requirements; the controller collects nothing."""
    config = node.config
    if not is_recorded(config) or NOTHING in config.stash or without_calls(config):
        return
    planned = import_module(PLANNING).told_by_workers(config)
    if planned == ():
        config.stash[NOTHING] = True  # each worker collects the same
        return
    load(config)
    import_module("hil.plugin.recording").begin(config, ids, planned or ())


class Reading:
    """The plugin of a recorded run that counts what pytest could not read."""

    def __init__(self, config: pytest.Config) -> None:
        self._stash = config.stash

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Count an error; a controller of xdist gets those of its workers."""
        if report.failed:
            self._stash[UNREADABLE] = self._stash.get(UNREADABLE, 0) + 1


@pytest.hookimpl(tryfirst=True)  # before the worker tells that it has collected
def pytest_collection_finish(session: pytest.Session) -> None:
    """In a worker of xdist whose run has a folder, and no case for it: tell the controller."""
    config = session.config
    if is_worker(config) and is_recorded(config) and not config.pluginmanager.has_plugin(PLANNING):
        import_module(PLANNING).pytest_collection_finish(session)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Say that nothing is in the report folder that the user has named."""
    folder = config.getoption("hil_report_dir", None)
    recording = sys.modules.get("hil.plugin.recording")
    if not folder or config.option.collectonly:
        return
    if recording is None or not config.pluginmanager.has_plugin(recording.RECORDER):
        why = without_calls(config) or "only a test with the marker hil_requirement does"
        terminalreporter.write_line(f"--report-dir {folder}: no case wrote into it; {why}")


def load(config: pytest.Config) -> None:
    """Register the hooks, once, and settle where the lower tester stands."""
    import_module("hil.plugin.bench_place").settle(config)
    for name in HOOKS:
        if not config.pluginmanager.has_plugin(name):
            config.pluginmanager.register(import_module(name), name)


def is_recorded(config: pytest.Config) -> bool:
    """Whether somebody named a folder for reports, be it an empty name."""
    return config.getoption("hil_report_dir", None) is not None or config.getini("hil_report_dir") is not None


def without_calls(config: pytest.Config) -> str:
    """By which option the run calls no case, so that nothing is recorded, in words; empty if it calls them."""
    return next((f"{word} calls none" for dest, word in _WITHOUT_CALLS if config.getoption(dest, False)), "")


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is a worker of xdist."""
    return hasattr(config, "workerinput")
