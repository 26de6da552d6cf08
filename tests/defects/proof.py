"""A run of the seeded defects and the degenerate DUTs from the collected cases to what they prove."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from hil.emulator.defects import DEFECTS, DEGENERATE
from hil.errors import HilError
from hil.plugin.markers import requirement_ids
from hil.selftest.forks import ForkLoop, Outcome, Plan, collect_and_run, on_signals
from hil.selftest.pace import Pace
from hil.selftest.plans import FIRST
from hil.spec.catalogue import requirements

from . import degenerate
from .choice import OTHERS, plans, sound_plans
from .dependence import LOWER_TESTER
from .haste import hurry
from .killing import Killing, Stray, baseline, judge, unproven
from .matrix import Proof

SPAN_S = 1800.0
"""So long may a campaign take on a loaded machine; only one that hangs takes longer."""

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True, slots=True)
class Choice:
    """What a run proves: seeded defects, and degenerate DUTs.

    `others` and `first` are the sizes of `choice.plans`.  `sample` draws whole test functions of so
    many cases by the seed for the degenerate DUTs; `all_cases` runs every case that meets one.
    """

    defects: Sequence[str]
    duts: Sequence[str] = ()
    seed: int = 0
    others: int = OTHERS
    first: int = FIRST
    sample: int | None = None
    all_cases: bool = False


class _Run:
    """The campaigns of a choice, and what they came to."""

    def __init__(self, choice: Choice, *, at_a_time: int, tell: Callable[[str], None]) -> None:
        self.choice, self._at_a_time, self._tell = choice, at_a_time, tell
        self.loop = ForkLoop(self._plan, self._done, at_a_time=at_a_time, span_s=SPAN_S)
        self.cases: dict[str, tuple[str, ...]] = {}
        self.sessions: set[str] = set()
        self.unsound: list[Stray] = []
        self.killings: list[Killing] = []
        self.campaigns: list[degenerate.Campaign] = []
        self.planned = 0
        self._material = degenerate.Material()
        self._pace = Pace()

    def _plan(self, items: Sequence[pytest.Item]) -> Sequence[Plan]:
        """Run the module without a defect; then the campaigns of the choice, those with long waits first."""
        choice = self.choice
        self.cases.update({item.nodeid: requirement_ids(item) for item in items if requirement_ids(item)})
        self.sessions.update(
            item.nodeid for item in items if LOWER_TESTER in getattr(item, "fixturenames", ())
        )
        of_defects = plans(
            self.cases, choice.defects, seed=choice.seed, others=choice.others, first=choice.first
        )
        wanted = {case for plan in of_defects for case in plan.cases} | set(self._for_duts())
        sound = sound_plans([case for case in self.cases if case in wanted], parts=self._at_a_time)
        self.loop.run(sound, items, self._learn)
        if choice.duts:
            control = degenerate.control_plans(self._material, parts=self._at_a_time)
            self.loop.run(control, items, self._material.learn_control)
        made = [*of_defects, *degenerate.plans(self._material, choice.duts, all_cases=choice.all_cases)]
        self.planned = len(made)
        self._pace.expect(len(made), sum(len(plan.cases) for plan in made))
        # the long ones first, so that no worker is left alone with one at the end
        return sorted(made, key=lambda plan: -len(plan.cases) * _weight(plan))

    def _for_duts(self) -> Sequence[str]:
        choice, known = self.choice, list(self.cases)
        if not choice.duts:
            return ()
        return (
            known if choice.sample is None else degenerate.some_functions(known, choice.sample, choice.seed)
        )

    @property
    def control(self) -> tuple[int, int]:
        """The cases that passed on the module without a defect with short waits, and those that ran."""
        return self._material.control

    @property
    def ended(self) -> int:
        """The campaigns that have ended."""
        return len(self.killings) + len(self.campaigns)

    def _learn(self, outcome: Outcome) -> None:
        self.unsound += baseline([outcome])
        if self.choice.duts:
            self._material.learn(outcome)

    def _done(self, outcome: Outcome) -> None:
        name = outcome.plan.name
        if name in DEFECTS:
            self.killings.append(judge(outcome, DEFECTS[name].requirements, self.sessions))
        else:
            self.campaigns.append(degenerate.campaign(outcome, self._material.correct))
        failed = sum(case.verdict.value == "fail" for case in outcome.cases)
        self._tell(
            f"{self._pace.ended(len(outcome.plan.cases))}  {outcome.plan.name:<50} "
            f"{len(outcome.cases):>4} cases, {failed:>4} failed, {outcome.duration_s:5.1f} s, "
            f"CPU {outcome.cpu_s:4.1f} s{'  ' if outcome.trouble else ''}{outcome.trouble}"
        )


_SEEDED, _SILENT = 2.0, 4.0
"""So many times longer a case on a seeded defect or on a silent DUT takes than one with short waits."""


def _weight(plan: Plan) -> float:
    if hurry not in plan.before:
        return _SEEDED
    return _SILENT if plan.name in DEGENERATE and DEGENERATE[plan.name].is_silent else 1.0


def prove(choice: Choice, *, at_a_time: int = 2, tell: Callable[[str], None] = print) -> Proof:
    """Run the choice and judge what came of it; raises `HilError` when the cases cannot be collected.

    Ctrl-C ends the run; the proof is then one of the campaigns that had ended.
    """
    began = time.monotonic()
    run = _Run(choice, at_a_time=at_a_time, tell=tell)
    with on_signals(run.loop.stop):
        interrupted = collect_and_run(run.loop) == pytest.ExitCode.INTERRUPTED
    if not run.cases and not interrupted:
        raise HilError(f"no case was collected from {ROOT / 'suites'}")
    killings = tuple(sorted(run.killings, key=lambda killing: killing.defect))
    return Proof(
        seed=choice.seed,
        others=choice.others,
        duration_s=time.monotonic() - began,
        killings=killings,
        unsound=tuple(run.unsound),
        unproven=unproven(requirements().values(), run.cases, killings) if choice.defects else (),
        masks=degenerate.judge(
            run.campaigns,
            run.control,
            is_whole=choice.sample is None and set(choice.duts) == set(DEGENERATE) and not interrupted,
        ),
        missing=run.planned - run.ended if interrupted else 0,
        interrupted=interrupted,
    )
