"""The cases of `hil.suites` by the requirements that they verify, found by collecting them."""

from __future__ import annotations

import io
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from importlib.util import find_spec
from os import devnull
from pathlib import Path

import pytest

from hil.errors import InfrastructureError, UsageError
from hil.plugin.markers import requirement_ids
from hil.plugin.own_runs import PLUGIN, tool_run


class _Cases:
    """Collects the node ids of the cases by the ids that their markers name."""

    def __init__(self) -> None:
        self.by_requirement: dict[str, list[str]] = {}

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        for item in session.items:
            for identifier in requirement_ids(item):
                self.by_requirement.setdefault(identifier, []).append(item.nodeid)


def suites_home() -> Path:
    """The folder of the installed suites; raises `UsageError` where they are not installed."""
    spec = find_spec("hil.suites")
    if spec is None or not spec.submodule_search_locations:
        raise UsageError("the suites are not installed; reinstall m95-hil")
    return Path(next(iter(spec.submodule_search_locations)))


def cases_by_requirement() -> Mapping[str, tuple[str, ...]]:
    """The node ids of each requirement that a case names, relative to the folder of the suites.

    Raises `UsageError` where the suites are not installed, and `InfrastructureError`
    where they cannot be collected.
    """
    home = suites_home()
    cases, output = _Cases(), io.StringIO()
    arguments = [
        *PLUGIN,
        str(home),
        "--collect-only",
        "-q",
        "-c",
        devnull,
        f"--rootdir={home}",
        "--import-mode=importlib",
        "--assert=plain",
    ]
    with tool_run(), redirect_stdout(output), redirect_stderr(output):
        code = pytest.main([*arguments, "-p", "no:cacheprovider"], plugins=[cases])
    if code not in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        raise InfrastructureError(f"the suites cannot be collected: {output.getvalue().strip()[-500:]}")
    return {identifier: tuple(found) for identifier, found in cases.by_requirement.items()}
