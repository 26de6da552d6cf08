"""What the environment of the user says to pytest: `hil conformance` runs by it, or tells pytest's own reason in one line."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.plugin import own_runs

ONE_CASE = ("--no-preflight", "--requirement", "MODE-01", "-k", "test_implicit_mode_starts_with_tls")


def conformance(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(
        [sys.executable, "-m", "hil.cli.main", "conformance", *ONE_CASE, "--report-dir", "out", *words],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    ("workers", "variables"),
    [
        ("1", {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": "-v -x"}),
        ("2", {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}),
        ("1", {"PYTEST_ADDOPTS": "-n 2 --tb=short -p no:cacheprovider"}),
        ("2", {"PYTEST_ADDOPTS": "-p no:xdist -p no:terminal"}),
    ],
)
def test_a_run_needs_no_autoload_and_takes_options_of_the_environment(
    workers: str, variables: dict[str, str], tmp_path: Path
) -> None:
    done = conformance(tmp_path, "-n", workers, **variables)

    assert done.returncode == 0, done.stderr
    assert "pass 1, fail 0" in done.stdout


@pytest.mark.parametrize(
    ("variables", "code", "told"),
    [
        ({"PYTEST_ADDOPTS": "--nosuch"}, 2, "unrecognized arguments: --nosuch"),
        ({"PYTEST_ADDOPTS": "-W nosuch"}, 2, "invalid action: 'nosuch'"),
        ({"PYTEST_ADDOPTS": "'-x"}, 2, "No closing quotation"),
        ({"PYTEST_ADDOPTS": "--collect-only"}, 3, "PYTEST_ADDOPTS adds --collect-only"),
        ({"PYTEST_PLUGINS": "breaking"}, 3, "RuntimeError: as it is meant"),
    ],
)
def test_the_reason_of_pytest_is_told_once_in_one_line(
    variables: dict[str, str], code: int, told: str, tmp_path: Path
) -> None:
    (tmp_path / "breaking.py").write_text("def pytest_configure(): raise RuntimeError('as it is meant')")

    done = conformance(tmp_path, "-n", "1", **variables)

    assert done.returncode == code
    (line,) = done.stderr.splitlines()
    assert line.startswith("hil: ")
    assert line.count(told) == 1
    assert "Traceback" not in line
    assert not (tmp_path / "out").exists()


def test_a_plugin_that_does_not_load_is_named() -> None:
    said = 'Error while loading plugin "mine".\nmine.py:1: in <module>\n    import x\nE   ImportError: no x\n'

    assert own_runs.breakdown(said) == 'Error while loading plugin "mine": ImportError: no x'


@pytest.mark.parametrize("added", ["-p no:hil.plugin", "-pno:hil.plugin -x"])
def test_an_environment_without_our_plugin_is_refused(added: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", added)

    with pytest.raises(UsageError, match=r"it leaves out hil\.plugin"):
        own_runs.check_environment()


def test_a_run_of_pytest_as_a_tool_does_not_see_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_ADDOPTS", "-k nothing")

    with own_runs.tool_run():
        within = os.environ.get("PYTEST_ADDOPTS")

    assert (within, os.environ["PYTEST_ADDOPTS"]) == (None, "-k nothing")
