"""Goes on with a recorded run: the cases without a verdict, on the same DUT, into the same folder."""

from __future__ import annotations

from collections.abc import Generator
from importlib import import_module

import pytest

from hil.errors import UsageError
from hil.plugin.stash_keys import RESUMED
from hil.results.model import RunReport
from hil.results.resuming import require_same_plan


class Resuming:
    """The plugin of a run that goes on with `report`."""

    def __init__(self, report: RunReport) -> None:
        self._report = report

    def pytest_load_initial_conftests(self, early_config: pytest.Config) -> None:
        """Tell it before the report folder is prepared, which else moves the run aside."""
        early_config.stash[RESUMED] = self._report

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(
        self, config: pytest.Config, items: list[pytest.Item]
    ) -> Generator[None, None, None]:
        """Keep the cases without a verdict, behind every selection; other cases than those of the plan end the run."""
        yield
        try:
            require_same_plan(self._report, tuple(item.nodeid for item in items))
        except UsageError as other:
            raise pytest.UsageError(str(other)) from None
        missing = set(self._report.not_run)
        config.hook.pytest_deselected(items=[item for item in items if item.nodeid not in missing])
        items[:] = [item for item in items if item.nodeid in missing]
        if not items:  # the run was killed after its last case: its end is missing, and its renderings
            import_module("hil.plugin.activation").load(config)
            import_module("hil.plugin.recording").begin(config, self._report.planned)
