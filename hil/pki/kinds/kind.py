"""One kind of chain: a row of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import Enum

from hil.pki.chain import Chain
from hil.pki.workshop import Workshop


class Expected(Enum):
    """The expected reaction of a client that has the CA of the run and the time, and authenticates the server."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class ChainKind:
    """A named chain; `about` describes it, and its flaw if it has one."""

    name: str
    expected: Expected
    about: str
    clause: str
    make: Callable[[Workshop, str], Chain]
    """Makes the chain of that name."""

    @property
    def flaw(self) -> str:
        """The flaw in words; empty when a client has to accept the chain."""
        return "" if self.expected is Expected.ACCEPT else self.about

    def chain(self, shop: Workshop) -> Chain:
        """Make the chain; `flaw` and name are those of this row."""
        return replace(self.make(shop, self.name), flaw=self.flaw)
