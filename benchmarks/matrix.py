"""What the framework adds to the TLS matrix: its 180 cases against the same handshakes and transfers in a loop.

Run it as `python benchmarks/matrix.py [ROUNDS]`.  Both sides are one process,
started anew for each round, and take turns, so that a busy machine hurts both.
The bare side is `matrix_bare.py`.  The goal is a ratio of at most 1.5.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
GOAL = 1.5


def timed(*arguments: str) -> float:
    """Seconds that a Python process takes, which has to succeed."""
    start = time.perf_counter()
    done = subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    elapsed = time.perf_counter() - start
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return elapsed


def through_framework() -> float:
    """Seconds of the matrix as a conformance run, with its report."""
    with tempfile.TemporaryDirectory() as folder:
        return timed("-m", "pytest", "suites/tls/test_pairs.py", "-q", f"--report-dir={folder}/report")


def main(rounds: int) -> None:
    """Take turns and print the medians with their ratio."""
    pairs = [(through_framework(), timed("benchmarks/matrix_bare.py")) for _ in range(rounds)]
    framework_s, bare_s = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(f"180 cases through the framework  {framework_s:6.2f} s")
    print(f"the same in a loop               {bare_s:6.2f} s")
    print(f"ratio                            {framework_s / bare_s:6.2f}   (goal: at most {GOAL})")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
