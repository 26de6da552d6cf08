"""`python -m tests.soak.restarts`: a restart at a drawn byte of a drawn case, with cases after it.

The module is sound, the supply fails once.  Prints a JSON object: the fails, and the
later cases that did not pass.  Exit code 1 when there is one.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Sequence

import pytest

from hil.plugin.markers import closest, requirement_ids
from hil.selftest.forks import ForkLoop, Outcome, Plan, collect_and_run
from hil.verdict import Verdict

ATTACHED, SPREAD = 3000, 2500
"""Bytes until the DUT is attached and its line checked, and within which a short case ends."""

AFTER = 2
"""Cases that follow the drawn one."""


def plans(items: Sequence[pytest.Item], *, count: int, seed: int) -> list[Plan]:
    """Drawn smoke cases, each with drawn cases after it and the byte at which the DUT restarts."""
    draw = random.Random(seed)
    cases = [item.nodeid for item in items if requirement_ids(item) and closest(item, "smoke")]
    made = []
    for number in range(count):
        chosen = tuple(draw.sample(cases, 1 + AFTER))
        place = ATTACHED + draw.randrange(SPREAD)
        made.append(Plan(f"{number}: byte {place}", f"emulator://m95?mishap=reboot:{place}", chosen))
    return made


def troubles(outcome: Outcome) -> list[str]:
    """Fails, and cases that a restart in an earlier one has disturbed: it happens once."""
    disturbed = [case for case in outcome.cases if case.verdict is not Verdict.PASS]
    failed = [case for case in disturbed if case.verdict is Verdict.FAIL]
    # each of the DUTs of a campaign restarts once, and a campaign has three
    later = disturbed[3:] + [case for case in disturbed if not (case.attempts or case.disturbance)]
    return [f"{outcome.plan.name}: {case.id}: {case.verdict}: {case.reason}" for case in (*failed, *later)]


def main(arguments: list[str]) -> int:
    """Run the drawn cases."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.restarts", description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="of drawn restarts (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="%(default)s")
    parser.add_argument("-n", type=int, default=4, dest="workers", help="campaigns at a time (%(default)s)")
    chosen = parser.parse_args(arguments)
    outcomes: list[Outcome] = []
    collect_and_run(
        ForkLoop(
            lambda items: plans(items, count=chosen.count, seed=chosen.seed),
            outcomes.append,
            at_a_time=chosen.workers,
        )
    )
    found = [line for outcome in outcomes for line in troubles(outcome)]
    hit = sum(any(case.attempts for case in outcome.cases) for outcome in outcomes)
    early = [f"{outcome.plan.name}: {outcome.trouble}" for outcome in outcomes if outcome.trouble]
    print()  # behind what pytest said of its collection
    print(json.dumps({"troubles": found, "campaigns": len(outcomes), "hit": hit, "ended early": early}))
    return 1 if found or not hit else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
