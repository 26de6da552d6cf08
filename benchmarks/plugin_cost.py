"""What the plugin costs a stranger: a trivial pytest run with it and without it, taken in turns.

    python benchmarks/plugin_cost.py [ROUNDS]

Prints medians in milliseconds of the wall and of the processor; the latter says
more on a machine that has other work.  Exits with 1 when the wall's cost is 50 ms
or more.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

LIMIT_MS = 50.0
WARM_UP = 2


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of one pytest run."""

    wall: float
    processor: float


def run_once(folder: Path, *options: str) -> Cost:
    """One pytest run in a process of its own."""
    before, began = os.times(), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    wall, after = time.perf_counter() - began, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    return Cost(wall * 1000, processor * 1000)


def main(rounds: int) -> int:
    """Measure and print; returns the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_trivial.py").write_text("def test_trivial():\n    pass\n")
        pairs = [(run_once(folder, "-p", "no:hil.plugin"), run_once(folder)) for _ in range(rounds + WARM_UP)]
    measured = pairs[WARM_UP:]
    median = statistics.median
    wall = median(with_it.wall - without.wall for without, with_it in measured)
    processor = median(with_it.processor - without.processor for without, with_it in measured)
    print(f"without the plugin: {median(without.wall for without, _ in measured):6.0f} ms")
    print(f"with the plugin:    {median(with_it.wall for _, with_it in measured):6.0f} ms")
    print(f"cost, wall:         {wall:6.1f} ms, median of {rounds} differences (limit {LIMIT_MS:.0f} ms)")
    print(f"cost, processor:    {processor:6.1f} ms")
    return 0 if wall < LIMIT_MS else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 15))
