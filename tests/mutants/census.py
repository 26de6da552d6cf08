"""The census: one campaign on a correct module that tells which mutants it would reach.

Each step is carried out rightly, and beside it each mutant of the step computes what it
would have given instead.  A mutant that never had another value to give is never
reached by the campaign, whatever the cases judge.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from hil.emulator.mutants.bend import NO_FACTS, REFUSALS, Bend, Target
from hil.emulator.mutants.catalogue import Mutant, mutants, possible
from hil.emulator.mutants.journal import Journal
from hil.emulator.mutants.listeners import listeners
from hil.emulator.mutants.operators import Kind
from hil.emulator.mutants.settings import Aspect
from hil.emulator.mutants.triggers import Trait
from hil.emulator.parts import Parts
from hil.plugin.markers import requirement_ids
from hil.urlhandler import protocol_emulator
from tests.defects.forks import ForkLoop, Outcome, Plan, collect_and_run

CENSUS = "census"
REACHED: Counter[str] = Counter()


class Shadow:
    """Stands for all bends of one target; gives the right values, and counts what they would have given."""

    def __init__(self, bends: Sequence[Bend]) -> None:
        self._bends = bends
        first = bends[0]
        self.memory, self.trigger, self.journal = first.memory, first.trigger, first.journal
        for bend in bends:
            bend.memory = self.memory
        self.operator = first.operator

    def value(self, right: Any, facts: Mapping[str, object] = NO_FACTS) -> Any:
        """The right value."""
        self._count_values(right, facts, lambda bend: not _same(bend.wrong(right), right))
        return right

    def _count_values(self, right: Any, facts: Mapping[str, object], differs: Callable[[Bend], bool]) -> None:
        known: dict[str, bool] = {}
        for bend in self._bends:
            name = bend.operator.name
            if name not in known:
                known[name] = bend.operator.change is not None and differs(bend)
            if isinstance(right, (bytes, bytearray)):
                bend.watch.moved += len(right)
            if known[name] and bend.watch.fires(facts):
                REACHED[bend.mutant] += 1
        self.memory.note(right)

    def conduct(self, evaluate: Callable[[], Any], facts: Mapping[str, object] = NO_FACTS) -> Any:
        """The step, carried out rightly."""
        conducting = [bend for bend in self._bends if bend.operator.conduct is not None]
        self._count([bend for bend in conducting if Kind.CHECK not in bend.operator.kinds], facts)
        try:
            result = evaluate()
        except REFUSALS:
            self._count([bend for bend in conducting if Kind.CHECK in bend.operator.kinds], facts)
            raise
        return self.value(result, facts)

    @staticmethod
    def _count(bends: Iterable[Bend], facts: Mapping[str, object]) -> None:
        for bend in bends:
            if bend.watch.fires(facts):
                REACHED[bend.mutant] += 1

    def argument(
        self, right: Any, evaluate: Callable[[Any], Any], facts: Mapping[str, object], *, pure: bool
    ) -> Any:
        """The result with the right argument."""
        result = evaluate(right)

        def differs(bend: Bend) -> bool:
            wrong = bend.wrong(right)
            return not _same(wrong, right) and not (pure and _same(evaluate(wrong), result))

        self._count_values(right, facts, differs)
        return result


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def replacements(members: Iterable[Mutant]) -> tuple[type, ...]:
    """The parts of one module that count for these mutants; settings as stored are always reached."""
    journal = Journal()
    by_target: dict[str, list[Mutant]] = defaultdict(list)
    for member in members:
        if not member.target.name.endswith(f".{Aspect.STORED.value}"):
            by_target[member.target.name].append(member)
    return (*_counting(by_target.values(), journal), *listeners(journal))


def _counting(groups: Iterable[Sequence[Mutant]], journal: Journal) -> Iterator[type]:
    for group in groups:
        target: Target = group[0].target
        in_transfer = Trait.IN_TRANSFER in target.traits
        bends = [Bend(m.id, m.operator, m.trigger, journal, in_transfer) for m in group]
        conducting = [bend for bend in bends if bend.operator.conduct is not None]
        shadow: Any = Shadow(conducting + [bend for bend in bends if bend.operator.conduct is None])
        yield from target.make(shadow)


class CensusLoop(ForkLoop):
    """Runs the campaign of the census."""

    members: Sequence[Mutant] = ()

    def run_cases(self, session: pytest.Session, plan: Plan, items: Sequence[pytest.Item]) -> int:
        """Run the cases on modules that count."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(protocol_emulator, "parts_with", lambda _defects: Parts(replacements(self.members)))
            spared = super().run_cases(session, plan, items)
        self.send({"kind": CENSUS, "reached": dict(REACHED)})
        return spared


def count(members: Sequence[Mutant], at_a_time: int = 2) -> Counter[str]:
    """How often a full campaign would reach each mutant."""
    reached: Counter[str] = Counter()

    def planned(items: Sequence[pytest.Item]) -> Sequence[Plan]:
        cases = [item.nodeid for item in items if requirement_ids(item)]
        size = -(-len(cases) // at_a_time)
        return [
            Plan(f"{CENSUS} {start // size + 1}", "emulator://m95", tuple(cases[start : start + size]))
            for start in range(0, len(cases), size)
        ]

    def done(outcome: Outcome) -> None:
        verdicts = Counter(case.verdict.value for case in outcome.cases)
        print(f"{outcome.plan.name}: {dict(verdicts)}, {outcome.duration_s:.1f} s {outcome.trouble}")
        for note in outcome.notes:
            reached.update(note["reached"])

    loop = CensusLoop(planned, done, at_a_time=at_a_time, span_s=3000)
    loop.members = members
    collect_and_run(loop)
    return reached


def main(arguments: list[str]) -> int:
    """Print which mutants no case reaches, by target and operator."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants.census", description=__doc__)
    parser.add_argument("--wide", action="store_true", help="all combinations, not only the selection")
    parser.add_argument("-n", type=int, default=2, dest="workers", help="campaigns at a time (%(default)s)")
    parser.add_argument("--json", type=Path, help="write the counts there")
    chosen = parser.parse_args(arguments)
    members = list(possible() if chosen.wide else mutants().values())
    reached = count(members, chosen.workers)
    unreached = [
        m for m in members if not reached[m.id] and not m.target.name.endswith(f".{Aspect.STORED.value}")
    ]
    for member in unreached:
        print(f"never reached: {member.id}")
    print(f"{len(unreached)} of {len(members)} are never reached")
    if chosen.json:
        chosen.json.write_text(json.dumps(reached, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
