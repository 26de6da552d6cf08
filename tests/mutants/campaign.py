"""The campaigns: one on shadows of all mutants, then one on each mutant, until its first failed case."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from hil.emulator.mutants.catalogue import Mutant
from hil.emulator.mutants.journal import EVALUATED, REACHED
from hil.emulator.parts import Parts
from hil.plugin.markers import requirement_ids
from hil.plugin.recording import case_of
from hil.selftest.forks import ForkLoop, Outcome, Plan
from hil.urlhandler import protocol_emulator
from hil.verdict import Verdict

from .coverage import SEEN, Cases, Coverage
from .shadow import SIGHT, replacements, shadowed

NO_MUTANT = "none"

BUDGET_S = 60.0
"""So much processor time may a campaign take, and at most five times as much in all.

One that has more cases to run counts as unfinished.
"""

REACH, UNFINISHED = "reach", "unfinished"
"""Kinds of records: how often the step of the mutant ran and was bent, and how many cases were left."""


def without_mutant(cases: Cases, parts: int) -> list[Plan]:
    """Campaigns without a mutant: a case that fails there kills nothing."""
    names = tuple(cases)
    size = -(-len(names) // parts) or 1
    return [
        Plan(NO_MUTANT, "emulator://m95", names[start : start + size]) for start in range(0, len(names), size)
    ]


def plan(cases: Cases, mutant: Mutant, coverage: Coverage) -> Plan:
    """The cases that can notice the mutant."""
    return Plan(mutant.id, f"emulator://m95?mutant={mutant.id}", tuple(coverage.order(cases, mutant)))


class MutantLoop(ForkLoop):
    """Runs the campaigns; each on a mutant ends at its first failed case, and tells whether the mutant was at work.

    The campaigns without a mutant come first; they tell which cases can notice which mutant.
    """

    def __init__(
        self,
        mutants: Sequence[Mutant],
        done: Callable[[Outcome], None],
        *,
        at_a_time: int,
        budget_s: float = BUDGET_S,
        with_baseline: bool = True,
    ) -> None:
        super().__init__(lambda _items: (), done, at_a_time=at_a_time, span_s=6 * budget_s)
        self._mutants, self._campaign_done = mutants, done
        self._campaigns, self._budget_s, self._with_baseline = at_a_time, budget_s, with_baseline
        self._killed = False
        self._shadowed = False
        self.cases: dict[str, tuple[str, ...]] = {}
        self.coverage = Coverage()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Run the campaigns in place of the session."""
        super().pytest_runtestloop(session)  # what cases need is imported once
        items = session.items
        self.cases.update({item.nodeid: requirement_ids(item) for item in items if requirement_ids(item)})
        if self._with_baseline:
            sound: list[Outcome] = []
            self.run(without_mutant(self.cases, self._campaigns), items, sound.append)
            self.coverage.learn(sound, shadowed(self._mutants))
            for outcome in sound:
                self._campaign_done(outcome)
        plans = (plan(self.cases, mutant, self.coverage) for mutant in self.hopeful())
        self.run(plans, items, self._campaign_done)
        return True

    def hopeful(self) -> list[Mutant]:
        """The mutants that get a campaign: those that a case can reach."""
        return [mutant for mutant in self._mutants if not self.coverage.is_hopeless(mutant)]

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In a fork: note the first failed case, and what shadows saw, beside what every campaign does."""
        super().pytest_runtest_logreport(report)
        line = getattr(report, "hil_case", None)
        if line is None:
            return
        case = case_of(line)
        self._killed = self._killed or case.verdict is Verdict.FAIL
        if self._shadowed:
            self.send({"kind": SEEN, "case": case.id, **SIGHT.taken()})

    def run_cases(self, session: pytest.Session, plan: Plan, items: Sequence[pytest.Item]) -> int:
        """Run the cases up to the first failed one; how many were not run."""
        if plan.name == NO_MUTANT:
            return self._run_on_shadows(session, plan, items)
        spared = super().run_cases(session, plan, items)
        self.send({"kind": REACH, "evaluated": EVALUATED[plan.name], "bent": REACHED[plan.name]})
        if spared and not self._killed:
            self.send({"kind": UNFINISHED, "cases": spared})
        return spared

    def _run_on_shadows(self, session: pytest.Session, plan: Plan, items: Sequence[pytest.Item]) -> int:
        self._shadowed = True
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(
                protocol_emulator, "parts_with", lambda _defects: Parts(replacements(self._mutants))
            )
            return super().run_cases(session, plan, items)

    def needed(self, plan: Plan, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
        """The items up to the first failed one, within the budget; all of a campaign without a mutant."""
        began, worked = time.monotonic(), time.process_time()
        for item in items:
            late = max((time.monotonic() - began) / 5, time.process_time() - worked) > self._budget_s
            if plan.name != NO_MUTANT and (self._killed or late):
                return
            yield item
