"""A restart at any byte of a case of a sound module fails no case, and disturbs no later one."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.suite_run import HANG_S, ROOT


def test_a_restart_fails_no_case_and_disturbs_no_later_one() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.soak.restarts", "--count=10", "--seed=3"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=HANG_S,
        check=False,
    )
    assert done.stdout, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])

    assert found["troubles"] == []
    assert found["ended early"] == []
    assert found["hit"] >= 5
