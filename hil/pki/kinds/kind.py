"""One kind of chain: a row of the table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from hil.pki.chain import Chain
from hil.pki.workshop import Workshop

USUAL = "good"
"""The chain that a server sends by default."""


@dataclass(frozen=True, slots=True)
class ChainKind:
    """A named chain; `about` describes it.  What is demanded of a client is in the suites (`suites/demands`)."""

    name: str
    about: str
    clause: str
    make: Callable[[Workshop, str], Chain]
    """Makes the chain of that name."""

    @property
    def flaw(self) -> str:
        """How the chain differs from the usual one, in words; empty for the usual one itself."""
        return "" if self.name == USUAL else self.about

    def chain(self, shop: Workshop) -> Chain:
        """Make the chain; `flaw` and name are those of this row."""
        return replace(self.make(shop, self.name), flaw=self.flaw)
