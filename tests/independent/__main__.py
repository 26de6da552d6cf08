"""`python -m tests.independent`: the campaign pairwise on every independent DUT with all its readings (`make independent`).

Exit code 0 when no case failed or ended in error, 1 when one did.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from .campaign import Pace, campaign
from .duts import DUTS


def main(arguments: list[str]) -> int:
    """Run, tell."""
    usual = Pace()
    parser = argparse.ArgumentParser(prog="python -m tests.independent", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="DUT", help=f"only these of {', '.join(DUTS)}")
    parser.add_argument("--readings", action="append", help="only these; may be repeated")
    parser.add_argument("--campaign", default="pairwise", help="%(default)s")
    parser.add_argument("--latency-ms", type=float, default=usual.latency_ms, help="%(default)s")
    parser.add_argument("--reply-s", type=float, default=usual.reply_s, help="%(default)s")
    parser.add_argument("-k", metavar="EXPRESSION", help="only these cases, as in pytest")
    parser.add_argument("--report-dir", type=Path, default=Path("reports/independent"), help="%(default)s")
    chosen = parser.parse_args(arguments)
    unknown = [name for name in chosen.names if name not in DUTS]
    if unknown:
        parser.error(f"there is no DUT {unknown[0]}, but {', '.join(DUTS)}")
    names = chosen.names or list(DUTS)
    known = {readings for name in names for readings in DUTS[name].readings}
    strange = [readings for readings in chosen.readings or () if readings not in known]
    if strange:
        parser.error(f"no chosen DUT has the readings {strange[0]}, but {', '.join(sorted(known))}")
    pace = Pace(chosen.latency_ms, chosen.reply_s)
    wrong = 0
    for name in names:
        for readings in DUTS[name].readings:
            if chosen.readings and readings not in chosen.readings:
                continue
            outcome = campaign(
                DUTS[name],
                readings,
                (chosen.report_dir / name / readings.replace(":", "-")).resolve(),
                pace=pace,
                arguments=[f"--campaign={chosen.campaign}", *(["-k", chosen.k] if chosen.k else [])],
            )
            print(outcome, *outcome.wrong, sep="\n  ", flush=True)
            wrong += len(outcome.wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
