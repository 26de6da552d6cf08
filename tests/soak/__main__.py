"""`python -m tests.soak`: the full campaign twenty times, with a busy process on each core (`make soak`).

Exit code 0 when every case ended alike in all runs, 1 when one did not.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from .load import busy_cores, cores
from .progress import told
from .soak import Run, differences, soak


def main(arguments: list[str]) -> int:
    """Run, compare, tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--times", type=int, default=20, help="%(default)s")
    parser.add_argument("--busy", type=int, default=1, help="busy processes on each core (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="draws the orders (%(default)s)")
    parser.add_argument("--dut", default="emulator://m95", help="%(default)s")
    parser.add_argument("--report-dir", type=Path, default=None, help="keeps the reports of the runs")
    chosen, more = parser.parse_known_args(arguments)
    runs: list[Run] = []
    print(f"{chosen.times} runs, {chosen.busy} busy on each of {len(cores())} cores", flush=True)
    with tempfile.TemporaryDirectory() as temporary, busy_cores(chosen.busy):
        folder = (chosen.report_dir or Path(temporary)).resolve()
        for run in soak(chosen.times, folder, seed=chosen.seed, dut=chosen.dut, chosen=more):
            runs.append(run)
            print(told(runs, chosen.times), flush=True)
    found = differences(runs)
    for difference in found:
        print(difference)
    print(f"{len(runs)} runs of {len(runs[0].verdicts)} cases: {len(found)} cases with differing verdicts")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
