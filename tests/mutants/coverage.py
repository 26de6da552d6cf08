"""Which cases carry out which targets, as a campaign on a correct module has shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from hil.emulator.mutants.catalogue import Mutant
from hil.emulator.mutants.journal import Event
from hil.emulator.mutants.triggers import Axis, Trait
from hil.selftest.forks import Outcome

from .shadow import chance, is_stored

SEEN = "seen"
"""The kind of the records with what a case carried out."""

RARE = frozenset({Event.REBOOT, Event.SUPPLY_CUT, Event.DEACTIVATION})
"""Events that most cases do not bring about."""

RECALLING = frozenset({"latch", "stale", "last-error"})
"""Operators whose value depends on what the step gave before, so on the order of the cases."""

Cases = Mapping[str, tuple[str, ...]]
"""Node ids with the requirements that they verify, in the order of collection."""


@dataclass(slots=True)
class Coverage:
    """The cases by the targets that they carry out, the chances and the events that they bring about."""

    by_target: dict[str, set[str]] = field(default_factory=dict)
    by_event: dict[str, set[str]] = field(default_factory=dict)
    by_chance: dict[str, set[str]] = field(default_factory=dict)
    by_mutant: dict[str, set[str]] = field(default_factory=dict)
    """The cases in which a mutant would have given a wrong value."""
    shadowed: set[str] = field(default_factory=set)
    """The ids of the mutants that had a shadow."""
    reached: Counter[str] = field(default_factory=Counter)

    def learn(self, outcomes: Iterable[Outcome], shadowed: Iterable[Mutant]) -> None:
        """Take what campaigns on the shadows of these mutants have sent."""
        self.shadowed.update(mutant.id for mutant in shadowed)
        for note in (note for outcome in outcomes for note in outcome.notes if note["kind"] == SEEN):
            for found, names in (
                (self.by_target, note["targets"]),
                (self.by_event, note["events"]),
                (self.by_chance, note["chances"]),
                (self.by_mutant, note["reached"]),
            ):
                for name in names:
                    found.setdefault(name, set()).add(note["case"])
            self.reached.update(note["reached"])

    def is_hopeless(self, mutant: Mutant) -> bool:
        """Whether no case would make the step give a wrong value, whatever the order of the cases."""
        return mutant.id in self.shadowed and not (
            self.reached[mutant.id] or (_depends_on_order(mutant) and self._chances(mutant))
        )

    def order(self, cases: Cases, mutant: Mutant) -> Iterator[str]:
        """The cases that can notice the mutant, those most likely to first.

        First come those in which its shadow was at work; of these, and of the others, those
        of its requirements, then those beside them.  A case in which the operator has no
        other value to give cannot notice the mutant.  If the event that it waits for is rare,
        a case that brings it about runs before each.
        """
        concerned = self._concerned(cases, mutant)
        working = self.by_mutant.get(mutant.id, set())
        listed = [
            *_likely([case for case in concerned if case in working], cases, mutant),
            *_likely([case for case in concerned if case not in working], cases, mutant),
        ]
        bringing = self._bringing(cases, mutant)
        yield from dict.fromkeys(case for pair in zip_longest(bringing, listed) for case in pair if case)

    def _concerned(self, cases: Cases, mutant: Mutant) -> list[str]:
        if mutant.id not in self.shadowed or is_stored(mutant.target):
            return list(cases)
        if mutant.operator.name in RECALLING:
            noticing = self.by_target.get(mutant.target.name, set())
        elif _depends_on_order(mutant):
            noticing = self._chances(mutant)
        else:
            noticing = self.by_mutant.get(mutant.id, set())
        return [case for case in cases if case in noticing]

    def _chances(self, mutant: Mutant) -> set[str]:
        return self.by_chance.get(chance(mutant.operator, mutant.target), set())

    def _bringing(self, cases: Cases, mutant: Mutant) -> list[str]:
        if mutant.trigger.event not in RARE:
            return []
        bringing = self.by_event.get(mutant.trigger.event.name, set())
        return [case for case in cases if case in bringing]


def _depends_on_order(mutant: Mutant) -> bool:
    """Whether it depends on earlier cases if the mutant is at work in a case."""
    if mutant.trigger.axis is Axis.NTH:
        return Trait.IN_TRANSFER not in mutant.target.traits
    return mutant.trigger.axis in {Axis.AFTER, Axis.COMMAND, Axis.BEYOND}


def _likely(concerned: Sequence[str], cases: Cases, mutant: Mutant) -> Iterator[str]:
    """Those of its requirements, those beside them, and the others."""
    wanted = set(mutant.target.requirements)
    own = [case for case in concerned if wanted & set(cases[case])]
    folders = {_folder(case) for case in own}
    rest = [case for case in concerned if not wanted & set(cases[case])]
    yield from _by_turns(own)
    yield from _by_turns(case for case in rest if _folder(case) in folders)
    yield from _by_turns(case for case in rest if _folder(case) not in folders)


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
