"""`python -m tests.soak.lab`: eight modules behind gateways, and every kind of mishap of a lab (`make lab-soak`).

Exit code 0 when each case has the verdict of a quiet run, or none by a trouble that is
told; 1 when one has another; 3 when a run hangs or leaves no results; 130 by Ctrl-C.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from pathlib import Path

from hil.errors import InfrastructureError

from .mishaps import MISHAPS
from .soak import Plan, Round, soak, told

SELECTION = "not timeout and not test_a_second_open and not test_a_pause_of_the_server"
"""At a clock ten times as fast as the bench takes it to be, limits of the DUT come too early for these cases."""


def main(arguments: list[str]) -> int:
    """Soak, compare, tell."""
    names = [each.name for each in MISHAPS]
    parser = argparse.ArgumentParser(prog="python -m tests.soak.lab", description=__doc__)
    parser.add_argument("--seed", type=int, default=0, help="draws the mishaps (%(default)s)")
    parser.add_argument("--minutes", type=float, default=20, help="no round begins behind it (%(default)s)")
    parser.add_argument("--modules", type=int, default=8, help="%(default)s")
    parser.add_argument("--clock-rate", type=float, default=10, help="of the modules (%(default)s)")
    parser.add_argument("--gap", type=float, default=8, help="seconds from mishap to mishap (%(default)s)")
    parser.add_argument("--kind", action="append", choices=names, default=[], help="only these mishaps")
    parser.add_argument(
        "--most", type=int, help="mishaps of a round (default: one after the other to its end)"
    )
    parser.add_argument("--campaign", default="pairwise", help="%(default)s")
    parser.add_argument("-k", default=SELECTION, dest="expression", help="%(default)s")
    parser.add_argument("--folder", type=Path, help="keeps logs and the quiet run in a new folder")
    chosen = parser.parse_args(arguments)
    plan = Plan(
        modules=chosen.modules,
        clock_rate=chosen.clock_rate,
        selection=("--campaign", chosen.campaign, "-k", chosen.expression),
        seed=chosen.seed,
        span_s=chosen.minutes * 60,
        gap_s=chosen.gap,
        kinds=tuple(chosen.kind),
        most=chosen.most,
    )
    rounds: list[Round] = []
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the children, too
    with tempfile.TemporaryDirectory(prefix="lab-soak-") as temporary:
        folder = (chosen.folder or Path(temporary) / "soak").resolve()
        folder.mkdir()
        try:
            rounds.extend(soak(plan, folder, lambda words: print(words, flush=True)))
        except InfrastructureError as error:
            print(told(rounds))
            print(error, file=sys.stderr)
            return 3
        except KeyboardInterrupt:
            print(told(rounds))
            return 130
    print(told(rounds))
    return 1 if any(each.comparison.wrong for each in rounds) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
