"""What the plugin costs a stranger: a trivial pytest run with it and without it, taken in turns.

    python benchmarks/plugin_cost.py [ROUNDS]

Prints the medians and their difference; exits with 1 when that is 50 ms or more.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

LIMIT_MS = 50.0
WARM_UP = 2


def run_once(folder: Path, *options: str) -> float:
    """Milliseconds of one pytest run in a process of its own."""
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return (time.perf_counter() - began) * 1000


def main(rounds: int) -> int:
    """Measure and print; returns the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_trivial.py").write_text("def test_trivial():\n    pass\n")
        pairs = [(run_once(folder, "-p", "no:hil.plugin"), run_once(folder)) for _ in range(rounds + WARM_UP)]
    without, with_it = zip(*pairs[WARM_UP:], strict=True)
    cost = statistics.median(after - before for before, after in pairs[WARM_UP:])
    print(f"without the plugin: median {statistics.median(without):.0f} ms")
    print(f"with the plugin:    median {statistics.median(with_it):.0f} ms")
    print(f"cost:               median of {rounds} differences {cost:.1f} ms (limit {LIMIT_MS:.0f} ms)")
    return 0 if cost < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
