"""A bend: one operator under one trigger, at work in one module."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hil.emulator.at.outcome import CommandRefused, Outcome
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.mutants.journal import EVALUATED, REACHED, Journal
from hil.emulator.mutants.operators import ALSO, UNSET, Kind, Memory, Operator, kind_of
from hil.emulator.mutants.triggers import Trait, Trigger, Watch
from hil.emulator.storage.security_store import StoreRefusal
from hil.emulator.tls.chain_check import ChainRejected
from hil.emulator.tls.client import TlsUnconfigured

REFUSALS = (StoreRefusal, ChainRejected, FtpFailure, CommandRefused, TlsUnconfigured)
"""How a check of a part refuses."""

NO_FACTS: Mapping[str, object] = {}


@dataclass(slots=True)
class Bend:
    """Gives wrong values instead of right ones when its trigger fires, and counts how often."""

    mutant: str
    operator: Operator
    trigger: Trigger
    journal: Journal
    in_transfer: bool = False
    size: int | None = None
    memory: Memory = field(default_factory=Memory)
    watch: Watch = field(init=False)

    def __post_init__(self) -> None:
        self.watch = Watch(self.journal, self.trigger, in_transfer=self.in_transfer)
        if self.size:
            self.memory.bounds = (0, self.size)
        EVALUATED[self.mutant] += 0

    def value(self, right: Any, facts: Mapping[str, object] = NO_FACTS) -> Any:
        """The value that the step gives instead of the right one."""
        EVALUATED[self.mutant] += 1
        wrong = self.wrong(right)
        differs = not _same(wrong, right)
        if isinstance(right, (bytes, bytearray)):
            self.watch.moved += len(right)
        self.memory.note(right)
        if not differs or not self.watch.fires(facts):
            return right
        REACHED[self.mutant] += 1
        return wrong

    def wrong(self, right: Any) -> Any:
        """What the operator makes of a right value; the value itself where it does not apply."""
        change = self.operator.change
        if change is None:
            return right
        if self.operator.kinds == {Kind.OPTION}:
            return change(right, self.memory)
        kind = kind_of(right)
        fits = kind is not None and ALSO.get(kind, frozenset({kind})) & self.operator.kinds
        return change(right, self.memory) if fits else right

    def conduct(self, evaluate: Callable[[], Any], facts: Mapping[str, object] = NO_FACTS) -> Any:
        """The result of a step that is carried out, or not, as the operator says."""
        EVALUATED[self.mutant] += 1
        conduct = self.operator.conduct
        if conduct is None:
            return evaluate()
        if Kind.CHECK in self.operator.kinds:
            return self._accept(evaluate, facts)
        if not self.watch.fires(facts):
            return evaluate()
        REACHED[self.mutant] += 1
        return conduct(evaluate, self.memory)

    def _accept(self, evaluate: Callable[[], Any], facts: Mapping[str, object]) -> Any:
        """Carry a check out; what it refuses is accepted when the trigger fires."""
        try:
            return evaluate()
        except REFUSALS:
            if not self.watch.fires(facts):
                raise
            REACHED[self.mutant] += 1
            return None

    def argument(
        self, right: Any, evaluate: Callable[[Any], Any], facts: Mapping[str, object], *, pure: bool
    ) -> Any:
        """The result with a wrong argument; of a pure step, if it makes a difference."""
        if not pure:
            return evaluate(self.value(right, facts))
        EVALUATED[self.mutant] += 1
        result, wrong = evaluate(right), self.wrong(right)
        self.memory.note(right)
        if _same(wrong, right):
            return result
        other = evaluate(wrong)
        if _same(other, result) or not self.watch.fires(facts):
            return result
        REACHED[self.mutant] += 1
        return other


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Outcome) and isinstance(other, Outcome):
        return (one.lines, one.final, one.then is None) == (other.lines, other.final, other.then is None)
    return one is UNSET or (type(one) is type(other) and bool(one == other))


Make = Callable[[Bend], tuple[type, ...]]
"""Makes the replacements of parts that bend a target."""


@dataclass(frozen=True, slots=True)
class Target:
    """Something that a part does and a mutant does wrongly.

    `requirements` are those of the mechanism that it is part of.
    """

    name: str
    kinds: frozenset[Kind]
    requirements: tuple[str, ...]
    make: Make
    traits: frozenset[Trait] = frozenset()
    fixed: frozenset[str] = frozenset()
    """The kinds of facts that are always the same here, so that no trigger can tell by them."""
    size: int | None = None
    """The greatest number that can occur, if it is known; of a text, the most characters."""
    is_setting: bool = False
    """Whether it has a default and a neighbour."""
