"""`python -m tests.soak.mishaps`: campaigns on benches where something goes wrong, none of it the DUT's doing.

Prints a JSON object: for each mishap the verdicts of its cases, how many were
repeated after a port loss, and why the campaign ended early, if it did.  Exit code 1 when any case failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

import pytest

from hil.plugin.markers import requirement_ids
from hil.selftest.forks import ForkLoop, Outcome, Plan, collect_and_run
from hil.verdict import Verdict

MISHAPS = (
    "hang:40",
    "reboot:4000",
    "reboot:9000",
    "vanish:60",
    "garbage",
    "garbage:4000",
    "lost-bytes",
    "lost-bytes:4000",
    "urc-storm",
    "half-echo",
    "no-coverage:60",
    "sim-out:60",
    "slow:1",
)
"""Some that show before the first case, and some that come in the middle of one."""


def main(arguments: list[str]) -> int:
    """Run every n-th case under each mishap."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak.mishaps", description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="of each mishap (%(default)s)")
    parser.add_argument("--every", type=int, default=7, help="which share of the cases (%(default)s)")
    parser.add_argument("-k", default="", dest="expression", help="only cases whose names match")
    parser.add_argument("mishaps", nargs="*", metavar="MISHAP", help="only these (default: all)")
    chosen = parser.parse_args(arguments)
    outcomes: list[Outcome] = []

    def planned(items: Sequence[pytest.Item]) -> list[Plan]:
        cases = tuple(item.nodeid for item in items if requirement_ids(item))[:: chosen.every]
        return [
            Plan(f"{mishap} seed {seed}", f"emulator://m95?mishap={mishap}&seed={seed}", cases)
            for mishap in chosen.mishaps or MISHAPS
            for seed in range(1, chosen.seeds + 1)
        ]

    expression = ["-k", chosen.expression] if chosen.expression else []
    collect_and_run(ForkLoop(planned, outcomes.append, at_a_time=4), *expression)
    failed = [
        f"{outcome.plan.name}: {case.id}: {case.reason}"
        for outcome in outcomes
        for case in outcome.cases
        if case.verdict is Verdict.FAIL
    ]
    print()  # behind what pytest said of its collection
    print(json.dumps({"failed": failed, "campaigns": {o.plan.name: _told(o) for o in outcomes}}))
    return 1 if failed or not outcomes else 0


def _told(outcome: Outcome) -> dict[str, object]:
    verdicts = [case.verdict for case in outcome.cases]
    return {
        "verdicts": {verdict.value: verdicts.count(verdict) for verdict in Verdict if verdict in verdicts},
        "repeated": sum(case.is_repeated_after_port_loss for case in outcome.cases),
        "ended early": outcome.trouble,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
