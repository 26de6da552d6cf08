"""`--hil-shard 2/5`: of all cases that the other options select, those of one part; several machines share a selection."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from hil.plugin.markers import requirement_ids
from hil.plugin.stash_keys import SELECTION
from hil.results.shard import Shard, shard_of

SHARDING = "hil-sharding"
"""The name of the sharding in pytest's plugin manager."""


class Sharding:
    """Keeps the cases of one shard, and what the whole selection is."""

    def __init__(self, shard: Shard) -> None:
        self._shard = shard

    @pytest.hookimpl(wrapper=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None, None, None]:
        """Behind every other selection, so that all machines part the same cases."""
        yield
        config.stash[SELECTION] = tuple(item.nodeid for item in items if requirement_ids(item))
        mine = self._shard.part(item.nodeid for item in items)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in mine])
        items[:] = [item for item in items if item.nodeid in mine]


def begin(config: pytest.Config) -> None:
    """Start the sharding of a run that has one; raises `UsageError` for a wrong one."""
    config.pluginmanager.register(Sharding(shard_of(str(config.getoption("hil_shard")))), SHARDING)
