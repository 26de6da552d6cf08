"""`python -m tests.settings`: the full campaign with `--settings remembered` and with `always` (`make settings`).

Exit code 0 when every case ended alike in both, 1 when one did not.  Unknown options go to pytest.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from .compare import MODES, differing, runs_of


def main(arguments: list[str]) -> int:
    """Run, compare, tell."""
    parser = argparse.ArgumentParser(prog="python -m tests.settings", description=__doc__)
    parser.add_argument("--seed", default="", help="draws the order of the cases (default: their own)")
    parser.add_argument("-n", type=int, default=2, dest="workers", help="cases at a time (%(default)s)")
    parser.add_argument("--dut", default="emulator://m95", help="%(default)s")
    parser.add_argument("--report-dir", type=Path, default=None, help="keeps the reports of the runs")
    chosen, more = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.report_dir or Path(temporary)).resolve()
        runs = runs_of(folder, seed=chosen.seed, workers=chosen.workers, dut=chosen.dut, chosen=more)
    found = differing(runs)
    print("\n".join(found))
    spent = ", ".join(f"{mode} {run.duration_s:.0f} s" for mode, run in zip(MODES, runs, strict=True))
    print(f"{len(runs[0].verdicts)} cases, {len(found)} with differing verdicts; {spent}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
