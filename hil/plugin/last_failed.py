"""Takes only the cases that had no pass in an earlier run: `hil conformance --last-failed`."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pytest

from hil.campaign.renamed import current_id


class LastFailed:
    """The plugin of a run that takes these cases of the run `run_id`, under the names that they have now."""

    def __init__(self, run_id: str, cases: Collection[str]) -> None:
        self._run_id = run_id
        self._cases = frozenset(map(current_id, cases))
        self._files = frozenset(each.partition("::")[0].rpartition("/")[2] for each in self._cases)

    def pytest_configure(self, config: pytest.Config) -> None:
        """Tell the record what narrowed the campaign (`hil.plugin.narrowing`)."""
        config.option.hil_last_failed = self._run_id

    @pytest.hookimpl(tryfirst=True)
    def pytest_ignore_collect(self, collection_path: Path) -> bool | None:
        """Read no file of tests without such a case."""
        is_of_tests = collection_path.name.startswith("test_") and collection_path.suffix == ".py"
        return True if is_of_tests and collection_path.name not in self._files else None

    @pytest.hookimpl(trylast=True)  # of what the other options select; a shard is one of what is left
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep the cases."""
        left_out = [item for item in items if item.nodeid not in self._cases]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item.nodeid in self._cases]
