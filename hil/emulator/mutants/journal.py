"""What has happened in a module so far: the events and facts on which triggers of mutants depend.

Each module with a mutant has a journal of its own, written by parts that listen
(`hil.emulator.mutants.listeners`).  Nothing here knows what a case checks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import Any


class Event(Enum):
    """Something that the module did."""

    OPEN = "a session was opened"
    CLOSE = "a session was closed by a command"
    DATA_MODE = "data mode was left"
    ERROR = "an error was reported"
    DEACTIVATION = "the PDP context was deactivated"
    REBOOT = "the module has started anew"
    SUPPLY_CUT = "the supply has returned after a cut"
    TRANSFER = "a transfer has begun"
    SETTING = "a command has set something else"
    QUERY = "a read or test command was carried out"
    FILE = "a command on files was carried out"


@dataclass(slots=True)
class Journal:
    """The events of one module, counted, and the facts of its present session and transfer.

    A fact that is not known yet is missing from `facts`.  `holders` are the objects
    that hold settings, by their class.
    """

    counts: Counter[Event] = field(default_factory=Counter)
    facts: dict[str, Any] = field(default_factory=dict)
    holders: dict[type, Any] = field(default_factory=dict)
    listeners: list[Callable[[Event], None]] = field(default_factory=list)
    started: bool = False

    def tell(self, event: Event) -> None:
        """Note an event."""
        self.counts[event] += 1
        for listener in tuple(self.listeners):
            listener(event)

    def know(self, **facts: Any) -> None:
        """Note facts of the present session or transfer."""
        self.facts.update(facts)


REACHED: Counter[str] = Counter()
"""How often a mutant gave another value than the right one, in this process, by its id."""

EVALUATED: Counter[str] = Counter()
"""How often the step of a mutant was carried out, in this process, by its id."""
