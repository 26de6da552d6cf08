"""A run of the seeded defects from the collected cases to what they prove."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hil.emulator.defects import DEFECTS
from hil.errors import HilError
from hil.plugin.markers import requirement_ids
from hil.spec.catalogue import requirements

from .choice import FIRST, NO_DEFECT, OTHERS, plans
from .dependence import LOWER_TESTER
from .forks import ForkLoop, Outcome, Plan, collect_and_run
from .killing import baseline, judge, unproven
from .matrix import Proof

ROOT = Path(__file__).parent.parent.parent


def prove(
    defects: Sequence[str],
    *,
    seed: int = 0,
    others: int = OTHERS,
    first: int = FIRST,
    at_a_time: int = 2,
    tell: Callable[[str], None] = print,
) -> Proof:
    """Run the defects and judge what came of them; raises `HilError` when the cases cannot be collected."""
    began = time.monotonic()
    outcomes: list[Outcome] = []
    cases: dict[str, tuple[str, ...]] = {}
    sessions: set[str] = set()

    def planned(items: Sequence[pytest.Item]) -> Sequence[Plan]:
        cases.update({item.nodeid: requirement_ids(item) for item in items if requirement_ids(item)})
        sessions.update(item.nodeid for item in items if LOWER_TESTER in getattr(item, "fixturenames", ()))
        return plans(cases, defects, seed=seed, others=others, first=first, baseline_parts=at_a_time)

    def done(outcome: Outcome) -> None:
        outcomes.append(outcome)
        failed = sum(case.verdict.value == "fail" for case in outcome.cases)
        tell(
            f"{len(outcomes):>4}  {outcome.plan.name:<50} {len(outcome.cases):>4} cases, "
            f"{failed:>3} failed, {outcome.duration_s:5.1f} s{'  ' if outcome.trouble else ''}{outcome.trouble}"
        )

    collect_and_run(ForkLoop(planned, done, at_a_time=at_a_time))
    if not cases:
        raise HilError(f"no case was collected from {ROOT / 'suites'}")
    killings = tuple(
        judge(outcome, DEFECTS[outcome.plan.name].requirements, sessions)
        for outcome in sorted(outcomes, key=lambda outcome: outcome.plan.name)
        if outcome.plan.name != NO_DEFECT
    )
    return Proof(
        seed=seed,
        others=others,
        duration_s=time.monotonic() - began,
        killings=killings,
        unsound=baseline(outcomes),
        unproven=unproven(requirements().values(), cases, killings),
    )
