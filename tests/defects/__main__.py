"""`python -m tests.defects`: the defect proof (`make defects`), by seeded defects and by degenerate DUTs.

Exit code 0 when every defect is killed by cases of its own requirements only, and each case that passes
on a degenerate DUT is right to pass; 1 when not, 2 for a name that is no defect, 130 after Ctrl-C or SIGTERM,
which leaves the matrix of the campaigns that had ended.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from hil.emulator.defects import DEFECTS, DEGENERATE, require_known
from hil.errors import UsageError
from hil.selftest.plans import FIRST
from hil.spec.catalogue import requirements

from .choice import OTHERS
from .degenerate import sample
from .matrix import lines, write
from .proof import Choice, prove
from .yardstick import yardstick_s

INTERRUPTED = 130
"""The exit code after Ctrl-C."""

_HAND_WRITTEN, _DEGENERATE = "seeded", "degenerate"


def main(arguments: list[str]) -> int:
    """Run the defects and DUTs that are named, or all."""
    chosen = _parser().parse_args(arguments)
    try:
        require_known(chosen.defects)
    except UsageError as unknown:
        print(f"defects: {unknown}", file=sys.stderr)
        return 2
    named = chosen.defects or [*DEFECTS, *DEGENERATE]
    defects = [name for name in named if name in DEFECTS and chosen.only != _DEGENERATE]
    duts = [name for name in named if name in DEGENERATE and chosen.only != _HAND_WRITTEN]
    if chosen.duts is not None:
        duts = sample(duts, count=chosen.duts, seed=chosen.seed)
    choice = Choice(
        defects,
        duts,
        seed=chosen.seed,
        others=chosen.others,
        first=chosen.first,
        sample=chosen.cases,
        all_cases=chosen.all_cases,
    )
    yard_s = yardstick_s()
    proof = prove(choice, at_a_time=chosen.workers)
    files = write(proof, requirements(), chosen.report_dir)
    print("\n".join(lines(proof)))
    print(
        f"{proof.duration_s:.0f} s, {chosen.workers} campaigns at a time on {os.cpu_count()} cores; "
        f"yardstick {yard_s:.2f} s"
    )
    print(*files, sep="\n")
    return INTERRUPTED if proof.interrupted else 0 if proof.holds else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.defects", description=__doc__)
    parser.add_argument("defects", nargs="*", metavar="DEFECT", help="only these (default: all)")
    parser.add_argument("--only", choices=(_HAND_WRITTEN, _DEGENERATE), help="one of the two parts")
    parser.add_argument("--seed", type=int, default=0, help="draws the samples (%(default)s)")
    parser.add_argument("--others", type=int, default=OTHERS, help="other cases of a defect (%(default)s)")
    parser.add_argument(
        "--first", type=int, default=FIRST, help="cases of each requirement to begin with (%(default)s)"
    )
    parser.add_argument("--duts", type=int, help="only so many degenerate DUTs, drawn by the seed")
    parser.add_argument("--cases", type=int, help="only so many cases for them, drawn by the seed")
    parser.add_argument(
        "--all-cases",
        action="store_true",
        help="all cases that meet a degenerate DUT, not some of each function",
    )
    parser.add_argument(
        "-n",
        type=int,
        default=8 * (os.cpu_count() or 1),
        dest="workers",
        help="campaigns at a time: they wait more than they compute (%(default)s)",
    )
    parser.add_argument("--report-dir", type=Path, default=Path("reports/defects"), help="%(default)s")
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
