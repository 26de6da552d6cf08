"""The folder of a run that is recorded: that of the option, or a new one below that of the ini file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results import folder as folders


def require_named(config: pytest.Config) -> None:
    """Take the `~` of the option for the home; raises `UsageError` for an empty name, of the option or of the ini file."""
    explicit, ini = config.getoption("hil_report_dir", None), config.getini("hil_report_dir")
    if explicit is not None:
        config.option.hil_report_dir = str(named(str(explicit), where="--report-dir"))
    if ini is not None:
        named(str(ini), where=f"hil_report_dir in {config.inipath or 'the options of pytest'}")


def named(text: str, *, where: str) -> Path:
    """The folder of that name, `~` being the home; raises `UsageError` for a name that is empty or of nobody's home."""
    if not text.strip():
        raise UsageError(
            f"{where}: expected the name of a folder; got an empty one; name a folder, or leave it out"
        )
    try:
        return Path(text).expanduser()
    except RuntimeError as wrong:  # no such user
        raise UsageError(f"{where}: expected the name of a folder; got {text}: {wrong}") from None


def base_of_ini(config: pytest.Config) -> Path | None:
    """The folder of the ini file, below which each run has one of its own."""
    ini = config.getini("hil_report_dir")
    return config.rootpath / named(str(ini), where="hil_report_dir") if ini else None


def run_folder(config: pytest.Config, planned: Sequence[str]) -> Path | None:
    """The folder, made if it is a new one; None if the run is not recorded."""
    explicit = config.getoption("hil_report_dir", None)
    if explicit:
        return config.invocation_params.dir / str(explicit)
    base = base_of_ini(config)
    if base is None or not _any_of_suites(config, planned):
        return None
    campaign = config.getoption("hil_campaign")
    try:
        return folders.new_folder(base, folders.run_id(campaign, datetime.now(UTC)))
    except UsageError as trouble:
        raise pytest.UsageError(str(trouble)) from None


def _any_of_suites(config: pytest.Config, planned: Sequence[str]) -> bool:
    spec = find_spec("hil.suites")
    homes = [Path(place).resolve() for place in (spec.submodule_search_locations or ())] if spec else []
    files = {(config.rootpath / nodeid.partition("::")[0]).resolve() for nodeid in planned}
    return any(file.is_relative_to(home) for file in files for home in homes)
