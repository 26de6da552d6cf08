"""What the framework adds to the TLS matrix: its 180 cases against the same handshakes and transfers in a loop.

Run it as `python benchmarks/matrix.py [ROUNDS]`.  Both sides are one process,
started anew for each round, and take turns, so that a busy machine hurts both.
The bare side is `matrix_bare.py`.  The goal is a ratio of at most 1.5.

Both run as an installed copy does: from compiled bytecode, and without plugins
of pytest that only the development of this project needs.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOAL = 1.5
DEVELOPMENT_PLUGINS = ("hypothesispytest", "timeout")


def main(rounds: int) -> None:
    """Take turns and print the medians with their ratio."""
    with tempfile.TemporaryDirectory() as folder:
        environment = _environment(Path(folder) / "bytecode")
        runs = [
            (_timed(_framework(Path(folder) / f"report{number}"), environment), _timed(_bare(), environment))
            for number in range(rounds + 1)
        ]
    framework_s, bare_s = (statistics.median(column) for column in zip(*runs[1:], strict=True))
    print(f"180 cases through the framework  {framework_s:6.2f} s")
    print(f"the same in a loop               {bare_s:6.2f} s")
    print(f"ratio                            {framework_s / bare_s:6.2f}   (goal: at most {GOAL})")


def _framework(report: Path) -> list[str]:
    without = [word for plugin in DEVELOPMENT_PLUGINS for word in ("-p", f"no:{plugin}")]
    return ["-m", "pytest", "suites/tls/test_pairs.py", "-q", f"--report-dir={report}", *without]


def _bare() -> list[str]:
    return ["benchmarks/matrix_bare.py"]


def _environment(bytecode: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(bytecode)}


def _timed(arguments: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return elapsed


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
