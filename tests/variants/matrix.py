"""A run of the variant matrix from the collected cases to what it shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

import pytest

from hil.emulator.variants.catalogue import SWITCHES
from hil.errors import HilError
from hil.plugin.markers import closest, requirement_ids
from hil.plugin.selection import pairwise
from hil.selftest.forks import ForkLoop, Outcome, Plan, collect_and_run
from hil.selftest.functions import some_of_each_function
from hil.selftest.judging import is_misjudged
from hil.selftest.pace import Pace
from hil.selftest.subjects import subjects

from .exercise import unexercised
from .judging import UNCLAIMED, Soundness, judge
from .plans import DUT, Material

FIRST_VALUES = "first values"
PARTS = 4
"""The baseline runs as so many campaigns."""

SPAN_S = 1800.0
"""So long may the pairwise campaign on one DUT take on a loaded machine; only one that hangs takes longer."""


class _Material:
    """Learns from the baseline what each case exercises."""

    def __init__(self) -> None:
        self._exercised: dict[str, frozenset[str]] = {}
        self._lasted_s: dict[str, float] = {}

    def learn(self, outcome: Outcome) -> None:
        """Take the transcripts of the cases."""
        for case in outcome.cases:
            self._exercised[case.id] = subjects(case)
            self._lasted_s[case.id] = case.duration_s

    def of(self, items: Sequence[pytest.Item], pairs: Sequence[pytest.Item]) -> Material:
        """The material for plans; cases keep the order of their collection."""
        return Material(
            pairwise=tuple(item.nodeid for item in pairs),
            smoke=tuple(item.nodeid for item in items if closest(item, "smoke")),
            exercised={
                item.nodeid: self._exercised[item.nodeid] for item in items if item.nodeid in self._exercised
            },
            lasted_s=self._lasted_s,
        )


def run(
    choose: Callable[[Material], Sequence[Plan]],
    *,
    at_a_time: int = 2,
    of_function: int | None = None,
    seed: int = 0,
    tell: Callable[[str], None] = print,
) -> Soundness:
    """Run a baseline on the first values, then the chosen plans; raises `HilError` for a fault of the matrix itself.

    With `of_function` only so many cases of each test function are there, drawn by the seed, for a sample of plans.
    """
    began = time.monotonic()
    outcomes: list[Outcome] = []
    learnt = _Material()
    wrong: dict[str, str] = {}
    pace = Pace()

    def planned(items: Sequence[pytest.Item]) -> Sequence[Plan]:
        cases = [item for item in items if requirement_ids(item)]
        if of_function is not None:
            some = set(some_of_each_function([item.nodeid for item in cases], of_function, salt=f"{seed} "))
            cases = [item for item in cases if item.nodeid in some]
        size = -(-len(cases) // PARTS) or 1
        baseline = [
            Plan(FIRST_VALUES, DUT, tuple(item.nodeid for item in cases[start : start + size]))
            for start in range(0, len(cases), size)
        ]
        loop.run(baseline, cases, learnt.learn)
        material = learnt.of(cases, pairwise(cases[0].config, cases) if cases else [])
        wrong.update(unexercised(SWITCHES.values(), material.exercised))
        made = choose(material)
        pace.expect(len(made), sum(len(plan.cases) + len(plan.again) for plan in made))
        return made

    def done(outcome: Outcome) -> None:
        outcomes.append(outcome)
        bad = [case for case in outcome.cases if is_misjudged(case)]
        tell(
            f"{pace.ended(len(outcome.cases))}  {outcome.plan.name:<50} {len(outcome.cases):>5} cases, "
            f"{len(bad):>3} misjudged, {outcome.duration_s:6.1f} s  {outcome.trouble}"
        )
        if not outcome.plan.name.endswith(UNCLAIMED):  # there most fail, and have to
            for case in bad:
                tell(f"    {case.id}: {case.verdict_words}: {case.reason}")

    loop = ForkLoop(planned, done, at_a_time=at_a_time, span_s=SPAN_S)
    collect_and_run(loop)
    if wrong:
        named = "; ".join(f"{switch}: {about}" for switch, about in wrong.items())
        raise HilError(f"no case exercises what these switches concern: {named}")
    if not outcomes:
        raise HilError("no case was collected")
    return judge(outcomes, time.monotonic() - began)
