"""The campaign on one mutant: the cases of its target first, until the first of all fails."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pytest

from hil.emulator.mutants.catalogue import Mutant
from hil.emulator.mutants.journal import EVALUATED, REACHED
from hil.plugin.recording import case_of
from hil.verdict import Verdict
from tests.defects.forks import ForkLoop, Plan

NO_MUTANT = "none"

BUDGET_S = 60.0
"""So much processor time may a campaign take, and at most five times as much in all.

One that has more cases to run counts as unfinished.
"""

REACH, UNFINISHED = "reach", "unfinished"
"""Kinds of records: how often the step of the mutant ran and was bent, and how many cases were left."""

Cases = Mapping[str, tuple[str, ...]]
"""Node ids with the requirements that they verify, in the order of collection."""


def plan(cases: Cases, mutant: Mutant) -> Plan:
    """All cases: those of the target's requirements, then those beside them, then the others."""
    return Plan(
        mutant.id, f"emulator://m95?mutant={mutant.id}", tuple(order(cases, mutant.target.requirements))
    )


def baseline(cases: Cases, parts: int) -> list[Plan]:
    """Campaigns without a mutant: a case that fails there kills nothing."""
    names = tuple(cases)
    size = -(-len(names) // parts)
    return [
        Plan(NO_MUTANT, "emulator://m95", names[start : start + size]) for start in range(0, len(names), size)
    ]


def order(cases: Cases, requirements: Sequence[str]) -> Iterator[str]:
    """The cases in the order in which they are most likely to kill a mutant of these requirements."""
    wanted = set(requirements)
    own = [case for case, verified in cases.items() if wanted & set(verified)]
    folders = {_folder(case) for case in own}
    taken = set(own)
    beside = [case for case in cases if case not in taken and _folder(case) in folders]
    taken.update(beside)
    yield from _by_turns(own)
    yield from _by_turns(beside)
    yield from (case for case in cases if case not in taken)


def _folder(case: str) -> str:
    return case.partition("::")[0].rpartition("/")[0]


def _by_turns(cases: Iterable[str]) -> Iterator[str]:
    """The first case of each test function, then the second of each, and so on."""
    functions: dict[str, list[str]] = {}
    for case in cases:
        functions.setdefault(case.partition("[")[0], []).append(case)
    queues = list(functions.values())
    for turn in range(max(map(len, queues), default=0)):
        yield from (queue[turn] for queue in queues if turn < len(queue))


class MutantLoop(ForkLoop):
    """Runs campaigns on mutants; each ends at its first failed case, and tells whether the mutant was at work."""

    budget_s = BUDGET_S
    _killed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """In a fork: note the first failed case, beside what every campaign does."""
        super().pytest_runtest_logreport(report)
        line = getattr(report, "hil_case", None)
        if line is not None and case_of(line).verdict is Verdict.FAIL:
            self._killed = True

    def run_cases(self, session: pytest.Session, plan: Plan, items: Sequence[pytest.Item]) -> int:
        """Run the cases up to the first failed one; how many were not run."""
        spared = super().run_cases(session, plan, items)
        self.send({"kind": REACH, "evaluated": EVALUATED[plan.name], "bent": REACHED[plan.name]})
        if spared and not self._killed:
            self.send({"kind": UNFINISHED, "cases": spared})
        return spared

    def needed(self, plan: Plan, items: Sequence[pytest.Item]) -> Iterator[pytest.Item]:
        """The items up to the first failed one, within the budget; all of a campaign without a mutant."""
        began, worked = time.monotonic(), time.process_time()
        for item in items:
            late = max((time.monotonic() - began) / 5, time.process_time() - worked) > self.budget_s
            if plan.name != NO_MUTANT and (self._killed or late):
                return
            yield item
