"""The records of an endurance run: its sessions, its incidents, the free space; values that series, cases and page share.

Times at which something happens (`at_s`) are in seconds since the run began; spans are
in seconds.  Both are module time: that of the wall on a real module.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from hil.endurance.span import shown


class Clock(StrEnum):
    """Whose time a run counts."""

    MODULE = "module time"  # of an emulated module, which may run faster than the wall
    WALL = "wall time"  # of a real one


class IncidentKind(StrEnum):
    """What went wrong; the value is for people and for the series."""

    LEAK = "leak"  # a code for "no more": -13, 4008, no handle
    REFUSAL = "refusal"  # a step failed that had succeeded before, and no other kind fits
    WRONG_DATA = "wrong data"
    RESTART = "restart"
    HANG = "hang"
    NETWORK = "network"  # a code of the network or the server: -4 to -9; an activation that was granted at another try
    BENCH = "bench"  # port, supply, SIM, peer: nothing about the DUT


@dataclass(frozen=True, slots=True)
class Begin:
    """The first record: how the run was asked for.  `rate` is module seconds in a second of the wall."""

    span_s: float
    seed: int
    clock: Clock
    rate: float
    started: str


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """A session that succeeded: its work, its span, the span of each step, the bytes that passed.

    `bench_s` is what the yardstick of the bench took right after it (`hil.lab.yardstick`), in seconds of the wall;
    0 for an emulated module, whose account of its spans has no part of the bench.
    """

    number: int
    round: int
    work: str
    at_s: float
    took_s: float
    steps: tuple[tuple[str, float], ...]
    up: int
    down: int
    bench_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Space:
    """The free bytes of each storage after a round, when all files of the run are deleted."""

    round: int
    at_s: float
    free: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that went wrong: in which session and round, at which step, what was expected and what came.

    `detail` is what the bench knows of it; `lines` are the last lines of the transcript,
    and `capture` is the pcapng file of the session, relative to the folder of the run.
    """

    kind: IncidentKind
    session: int
    round: int
    at_s: float
    step: str
    expected: str
    came: str
    detail: str = ""
    lines: tuple[str, ...] = ()
    capture: str = ""

    @property
    def where(self) -> str:
        """`session 51, 00:12:34`."""
        return f"session {self.session}, {shown(self.at_s)}"

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.step}: expected {self.expected}, came {self.came}{detail}"


class Why(StrEnum):
    """What a control is to prove."""

    ROW = "failed sessions in a row"
    SLOWDOWN = "slowdown"
    ACTIVATION = "refused activations in a row"


class Means(StrEnum):
    """What a control does with the DUT, in the order in which they are tried: each one ends what the one before ends, and more."""

    REGISTRATION = "registration"  # the DUT leaves its network, and registers anew
    RESTART = "restart"


@dataclass(frozen=True, slots=True)
class Control:
    """Sessions after something was done with the DUT, by which a slowdown or a row of failures is laid to it or not.

    `sessions` are those of the measurement; `succeeded` tells whether the sessions succeeded.
    `hindrance` says why it could not be done, empty if it was.  `cells` are the cells that
    the DUT told before and after the sessions, empty texts where it told none.  `row` are
    the kinds of the failed sessions of a row.
    """

    why: Why
    means: Means
    at_s: float
    succeeded: bool
    sessions: tuple[SessionRecord, ...] = ()
    hindrance: str = ""
    cells: tuple[str, ...] = ()
    row: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class End:
    """The last record: why the run ended before its span was over, empty if it did not; its counts.

    `left_behind` is what could not be put back; `left_out` are the works that the DUT does not have, with the reason.
    """

    at_s: float
    ended_by: str
    counts: tuple[tuple[str, int], ...]
    left_behind: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


@dataclass(slots=True)
class Course:
    """An endurance run as far as it has come; the load adds to it, cases and page read it."""

    begin: Begin
    sessions: list[SessionRecord] = field(default_factory=list)
    space: list[Space] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    controls: list[Control] = field(default_factory=list)
    end: End | None = None

    def of(self, *kinds: IncidentKind) -> tuple[Incident, ...]:
        """The incidents of these kinds, in their order."""
        return tuple(incident for incident in self.incidents if incident.kind in kinds)

    @property
    def rounds(self) -> int:
        """How many rounds have been begun in which a session succeeded."""
        return self.sessions[-1].round if self.sessions else 0

    @property
    def so_far(self) -> str:
        """`after 690 sessions in 115 rounds, 02:00:00 of module time`; it says so if the run ended early."""
        at_s = self.end.at_s if self.end else max((each.at_s for each in self.sessions), default=0.0)
        early = f", ended early: {self.end.ended_by}" if self.end and self.end.ended_by else ""
        return (
            f"after {len(self.sessions)} sessions in {self.rounds} rounds, {shown(at_s)} of "
            f"{self.begin.clock.value}{early}"
        )
