"""`python -m tests.mutants.census`: which mutants the suites would reach, by one campaign on their shadows."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from hil.emulator.mutants.catalogue import Mutant, mutants, possible
from hil.selftest.forks import Outcome, collect_and_run

from .campaign import MutantLoop


class CensusLoop(MutantLoop):
    """Runs the campaign on shadows only."""

    def hopeful(self) -> list[Mutant]:
        """No mutant: none of them gets a campaign."""
        return []


def main(arguments: list[str]) -> int:
    """Print the mutants that no case reaches."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.census", description=__doc__)
    parser.add_argument("--wide", action="store_true", help="all combinations, not only the selection")
    parser.add_argument("-n", type=int, default=2, dest="workers", help="campaigns at a time (%(default)s)")
    parser.add_argument("--json", type=Path, help="write how often each is reached there")
    chosen = parser.parse_args(arguments)
    members = list(possible() if chosen.wide else mutants().values())

    def done(outcome: Outcome) -> None:
        print(
            f"{outcome.plan.name}: {len(outcome.cases)} cases, {outcome.duration_s:.1f} s {outcome.trouble}"
        )

    loop = CensusLoop(members, done, at_a_time=chosen.workers, budget_s=600)
    collect_and_run(loop)
    unreached = [member.id for member in members if loop.coverage.is_hopeless(member)]
    print(*(f"never reached: {name}" for name in unreached), sep="\n")
    print(f"{len(unreached)} of {len(members)} are never reached")
    if chosen.json:
        counts = {member.id: loop.coverage.reached[member.id] for member in members}
        chosen.json.write_text(json.dumps(counts, indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
