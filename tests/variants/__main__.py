"""`python -m tests.variants`: no sound behaviour is failed (`make variants`).

Each row of the covering array runs some cases of each test function of the pairwise
campaign, each value alone the smoke campaign and some cases of each function that it
concerns; then some of these run once more on the same DUT, in a drawn order.  Exit code 0 when no case failed or ended in
error, 1 when one did, 2 for a switch or value that does not exist.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.choice import Choice
from hil.errors import UsageError
from hil.selftest.forks import Plan

from . import plans
from .array import load
from .matrix import run
from .report import lines, write

OF_SAMPLE = 2
"""So many cases of each test function a sample of DUTs is drawn from."""


def main(arguments: list[str]) -> int:
    """Run the matrix, or what is named of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.variants", description=__doc__)
    parser.add_argument(
        "choices", nargs="*", metavar="SWITCH:VALUE,...", help="only DUTs of these choices (default: all)"
    )
    parser.add_argument("--rows", action="store_true", help="only the rows of the array")
    parser.add_argument("--sample", type=int, metavar="PLANS", help="only so many DUTs, drawn by the seed")
    parser.add_argument("--cases", type=int, default=30, help="cases of each DUT of a sample (%(default)s)")
    parser.add_argument(
        "--all-cases", action="store_true", help="all cases of each test function, not some (hours)"
    )
    parser.add_argument("--seed", type=int, default=0, help="draws the samples (%(default)s)")
    parser.add_argument(
        "-n",
        type=int,
        default=4 * (os.cpu_count() or 1),
        dest="workers",
        help="campaigns at a time: they wait more than they compute (%(default)s)",
    )
    parser.add_argument("--report-dir", type=Path, default=Path("reports/variants"), help="%(default)s")
    chosen = parser.parse_args(arguments)
    try:
        named = [Choice.parse([text]) for text in chosen.choices]
    except UsageError as unknown:
        print(f"variants: {unknown}", file=sys.stderr)
        return 2

    def choose(material: plans.Material) -> Sequence[Plan]:
        if named:
            return [
                plans.row_plan(
                    number,
                    {name: value.name for name, value in choice.values.items()},
                    tuple(material.exercised),
                    material,
                    seed=chosen.seed,
                )
                for number, choice in enumerate(named, 1)
            ]
        switches = () if chosen.rows else SWITCHES.values()
        made = plans.plans(material, load(), switches, seed=chosen.seed, all_cases=chosen.all_cases)
        if chosen.sample is None:
            return made
        return plans.sample(made, plans_at_most=chosen.sample, cases_at_most=chosen.cases, seed=chosen.seed)

    is_sample = chosen.sample is not None
    soundness = run(
        choose, at_a_time=chosen.workers, of_function=OF_SAMPLE if is_sample else None, seed=chosen.seed
    )
    file = write(soundness, chosen.report_dir)
    print("\n".join(lines(soundness)))
    print(file)
    return 0 if soundness.holds else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
