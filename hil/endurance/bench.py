"""What a load of the endurance campaign asks of the bench; the fixture `hil_endurance` provides it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from hil.endurance.records import Course
from hil.endurance.series import Record


class TroubleKind(StrEnum):
    """What the bench has seen of the DUT while a work ran."""

    RESTART = "restart"  # the DUT restarted, and nobody asked for it
    HANG = "hang"  # it answered nothing until it was brought back
    BENCH = "bench"  # port, supply, SIM, network or a peer: nothing about the DUT


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble, with what was seen of it."""

    kind: TroubleKind
    detail: str


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is kept of a work that went wrong: the last lines of its transcript, and the capture of its session."""

    lines: tuple[str, ...]
    capture: str


class EnduranceBench(Protocol):
    """The services of the bench for one run; times are module seconds since the run began."""

    course: Course

    def now(self) -> float:
        """The time of the run."""

    def idle(self, work_s: float) -> None:
        """Let the time of a work be `work_s` seconds at least: at once on an emulated module, not at all on a real one."""

    def pause(self, seconds: float) -> None:
        """Let that much time pass, on any module."""

    def yardstick(self) -> float:
        """The seconds of a fixed piece of work of the bench now (`hil.lab.yardstick`); 0 where the bench has no part."""

    def save(self, record: Record) -> None:
        """Put a record into the course and into the evidence file."""

    def sync(self) -> None:
        """Bring the evidence file to the disk."""

    def over(self) -> str:
        """Why no new work begins before the span is over, as by `--max-time`; empty if one may."""

    def show(self) -> None:
        """Show the progress."""

    def settle(self) -> Trouble | None:
        """Leave the DUT ready for the next work, and tell what has happened to it or to the bench meanwhile.

        A lost port is awaited.  Raises `InfrastructureError` when the DUT does not return.
        """

    def lost(self) -> str:
        """The precondition that the bench has evidence of having lost during the work; empty if they hold."""

    def line_trouble(self) -> str:
        """What is wrong with the line to the DUT now; empty if it carries bytes unchanged."""

    def evidence(self) -> Evidence:
        """What is kept of the work that ends, after `settle`."""

    def forget(self) -> None:
        """Discard the transcript and the captures of the work that ends."""

    def stopped(self, by: BaseException) -> str:
        """Keep the signal that stops the run until the cases have judged; its name."""

    def gone(self, why: str) -> None:
        """Let the run end, when the cases have judged, as one whose DUT went away."""

    def finished(self) -> None:
        """The load is over: the cases judge, although the time of the run may be over, too."""
