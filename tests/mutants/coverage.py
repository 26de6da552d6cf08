"""Which cases carry out which targets, as a campaign on a correct module has shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from hil.emulator.mutants.catalogue import Mutant
from hil.emulator.mutants.journal import Event
from tests.defects.forks import Outcome

from .shadow import is_stored

SEEN = "seen"
"""The kind of the records with what a case carried out."""

RARE = frozenset({Event.REBOOT, Event.SUPPLY_CUT, Event.DEACTIVATION})
"""Events that most cases do not bring about."""

Cases = Mapping[str, tuple[str, ...]]
"""Node ids with the requirements that they verify, in the order of collection."""


@dataclass(slots=True)
class Coverage:
    """The cases by the targets that they carry out and the events that they bring about."""

    by_target: dict[str, set[str]] = field(default_factory=dict)
    by_event: dict[str, set[str]] = field(default_factory=dict)
    shadowed: set[str] = field(default_factory=set)
    """The ids of the mutants that had a shadow."""
    reached: Counter[str] = field(default_factory=Counter)

    def learn(self, outcomes: Iterable[Outcome], shadowed: Iterable[Mutant]) -> None:
        """Take what campaigns on the shadows of these mutants have sent."""
        self.shadowed.update(mutant.id for mutant in shadowed)
        for note in (note for outcome in outcomes for note in outcome.notes if note["kind"] == SEEN):
            for name in note["targets"]:
                self.by_target.setdefault(name, set()).add(note["case"])
            for name in note["events"]:
                self.by_event.setdefault(name, set()).add(note["case"])
            self.reached.update(note["reached"])

    def is_hopeless(self, mutant: Mutant) -> bool:
        """Whether no case would make the step give a wrong value, whatever the order of the cases."""
        depends_on_order = mutant.trigger.event in RARE
        return mutant.id in self.shadowed and not depends_on_order and not self.reached[mutant.id]

    def order(self, cases: Cases, mutant: Mutant) -> Iterator[str]:
        """The cases that can notice the mutant, those most likely to first.

        Those of its requirements come first, then those beside them, then the others.
        A case that never carries the step out cannot notice it.  A mutant that waits
        for an event meets some cases that bring it about before all others.
        """
        wanted = set(mutant.target.requirements)
        concerned = self._concerned(cases, mutant)
        bringing = self._bringing(cases, mutant)
        own = [case for case in concerned if wanted & set(cases[case])]
        folders = {_folder(case) for case in own}
        rest = [case for case in concerned if not wanted & set(cases[case])]
        beside = [case for case in rest if _folder(case) in folders]
        others = [case for case in rest if _folder(case) not in folders]
        listed = (*bringing, *_by_turns(own), *_by_turns(beside), *_by_turns(others))
        yield from dict.fromkeys(listed)

    def _concerned(self, cases: Cases, mutant: Mutant) -> list[str]:
        if mutant.id not in self.shadowed or is_stored(mutant.target):
            return list(cases)
        carrying = self.by_target.get(mutant.target.name, set())
        return [case for case in cases if case in carrying]

    def _bringing(self, cases: Cases, mutant: Mutant) -> list[str]:
        if mutant.trigger.event is None:
            return []
        bringing = self.by_event.get(mutant.trigger.event.name, set())
        return [case for case in cases if case in bringing][:FEW]


FEW = 4
"""So many cases bring the event of a mutant about before the others run."""


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
