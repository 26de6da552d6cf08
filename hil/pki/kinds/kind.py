"""One kind of chain: a row of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from hil.pki.chain import Chain
from hil.pki.workshop import Workshop


class Expected(Enum):
    """What a client does with a chain when it knows the run's CA and the time, and is to authenticate the server."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class ChainKind:
    """A named chain; `about` says what it is, and so what its flaw is when it has one."""

    name: str
    expected: Expected
    about: str
    clause: str
    make: Callable[[Workshop, str], Chain]
    """Makes the chain of that name."""

    @property
    def flaw(self) -> str:
        """What is wrong with it; empty when a client is to accept it."""
        return "" if self.expected is Expected.ACCEPT else self.about

    def chain(self, shop: Workshop) -> Chain:
        """Make it; `flaw` and name are this row's."""
        return replace(self.make(shop, self.name), flaw=self.flaw)
