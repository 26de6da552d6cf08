"""What went wrong on the bench while a case ran."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DisturbanceKind(StrEnum):
    """What went wrong on the bench while a case ran."""

    NOISE = "noise"  # a line on the AT channel that is no text (V.250 5.7.1)
    RESTART = "restart"  # the DUT restarted, and the case did not ask for it
    HANG = "hang"  # the DUT answers nothing, not even AT
    LINE = "line"  # the line check after a failed case: the line changes bytes
    PRECONDITION = "precondition"  # SIM, network, supply or a peer went away during the case
    PORT = "port"  # the serial port went away during the case
    TIME = "time"  # the case took longer than the time of a case


@dataclass(frozen=True, slots=True)
class Disturbance:
    """Trouble of the bench that a case met; `detail` is what was seen."""

    kind: DisturbanceKind
    detail: str

    def __str__(self) -> str:
        return f"{_DISTURBANCES[self.kind]}: {self.detail}"


_DISTURBANCES = {
    DisturbanceKind.NOISE: "noise on the AT channel",
    DisturbanceKind.RESTART: "the DUT restarted by itself",
    DisturbanceKind.HANG: "the DUT hangs",
    DisturbanceKind.LINE: "the line does not carry bytes as they are",
    DisturbanceKind.PRECONDITION: "the bench lost a precondition",
    DisturbanceKind.PORT: "the port was lost",
    DisturbanceKind.TIME: "the time of the case is over",
}
