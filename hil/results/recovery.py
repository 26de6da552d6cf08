"""What was done to bring a DUT back: the rungs of the recovery ladder that were climbed, as a run keeps them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class RungOutcome(StrEnum):
    """What became of one rung."""

    HELPED = "helped"
    IN_VAIN = "did not help"
    NOT_POSSIBLE = "not possible"


@dataclass(frozen=True, slots=True)
class ClimbedRung:
    """A rung of the ladder: its name, the seconds that it took by the clock of the bench, and what became of it."""

    name: str
    seconds: float
    outcome: RungOutcome
    detail: str = ""

    def __str__(self) -> str:
        time = "" if self.outcome is RungOutcome.NOT_POSSIBLE else f" ({self.seconds:.1f} s)"
        return f"{self.name}: {self.outcome}{time}{': ' if self.detail else ''}{self.detail}"


@dataclass(frozen=True, slots=True)
class Recovery:
    """One climb: the trouble that it began with, and its rungs in order."""

    trouble: str
    rungs: tuple[ClimbedRung, ...]

    @property
    def helped(self) -> str:
        """The rung that helped; empty if none did."""
        return next((rung.name for rung in self.rungs if rung.outcome is RungOutcome.HELPED), "")

    @property
    def seconds(self) -> float:
        """How long the climb took."""
        return sum(rung.seconds for rung in self.rungs)

    @property
    def words(self) -> str:
        """`recovered by power cycle after 12.3 s`, or that no rung helped."""
        if self.helped:
            return f"recovered by {self.helped} after {self.seconds:.1f} s"
        tried = ", ".join(rung.name for rung in self.rungs if rung.outcome is RungOutcome.IN_VAIN)
        return f"not recovered in {self.seconds:.1f} s by {tried or 'any rung'}"


@dataclass(frozen=True, slots=True)
class RungCount:
    """How often a rung was climbed in a run, how often it helped, and the seconds that it took in all."""

    name: str
    climbed: int
    helped: int
    seconds: float


def counted(recoveries: Iterable[Recovery]) -> tuple[RungCount, ...]:
    """The rungs that were climbed, each once, in the order of the first climb."""
    rungs = [rung for recovery in recoveries for rung in recovery.rungs]
    climbed = [rung for rung in rungs if rung.outcome is not RungOutcome.NOT_POSSIBLE]
    return tuple(_count(name, climbed) for name in dict.fromkeys(rung.name for rung in climbed))


def _count(name: str, climbed: Iterable[ClimbedRung]) -> RungCount:
    own = [rung for rung in climbed if rung.name == name]
    helped = sum(rung.outcome is RungOutcome.HELPED for rung in own)
    return RungCount(name, len(own), helped, sum(rung.seconds for rung in own))


def read_recovery(record: Mapping[str, Any]) -> Recovery:
    """The recovery of a record."""
    rungs = (
        ClimbedRung(**{**rung, "outcome": RungOutcome(rung["outcome"])}) for rung in record.get("rungs", ())
    )
    return Recovery(record["trouble"], tuple(rungs))
