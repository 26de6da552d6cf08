"""`python -m tests.defects`: the defect proof (`make defects`).

Exit code 0 when every defect is killed by cases of its own requirements only,
1 when one survives or strays, 2 for a name that is no defect.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from hil.emulator.defects import DEFECTS, require_known
from hil.errors import UsageError
from hil.spec.catalogue import requirements

from .choice import FIRST, OTHERS
from .matrix import lines, write
from .proof import prove


def main(arguments: list[str]) -> int:
    """Run the defects that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m tests.defects", description=__doc__)
    parser.add_argument("defects", nargs="*", metavar="DEFECT", help="only these (default: all)")
    parser.add_argument("--seed", type=int, default=0, help="draws the sample of other cases")
    parser.add_argument("--others", type=int, default=OTHERS, help="size of that sample (%(default)s)")
    parser.add_argument(
        "--first", type=int, default=FIRST, help="cases of each requirement to begin with (%(default)s)"
    )
    parser.add_argument("-n", type=int, default=2, dest="workers", help="campaigns at a time (%(default)s)")
    parser.add_argument("--report-dir", type=Path, default=Path("reports/defects"), help="%(default)s")
    chosen = parser.parse_args(arguments)
    try:
        require_known(chosen.defects)
    except UsageError as unknown:
        print(f"defects: {unknown}", file=sys.stderr)
        return 2
    proof = prove(
        chosen.defects or list(DEFECTS),
        seed=chosen.seed,
        others=chosen.others,
        first=chosen.first,
        at_a_time=chosen.workers,
    )
    files = write(proof, requirements(), chosen.report_dir)
    print("\n".join(lines(proof)))
    print(*files, sep="\n")
    return 0 if proof.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
