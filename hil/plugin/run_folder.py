"""The folder of a run that is recorded: that of the option, or a new one below that of the ini file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results import folder as folders


def run_folder(config: pytest.Config, planned: Sequence[str]) -> Path | None:
    """The folder, made if it is a new one; None if the run is not recorded."""
    explicit = config.getoption("hil_report_dir", None)
    if explicit:
        return config.invocation_params.dir / str(explicit)
    base = config.getini("hil_report_dir")
    if not base or not _any_of_suites(config, planned):
        return None
    campaign = config.getoption("hil_campaign")
    try:
        return folders.new_folder(config.rootpath / base, folders.run_id(campaign, datetime.now(UTC)))
    except UsageError as trouble:
        raise pytest.UsageError(str(trouble)) from None


def _any_of_suites(config: pytest.Config, planned: Sequence[str]) -> bool:
    spec = find_spec("hil.suites")
    homes = [Path(place).resolve() for place in (spec.submodule_search_locations or ())] if spec else []
    files = {(config.rootpath / nodeid.partition("::")[0]).resolve() for nodeid in planned}
    return any(file.is_relative_to(home) for file in files for home in homes)
