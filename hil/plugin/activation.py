"""Brings the report's hooks into a run that verifies requirements, and into no other.

Every pytest run of an environment loads this file, so what it needs beyond
pytest is imported when it is needed.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import pytest

from hil.errors import UsageError
from hil.plugin.markers import closest

HOOKS = (
    "hil.plugin.applicability",
    "hil.plugin.collect",
    "hil.plugin.allure_results",
    "hil.plugin.recording",
)
"""The modules with the hooks of a recorded run, in the order of their registration."""


@pytest.hookimpl(tryfirst=True)  # before allure-pytest makes its folder, which may lie in ours
def pytest_configure(config: pytest.Config) -> None:
    """Make room in `--hil-report-dir`, or say at once that it cannot be written to."""
    explicit = config.getoption("hil_report_dir", None)
    if not explicit or config.option.collectonly or is_worker(config):
        return
    from hil.results.folder import prepare  # noqa: PLC0415 - see the top of the file

    try:
        prepare(config.invocation_params.dir / explicit)
    except UsageError as trouble:
        raise pytest.UsageError(str(trouble)) from None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Load the report if any case that was chosen verifies a requirement."""
    if any(closest(item, "requirement") for item in items):
        load(config)
        gc.collect()
        gc.freeze()  # what was collected stays; going through it over and over took a twentieth of a campaign


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker of xdist where to write its captures."""
    captures = import_module("hil.plugin.captures")
    if captures.wanted(node.config):
        node.workerinput[captures.WORKER_INPUT] = str(captures.base(node.config))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Take away the captures that were not kept."""
    gc.unfreeze()
    captures = sys.modules.get("hil.plugin.captures")
    if captures is not None:
        captures.discard(config)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_node_collection_finished(node: Any, ids: Sequence[str]) -> None:
    """Begin to record when a worker has collected; the controller itself collects nothing."""
    config = node.config
    if config.getoption("hil_report_dir", None) or config.getini("hil_report_dir"):
        load(config)
        import_module("hil.plugin.recording").begin(config, ids)


def load(config: pytest.Config) -> None:
    """Register the report's hooks, once."""
    for name in HOOKS:
        if not config.pluginmanager.has_plugin(name):
            config.pluginmanager.register(import_module(name), name)


def is_worker(config: pytest.Config) -> bool:
    """Whether this process is a worker of xdist."""
    return hasattr(config, "workerinput")
