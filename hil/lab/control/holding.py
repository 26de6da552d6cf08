"""What a switch or a network tester holds of the system, such as a line of a chip, and gives back at its end."""

from __future__ import annotations

from typing import Protocol, runtime_checkable


@runtime_checkable
class Releasable(Protocol):
    """A switch or a tester that holds something which a later run needs."""

    def release(self) -> None:
        """Give it back, and leave the switch as it is."""


def release(held: object) -> None:
    """Release what holds something; others have nothing to give back."""
    if isinstance(held, Releasable):
        held.release()
