"""`python -m tests.mutants`: how many mutants of the emulated module the suites kill (`make mutants`).

Exit code 0 when at least 98 % are killed and each survivor stands in the reviewed list,
1 otherwise, 2 for a name that is no mutant, operator or axis, 130 after Ctrl-C or SIGTERM;
the files then have the mutants that were judged so far.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from hil.emulator.mutants.catalogue import Mutant, mutant, mutants, possible
from hil.emulator.mutants.operators import BY_NAME
from hil.emulator.mutants.triggers import Axis
from hil.errors import UsageError, hint

from .campaign import BUDGET_S
from .proof import AT_A_TIME, SAMPLE, run, sample
from .table import text, write

INTERRUPTED = 130


def main(arguments: list[str]) -> int:
    """Judge the mutants that are named, or a sample of all."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("mutants", nargs="*", metavar="MUTANT", help="only these (default: a sample)")
    parser.add_argument("--sample", default=str(SAMPLE), metavar="N", help="so many, or `all` (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="draws the sample")
    parser.add_argument("--operator", action="append", default=[], help="only this operator; may be repeated")
    parser.add_argument("--axis", action="append", default=[], help="only this axis; may be repeated")
    parser.add_argument("--target", default="", help="only targets whose name contains this")
    parser.add_argument("--wide", action="store_true", help="from all combinations, not only the selection")
    parser.add_argument(
        "-n", type=int, default=AT_A_TIME, dest="workers", help="campaigns at a time (%(default)s)"
    )
    parser.add_argument("--budget", type=float, default=BUDGET_S, help="seconds for one mutant (%(default)s)")
    parser.add_argument("--no-baseline", action="store_true", help="without the campaign without a mutant")
    parser.add_argument("--list", action="store_true", help="print the ids and run nothing")
    parser.add_argument("--report-dir", type=Path, default=Path("reports/mutants"), help="%(default)s")
    chosen = parser.parse_args(arguments)
    try:
        members = _members(chosen)
    except UsageError as unknown:
        print(f"mutants: {unknown}", file=sys.stderr)
        return 2
    if chosen.list:
        print(*(member.id for member in members), sep="\n")
        return 0
    came_to = run(
        members,
        seed=chosen.seed,
        at_a_time=chosen.workers,
        budget_s=chosen.budget,
        with_baseline=not chosen.no_baseline,
        folder=chosen.report_dir,
    )
    files = write(came_to, chosen.report_dir)
    print(text(came_to))
    print(*files, sep="\n")
    if came_to.interrupted:
        return INTERRUPTED
    return 0 if came_to.holds else 1


def _members(chosen: argparse.Namespace) -> Sequence[Mutant]:
    if chosen.mutants:
        return [mutant(name) for name in chosen.mutants]
    axes = [_known("axis", name.upper(), [axis.name for axis in Axis]) for name in chosen.axis]
    operators = [_known("operator", name, list(BY_NAME)) for name in chosen.operator]
    fitting = [
        member
        for member in (possible() if chosen.wide else mutants().values())
        if (not operators or member.operator.name in operators)
        and (not axes or member.trigger.axis.name in axes)
        and chosen.target in member.target.name
    ]
    return sample(fitting, None if chosen.sample == "all" else int(chosen.sample), chosen.seed)


def _known(what: str, word: str, words: list[str]) -> str:
    if word not in words:
        raise UsageError(f"no {what} is called {word!r}{hint(word, words)}")
    return word


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:  # before or after the campaigns
        sys.exit(INTERRUPTED)
