"""How long the cases of a selection take at the costs of a DUT, on one module or on several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
    """The prediction in seconds: what all cases take, part by part, on how many modules, and what the longest case takes.

    `start_s` passes on each module before its first case.
    """

    start_s: float
    parts_s: Mapping[str, float]
    longest_s: float
    modules: int = 1

    @property
    def work_s(self) -> float:
        """All cases, one after the other."""
        return sum(self.parts_s.values())

    @property
    def is_bound_by_a_case(self) -> bool:
        """Whether another module would make the run no shorter: its longest case lasts as long."""
        return self.modules > 1 and self.longest_s >= self.work_s / self.modules

    @property
    def total_s(self) -> float:
        """The run: the modules begin together and share the cases, and no case is divided."""
        return self.start_s + max(self.work_s / self.modules, self.longest_s)


def estimate(cases: Sequence[Load], costs: Costs, *, modules: int = 1) -> Estimate:
    """The time of these cases at these costs, on so many modules of equal speed."""
    return Estimate(
        costs.start_s,
        _parts_s(sum(cases, Load()), costs),
        max((sum(_parts_s(case, costs).values()) for case in cases), default=0.0),
        modules,
    )


def _parts_s(wanted: Load, costs: Costs) -> Mapping[str, float]:
    network = {kind: count for kind, count in wanted.steps.items() if kind not in {LOCAL, REBOOT}}
    return {
        "AT exchanges without network": wanted.steps.get(LOCAL, 0) * costs.of_step(LOCAL),
        "FTP sessions and commands": sum(count * costs.of_step(kind) for kind, count in network.items()),
        "bytes": wanted.up * costs.up_s + wanted.down * costs.down_s + wanted.stored * costs.stored_s,
        "restarts": wanted.steps.get(REBOOT, 0) * costs.of_step(REBOOT),
        "time limits and pauses": wanted.waits_s / costs.wait_rate,
        "recording": wanted.cases * costs.case_s,
    }
