"""A run of the suites in a process of its own counts only if it came to its end."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest

from hil.errors import InfrastructureError
from hil.results.records import RESULTS
from tests.suite_run import run_suites


def test_a_run_that_is_stopped_is_no_result(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = run_suites("emulator://m95", tmp_path / "whole", ["-k", "test_auth_refused and 502"], span_s=120)
    left = (tmp_path / "whole" / RESULTS).read_text(encoding="utf-8").splitlines(keepends=True)
    stopped = tmp_path / "stopped"
    stopped.mkdir()

    def killed(command: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        (stopped / RESULTS).write_text("".join(left[:-1]), encoding="utf-8")
        return subprocess.CompletedProcess(command, -9, "", "")

    monkeypatch.setattr(subprocess, "run", killed)

    assert len(whole.cases) == 1
    with pytest.raises(InfrastructureError, match="was stopped after 1 cases"):
        run_suites("emulator://m95", stopped, [], span_s=120)


def test_a_run_without_results_is_no_result(tmp_path: Path) -> None:
    with pytest.raises(InfrastructureError, match="left no results"):
        run_suites("emulator://m95", tmp_path, ["--no-such-option"], span_s=120)
