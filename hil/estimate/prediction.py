"""How long a load takes at the costs of a DUT."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hil.estimate.load import LOCAL, REBOOT, Load


@dataclass(frozen=True, slots=True)
class Costs:
    """What the DUT takes: seconds for each kind of step, and for a byte in each direction.

    `case_s` is what a case takes beside its exchanges: the recording.  `wait_rate` is
    the speed of the clock of the DUT, `start_s` what passes before the first case.  A kind without a cost of its own costs as much as
    a `LOCAL` step.
    """

    steps_s: Mapping[str, float]
    up_s: float = 0.0
    down_s: float = 0.0
    stored_s: float = 0.0
    case_s: float = 0.0
    wait_rate: float = 1.0
    start_s: float = 0.0

    def of_step(self, kind: str) -> float:
        """Seconds of one exchange of that kind."""
        return self.steps_s.get(kind, self.steps_s[LOCAL])


@dataclass(frozen=True, slots=True)
class Estimate:
    """The prediction: seconds of each part."""

    load: Load
    parts_s: Mapping[str, float]

    @property
    def total_s(self) -> float:
        """All parts."""
        return sum(self.parts_s.values())


def estimate(wanted: Load, costs: Costs) -> Estimate:
    """The time of that load at these costs, part by part."""
    network = {kind: count for kind, count in wanted.steps.items() if kind not in {LOCAL, REBOOT}}
    return Estimate(
        wanted,
        {
            "attach and line check": costs.start_s,
            "AT exchanges without network": wanted.steps.get(LOCAL, 0) * costs.of_step(LOCAL),
            "FTP sessions and commands": sum(count * costs.of_step(kind) for kind, count in network.items()),
            "bytes": wanted.up * costs.up_s + wanted.down * costs.down_s + wanted.stored * costs.stored_s,
            "restarts": wanted.steps.get(REBOOT, 0) * costs.of_step(REBOOT),
            "time limits and pauses": wanted.waits_s / costs.wait_rate,
            "recording": wanted.cases * costs.case_s,
        },
    )
