"""`python -m tests.endurance`: the proof of the campaign endurance (`make endurance-proof`).

Exit code 0 when each defect fails a case of its own requirements only and each control none, 1 when not, 2 for an
unknown name.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hil.emulator.defects import WEARING
from hil.errors import hint

from .proof import prove


def main(arguments: list[str]) -> int:
    """Run the rows that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.endurance", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="only these rows (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="draws the mix (%(default)s)")
    parser.add_argument("-n", type=int, default=2, dest="workers", help="runs at a time (%(default)s)")
    parser.add_argument("--report-dir", type=Path, default=Path("reports/endurance"), help="%(default)s")
    chosen = parser.parse_args(arguments)
    for name in chosen.names:
        if name not in WEARING:
            print(
                f"endurance: no row is called {name!r}{hint(name, WEARING)}",
                file=sys.stderr,
            )
            return 2
    outcomes = prove(
        chosen.names or WEARING,
        chosen.report_dir,
        seed=chosen.seed,
        long_controls=True,
        at_a_time=chosen.workers,
        tell=lambda each: print(each, flush=True),
    )
    wrong = [each.name for each in outcomes if not each.is_right]
    print(f"{len(outcomes) - len(wrong)} of {len(outcomes)} right{': ' if wrong else ''}{', '.join(wrong)}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
