"""A folder of `hil repro` tried in real: `hil emulate`, `hil serve --plan` and `repro.py` as processes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

HIL = (sys.executable, "-m", "hil.cli.main")
MOST_S = 120


@contextmanager
def _started(*command: str) -> Iterator[str]:
    """A process of hil that serves; yields its first line, and ends it."""
    process = subprocess.Popen((*HIL, *command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline()
    finally:
        process.terminate()
        process.stdout.close()
        process.wait(MOST_S)


def tried(
    folder: Path, serve: Path, defects: Sequence[str] = (), clock_rate: float = 10.0
) -> tuple[int, str]:
    """Exit code and output of the script of a folder on an emulated module with these defects."""
    options = [option for name in defects for option in ("--defect", name)]
    with ExitStack() as started:
        emulated = started.enter_context(
            _started("emulate", "--tcp", "127.0.0.1:0", "--json", "--clock-rate", str(clock_rate), *options)
        )
        url = json.loads(emulated)["modules"][0]["url"]
        plan = str(folder / "servers.json")
        started.enter_context(_started("serve", "--plan", plan, "--out", str(serve), "--keep-captures", "0"))
        script = (sys.executable, str(folder / "repro.py"), url, "--serve", str(serve))
        done = subprocess.run(
            (*script, "--clock-rate", str(clock_rate)),
            capture_output=True,
            text=True,
            timeout=MOST_S,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr
