"""Plugins that run cases in processes or threads of their own: a run of recorded cases refuses them, with the reason.

A case that a fork has run leaves nothing in the process that records: neither the DUT that
it attached nor the record of its lines.  Two cases at a time in one process would write into
one transcript.  Workers of pytest-xdist are known to all parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from hil.errors import UsageError
from hil.plugin.case_under_way import UNDER_WAY
from hil.plugin.stash_keys import REFUSED

_NEXT = "leave that out, and use -n 1 of pytest-xdist, which lives on when a case kills its process"


def require_own_process(config: pytest.Config, items: Iterable[pytest.Item]) -> None:
    """Raise `UsageError` if another plugin would run one of these cases in a process or a thread of its own."""
    for names, asked, why in _RUNNERS:
        if not any(map(config.pluginmanager.hasplugin, names)):
            continue
        found = next(filter(None, (asked(item) for item in items)), "")
        if found:
            raise UsageError(f"{found}: {why}; {_NEXT}")


class Refusal:
    """The plugin of a worker of xdist that is refused: its first case tells why, and the run ends."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """End the case before it has a DUT."""
        if UNDER_WAY in item.stash:
            why = item.config.stash[REFUSED]
            item.session.shouldstop = why
            raise UsageError(why)


def _forked(item: pytest.Item) -> str:
    if item.config.getoption("forked", False):
        return "--forked of pytest-forked"
    marked = item.get_closest_marker("forked") is not None
    return f"the mark forked of {item.nodeid}" if marked else ""


def _option(name: str, words: str) -> Callable[[pytest.Item], str]:
    """Whether an option has a value other than none, nothing and one."""

    def asked(item: pytest.Item) -> str:
        value = item.config.getoption(name, None)
        return words if str(value) not in {"None", "", "0", "1", "False"} else ""

    return asked


_PARALLEL = ("parallel", "pytest_parallel")
_RUN_PARALLEL = ("run-parallel", "pytest_run_parallel.plugin")
"""A plugin has one name if pytest finds it installed, another if `-p` names its module."""

_IN_A_FORK = "a case in a fork of its own leaves no record of the lines of its DUT"
_AT_ONCE = "cases that run at the same time share one DUT and one transcript"

_RUNNERS: tuple[tuple[tuple[str, ...], Callable[[pytest.Item], str], str], ...] = (
    (("pytest_forked",), _forked, _IN_A_FORK),
    (_PARALLEL, _option("workers", "--workers of pytest-parallel"), _IN_A_FORK),
    (_PARALLEL, _option("tests_per_worker", "--tests-per-worker of pytest-parallel"), _AT_ONCE),
    (_RUN_PARALLEL, _option("parallel_threads", "--parallel-threads of pytest-run-parallel"), _AT_ONCE),
)
"""By the names of a plugin: how it is asked for, and why it cannot run a case."""
