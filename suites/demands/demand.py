"""What is demanded of a DUT that meets a fault of the lower tester or a chain of a server: the form of a row.

The rows stand literally in the tables beside this file.  The lower tester knows
what a fault does, and not what is demanded.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum


class Reaction(Enum):
    """What a client has to do."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    EITHER = "not stated"


@dataclass(frozen=True, slots=True)
class Demand:
    """The reaction, and the requirements that demand it.

    With `EITHER` the requirements are those that hold whatever the client does.
    `alerts` are the descriptions that the clause allows for a refusal, empty where
    it names none.  A client that accepts departs from `optional`, if there is one.
    """

    reaction: Reaction
    requirements: tuple[str, ...]
    alerts: frozenset[int] = frozenset()
    optional: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """Every requirement of the row."""
        return (*self.requirements, self.optional) if self.optional else self.requirements


def accept(*requirements: str) -> Demand:
    """A row: the client goes on as without the fault."""
    return Demand(Reaction.ACCEPT, requirements)


def refuse(*requirements: str, alerts: Collection[int] = ()) -> Demand:
    """A row: the client ends the connection, and reports no success."""
    return Demand(Reaction.REFUSE, requirements, frozenset(alerts))


def either(*requirements: str, optional: str = "") -> Demand:
    """A row: the client goes on or ends the connection."""
    return Demand(Reaction.EITHER, requirements, optional=optional)
