"""Shadows of mutants: a correct module that tells which mutants a campaign would reach, case by case.

Each step is carried out rightly, and beside it each mutant of the step computes what it
would have given instead.  A mutant that never had another value to give is never
reached by the campaign, whatever the cases judge.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from hil.emulator.mutants.bend import NO_FACTS, REFUSALS, Bend, Target
from hil.emulator.mutants.catalogue import Mutant
from hil.emulator.mutants.journal import Event, Journal
from hil.emulator.mutants.listeners import heralds, listeners
from hil.emulator.mutants.operators import Kind, Operator
from hil.emulator.mutants.settings import Aspect


@dataclass(slots=True)
class Sight:
    """What shadows saw in this process since the last `taken`: targets, events, and mutants that had a chance."""

    targets: set[str] = field(default_factory=set)
    events: set[Event] = field(default_factory=set)
    chances: set[str] = field(default_factory=set)
    """Operators that had another value to give, each with its target."""
    reached: Counter[str] = field(default_factory=Counter)

    def taken(self) -> dict[str, Any]:
        """All of it as a record, after which it starts anew."""
        record = {
            "targets": sorted(self.targets),
            "events": sorted(event.name for event in self.events),
            "chances": sorted(self.chances),
            "reached": dict(self.reached),
        }
        self.targets.clear()
        self.events.clear()
        self.chances.clear()
        self.reached.clear()
        return record


SIGHT = Sight()


class Shadow:
    """Stands for all bends of one target; gives the right values, and counts what they would have given."""

    def __init__(self, target: Target, bends: Sequence[Bend]) -> None:
        self._target, self._bends = target, bends
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
        SIGHT.targets.add(self._target.name)
        known: dict[str, bool] = {}
        for bend in self._bends:
            name = bend.operator.name
            if name not in known:
                known[name] = bend.operator.change is not None and differs(bend)
            if isinstance(right, (bytes, bytearray)):
                bend.watch.moved += len(right)
            if known[name]:
                self._have_chance(bend, facts)
        self.memory.note(right)

    def conduct(self, evaluate: Callable[[], Any], facts: Mapping[str, object] = NO_FACTS) -> Any:
        """The step, carried out rightly."""
        SIGHT.targets.add(self._target.name)
        conducting = [bend for bend in self._bends if bend.operator.conduct is not None]
        self._count([bend for bend in conducting if Kind.CHECK not in bend.operator.kinds], facts)
        try:
            result = evaluate()
        except REFUSALS:
            self._count([bend for bend in conducting if Kind.CHECK in bend.operator.kinds], facts)
            raise
        return self.value(result, facts)

    def _count(self, bends: Iterable[Bend], facts: Mapping[str, object]) -> None:
        for bend in bends:
            self._have_chance(bend, facts)

    def _have_chance(self, bend: Bend, facts: Mapping[str, object]) -> None:
        SIGHT.chances.add(chance(bend.operator, self._target))
        if bend.watch.fires(facts):
            SIGHT.reached[bend.mutant] += 1

    def argument(
        self, right: Any, evaluate: Callable[[Any], Any], facts: Mapping[str, object], *, pure: bool
    ) -> Any:
        """The result with the right argument; with another one a step that refuses might not."""
        try:
            result = evaluate(right)
        except REFUSALS:
            self._count_values(right, facts, lambda bend: not _same(bend.wrong(right), right))
            raise

        def differs(bend: Bend) -> bool:
            wrong = bend.wrong(right)
            return not _same(wrong, right) and not (pure and _same(evaluate(wrong), result))

        self._count_values(right, facts, differs)
        return result


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and bool(one == other)


def chance(operator: Operator, target: Target) -> str:
    """The name of the chances of that operator at that target, under any trigger."""
    return f"{operator.name} {target.name}"


def is_stored(target: Target) -> bool:
    """Whether the target is a setting as stored: a mutant of it is at work in all cases."""
    return target.name.endswith(f".{Aspect.STORED.value}")


STORED_MOST = 60
"""So many settings as stored have shadows: each listens to every command, one inside the other."""


def replacements(members: Sequence[Mutant]) -> tuple[type, ...]:
    """The parts of one module that count for these mutants."""
    journal = Journal()
    journal.listeners.append(SIGHT.events.add)
    groups: dict[str, list[Mutant]] = defaultdict(list)
    for member in shadowed(members):
        groups[member.id if is_stored(member.target) else member.target.name].append(member)
    return (*heralds(journal), *_counting(groups.values(), journal), *listeners(journal))


def shadowed(members: Sequence[Mutant]) -> Sequence[Mutant]:
    """Those of the mutants that have shadows."""
    stored = [member for member in members if is_stored(member.target)]
    if len(stored) <= STORED_MOST:
        return members
    return [member for member in members if not is_stored(member.target)]


def _counting(groups: Iterable[Sequence[Mutant]], journal: Journal) -> Iterator[type]:
    for group in groups:
        target: Target = group[0].target
        bends = [member.bend(journal) for member in group]
        conducting = [bend for bend in bends if bend.operator.conduct is not None]
        shadow: Any = Shadow(target, conducting + [bend for bend in bends if bend.operator.conduct is None])
        yield from target.make(shadow)
