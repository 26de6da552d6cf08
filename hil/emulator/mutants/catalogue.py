"""All mutants: targets × operators × triggers that can change something, and a selection without heavy cells.

The order is that of targets, operators and triggers; the selection is drawn by a
checksum of the ids, so that it is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from zlib import crc32

from hil.emulator.mutants import codes, settings, steps
from hil.emulator.mutants.bend import Bend, Target
from hil.emulator.mutants.journal import Event, Journal
from hil.emulator.mutants.listeners import heralds, listeners
from hil.emulator.mutants.operators import BY_NAME as OPERATOR_NAMES
from hil.emulator.mutants.operators import OPERATORS, Memory, Operator
from hil.emulator.mutants.triggers import BY_NAME as TRIGGER_NAMES
from hil.emulator.mutants.triggers import TRIGGERS, Axis, Trait, Trigger
from hil.errors import UsageError, hint
from hil.spec.catalogue import Verification, requirements
from hil.spec.files import NVRAM_NAMES
from hil.spec.tls import Version

CELL_MOST = 5
"""Mutants of one operator on one axis."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One target, done wrongly in one way at one time."""

    target: Target
    operator: Operator
    trigger: Trigger

    @property
    def id(self) -> str:
        """Its stable name: `forget.after-close.qftpcfg-4.used`."""
        return f"{self.operator.name}.{self.trigger.name}.{self.target.name}"

    @property
    def cell(self) -> tuple[str, Axis]:
        """Its place in the table of operators and axes."""
        return self.operator.name, self.trigger.axis

    def replacements(self) -> tuple[type, ...]:
        """The replaced parts of one module with this mutation, to be made anew for each module."""
        journal = Journal()
        return (*heralds(journal), *self.target.make(self.bend(journal)), *listeners(journal))

    def bend(self, journal: Journal) -> Bend:
        """What bends the target in the module of that journal."""
        in_transfer = Trait.IN_TRANSFER in self.target.traits
        return Bend(self.id, self.operator, self.trigger, journal, in_transfer, self.target.size)


def is_possible(target: Target, operator: Operator, trigger: Trigger) -> bool:
    """Whether the combination can change anything at all, by the types of its three sides."""
    return (
        bool(operator.kinds & target.kinds)
        and trigger.needs <= target.traits
        and _can_change(target, operator)
        and _can_fire(target, trigger)
        and (operator.name, trigger.name) != ("zero", "of-context-0")
        and not (trigger.name == "in-nvram" and Trait.FILE_NAME in target.traits and _keeps(operator))
        and not (operator.name in _OUTSIDE_OF_TEXT and trigger.fact == ("type", "ascii"))
        and not any(operator.name in _WITHOUT_HARM.get(trait, ()) for trait in target.traits)
        and not (_is_forgotten(target, trigger) and operator.name in {"forget", "stale", "latch"})
    )


_WITHOUT_HARM: Mapping[Trait, frozenset[str]] = MappingProxyType(
    {
        Trait.MAY_BE_YES: frozenset({"say-yes", "latch"}),  # the first answer is yes
        # the first answer is no, and an earlier yes comes after one that was lawfully no
        Trait.MAY_BE_NO: frozenset({"say-no", "latch", "stale"}),
        Trait.MAY_BE_MORE: frozenset({"one-more"}),
        Trait.MAY_END_EARLY: frozenset({"drop-last", "only-first"}),
        Trait.IS_ONE: frozenset({"drop-first", "drop-last", "only-first", "reverse"}),
        Trait.ANY_COUNTS: frozenset({"only-first", "reverse"}),
        Trait.CONSTANT: frozenset({"latch", "stale"}),
        Trait.UNKNOWN: frozenset({"unknown"}),
        Trait.NEGATIVE: frozenset({"wrap-8", "wrap-16"}),  # they concern numbers from zero on
        Trait.REFUSAL: frozenset({"refuse", "refuse-done"}),
        Trait.LOWER_CASE: frozenset({"lower"}),
    }
)
"""Operators that make nothing wrong of such values."""
_OUTSIDE_OF_TEXT = frozenset({"strip-bit-8", "strip-nul"})
"""Operators on bytes that a text has not: NVT-ASCII has seven bits, and its NUL is no operation (RFC 959 3.1.1.1, RFC 854)."""


def _can_change(target: Target, operator: Operator) -> bool:
    """Whether the operator has another value to give: a default, a neighbour, a number that is large enough."""
    if operator.name in {"forget", "swap"} and not target.is_setting:
        return False
    if target.size is None:
        return True
    if operator.name == "one-less" and target.size == 1:
        return False  # the same as one-more
    kind, _, number = operator.name.rpartition("-")
    if kind == "cut-at" and number.isdecimal():
        return target.size > int(number)
    return kind != "wrap" or target.size >= 1 << int(number)


def _keeps(operator: Operator) -> bool:
    """Whether the operator changes none of the names of NVRAM: nine characters, all of them capital (Table 3)."""
    return operator.change is not None and all(
        operator.change(name, Memory()) == name for name in NVRAM_NAMES
    )


def _can_fire(target: Target, trigger: Trigger) -> bool:
    """Whether the trigger can tell one time from another at this target."""
    if trigger.fact is not None and trigger.fact[0] in target.fixed:
        return False
    if trigger.axis is Axis.TYPE and Trait.MOVES_BYTES not in target.traits:
        return False
    if trigger.fact == ("version", Version.SSL30) and Trait.FROM_TLS10 in target.traits:
        return False
    return not (trigger.fact == ("mode", "plain") and Trait.ONLY_TLS in target.traits)


def _is_forgotten(target: Target, trigger: Trigger) -> bool:
    """Whether the note leaves open if the value survives that event."""
    return Trait.VOLATILE in target.traits and trigger.event in {Event.REBOOT, Event.SUPPLY_CUT}


@cache
def all_targets() -> tuple[Target, ...]:
    """The targets that break a requirement which a test can judge."""
    return tuple(
        target for target in (*settings.targets(), *codes.targets(), *steps.targets()) if _is_judged(target)
    )


def _is_judged(target: Target) -> bool:
    known = requirements()
    return any(
        known[name].is_mandatory and known[name].verification is Verification.TEST
        for name in target.requirements
    )


def possible() -> Iterator[Mutant]:
    """All combinations that can change something, in their order."""
    for target in all_targets():
        for operator in OPERATORS:
            for trigger in TRIGGERS:
                if is_possible(target, operator, trigger):
                    yield Mutant(target, operator, trigger)


@cache
def mutants() -> Mapping[str, Mutant]:
    """The selection, by id: of each cell at most `CELL_MOST`, spread over its targets and triggers."""
    cells: dict[tuple[str, Axis], list[Mutant]] = {}
    for mutant in possible():
        cells.setdefault(mutant.cell, []).append(mutant)
    chosen = {mutant.id for members in cells.values() for mutant in _spread(members)}
    return MappingProxyType({mutant.id: mutant for mutant in possible() if mutant.id in chosen})


def _spread(members: list[Mutant]) -> list[Mutant]:
    """Some of a cell: first one of each target, then a second one of each, and so on."""
    drawn = sorted(members, key=lambda mutant: crc32(mutant.id.encode()))
    seen: dict[str, int] = {}
    ranks: dict[str, int] = {}
    for mutant in drawn:
        ranks[mutant.id] = seen.get(mutant.target.name, 0)
        seen[mutant.target.name] = ranks[mutant.id] + 1
    return sorted(drawn, key=lambda mutant: ranks[mutant.id])[:CELL_MOST]


def mutant(identifier: str) -> Mutant:
    """The mutant of that id, selected or not; raises `UsageError` with the nearest one."""
    operator, _, rest = identifier.partition(".")
    trigger, _, target = rest.partition(".")
    if operator in OPERATOR_NAMES and trigger in TRIGGER_NAMES and target in _target_names():
        found = Mutant(_target_names()[target], OPERATOR_NAMES[operator], TRIGGER_NAMES[trigger])
        if is_possible(found.target, found.operator, found.trigger):
            return found
    near = hint(identifier, mutants(), otherwise="an id is OPERATOR.TRIGGER.TARGET, as in docs/mutants.md")
    raise UsageError(f"no mutant is called {identifier!r}{near}")


@cache
def _target_names() -> Mapping[str, Target]:
    return {target.name: target for target in all_targets()}
