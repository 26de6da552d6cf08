"""A pytest plugin that writes which requirements each collected case verifies, as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hil.plugin.selection import requirement_ids

ROOT = Path(__file__).parent.parent
OUTPUT = "HIL_LISTED_CASES"
"""The environment variable that names the file."""


def pytest_collection_finish(session: pytest.Session) -> None:
    """Write the file."""
    cases = {item.nodeid: requirement_ids(item) for item in session.items}
    Path(os.environ[OUTPUT]).write_text(json.dumps(cases), encoding="utf-8")


def collected_cases(folder: Path) -> dict[str, tuple[str, ...]]:
    """The requirements of each case of the suites, as a pytest of its own collects them."""
    output = folder / "cases.json"
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "suites", "--collect-only", "-q", "-p", "tests.listed_cases"],
        cwd=ROOT,
        env={**os.environ, OUTPUT: str(output)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, list[str]] = json.loads(output.read_text(encoding="utf-8"))
    return {case: tuple(ids) for case, ids in found.items()}
