"""The plugins that run a case in place of pytest: those that repeat it come before our own repetition.

Our hook stands before theirs, because it is registered last.  So it asks each of them in
the order in which pytest would, and takes the case if none does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pluggy
import pytest

RUNS_ELSEWHERE: pytest.StashKey[bool] = pytest.StashKey()
"""On a test item: another plugin runs the case, and tells the reports that it makes."""

_OURS = "hil.plugin."

_PYTESTS = "_pytest."


def took(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Whether another plugin has run the case, with as many attempts as it wanted."""
    given = {"item": item, "nextitem": nextitem}
    item.stash[RUNS_ELSEWHERE] = True
    for hook in _foreign(item):
        wants = _WANTS.get(hook.plugin_name, _always)
        if wants(item) and hook.function(*(given[name] for name in hook.argnames)) is not None:
            return True
    item.stash[RUNS_ELSEWHERE] = False
    return False


def _foreign(item: pytest.Item) -> Iterator[pluggy.HookImpl]:
    """The protocols of other plugins, in the order in which they are asked."""
    for hook in reversed(item.ihook.pytest_runtest_protocol.get_hookimpls()):
        module = str(getattr(hook.function, "__module__", ""))
        if not (hook.wrapper or hook.hookwrapper or module.startswith((_OURS, _PYTESTS))):
            yield hook


def _always(_item: pytest.Item) -> bool:
    return True


def _is_flaky(item: pytest.Item) -> bool:
    """Whether the plugin flaky has a reason to repeat the case; it runs every item, and most of them once."""
    function: Any = getattr(item, "obj", None)
    owners = (function, getattr(item, "cls", None))
    return (
        bool(item.config.getoption("force_flaky", False))
        or item.get_closest_marker("flaky") is not None
        or any(hasattr(owner, _FLAKY_ATTRIBUTE) for owner in owners)
    )


_FLAKY_ATTRIBUTE = "_flaky_max_runs"

_WANTS: Mapping[str, Callable[[pytest.Item], bool]] = {"flaky": _is_flaky}
"""By the name of a plugin that takes each item: whether it has something to do with this one."""
