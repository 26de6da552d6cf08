"""Runs of pytest in an environment with plugins that we did not write, and what both sides tell of them.

The environment has m95-hil on its path only, with its entry points (`tests.plugin.guest.installed`).
"""

from __future__ import annotations

import json
import os
import subprocess
import xml.etree.ElementTree as ET  # reads what the run has written
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hil.results.case import CaseResult
from hil.results.model import RunReport
from hil.results.records import read
from tests import peers


@dataclass(frozen=True)
class Run:
    """A run: its exit code, what it wrote to the terminal, its folder."""

    code: int
    output: str
    folder: Path

    @property
    def report(self) -> RunReport:
        """The run, as our records tell it."""
        return read(self.folder / "out")

    @property
    def cases(self) -> Mapping[str, CaseResult]:
        """The cases, by the names of their tests; a case that stands twice is an error."""
        found = {case.id.rpartition("::")[2]: case for case in self.report.cases}
        assert len(found) == len(self.report.cases)
        return found

    @property
    def summary(self) -> dict[str, Any]:
        """Our `summary.json`."""
        content: dict[str, Any] = json.loads((self.folder / "out/summary.json").read_bytes())
        return content

    def require_agreement(self) -> None:
        """That pytest and we have one opinion of the run and of each case."""
        assert (self.code == 0) == (self.summary["exit_code"] == 0), self.output
        assert _troubled(self.folder / "out/junit.xml") == _troubled(self.folder / "pytest.xml"), self.output


def _troubled(file: Path) -> set[str]:
    """The tests that a JUnit file tells as failed or as errors."""
    return {
        str(case.get("name")).partition(" ")[0].rpartition("::")[2]
        for case in ET.parse(file).iter("testcase")
        if case.find("failure") is not None or case.find("error") is not None
    }


def run(site: Path, folder: Path, *arguments: str, plugins: tuple[str, ...] = (), time_s: float = 120) -> Run:
    """Run pytest with these plugins in the environment of plugins; it writes its report to `out` of the folder."""
    python = peers.peer_file("plugins/bin/python")
    named = [word for plugin in ("hil.plugin", *plugins) for word in ("-p", plugin)]
    command: list[str] = [
        str(python),
        "-m",
        "pytest",
        *named,
        "-p",
        "no:cacheprovider",
        "--junitxml",
        "pytest.xml",
    ]
    # these come of the pytest that runs this test
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COV_"))}
    ended = subprocess.run(
        [*command, "--hil-report-dir", "out", *arguments],
        cwd=folder,
        env={**mine, "PYTHONPATH": str(site), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=time_s,
        check=False,
    )
    return Run(ended.returncode, ended.stdout.decode(errors="replace"), folder)
