"""Registration of the module in the mobile network; AT+CFUN and AT+COPS change it (27.007 7.2, 7.3, 8.2, 10.1.20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hil.emulator.device.sim import Sim, SimState
from hil.emulator.network.pdp import PacketNetwork

FULL, MINIMUM, RADIO_OFF = 1, 0, 4  # AT+CFUN
DEREGISTERED = 2  # AT+COPS=2
_WITH_CELL = 2  # AT+CREG=2, AT+CGREG=2
CELL = '"1801","2B5C"'  # made up


def status(*, mode: int, is_in: bool) -> str:
    """The state in a response or URC: 1 in the home network, 0 not registered and not searching."""
    return f"1,{CELL}" if mode == _WITH_CELL and is_in else f"{is_in:d}"


# clause: 27.007 7.2, 27.007 7.3, 27.007 8.2
class Radio:
    """The registration of one module.

    Listeners are called under the module's lock: `on_change` gets the new state
    of each of `+CREG` and `+CGREG` that has changed.
    """

    def __init__(self, *, sim: Sim, packet_network: PacketNetwork) -> None:
        self._sim, self._packet_network = sim, packet_network
        self.on_change: list[Callable[[Mapping[str, bool]], None]] = []
        self.on_registered: list[Callable[[], None]] = []
        self.on_left: list[Callable[[], None]] = []
        self.reset()

    def reset(self) -> None:
        """Power-on: the module registers if the SIM is ready."""
        self.functionality = FULL
        self.operator_mode = self.operator_format = 0  # AT+COPS
        self._reported = self._states()

    @property
    def registered(self) -> bool:
        """Whether the network has accepted the module."""
        return (
            self.functionality == FULL
            and self._sim.state is SimState.READY
            and self.operator_mode != DEREGISTERED
        )

    def set_functionality(self, level: int) -> None:
        """AT+CFUN: 0 switches SIM and radio off, 4 the radio."""
        if level != FULL and self.functionality == FULL:
            self._leave()
        if level == MINIMUM:
            self._sim.powered = False
        elif self.functionality == MINIMUM:
            self._sim.reset()
        self.functionality = level
        self.register()

    def select_operator(self, mode: int) -> None:
        """AT+COPS: with 2 the module leaves the network, with 0, 1 and 4 it registers."""
        if mode == DEREGISTERED and self.registered:
            self._leave()
        self.operator_mode = mode
        self.register()

    def register(self) -> None:
        """Register if that is possible."""
        was_in = self._reported["+CREG"]
        self.report_changes()
        if self.registered and not was_in:
            for listener in self.on_registered:
                listener()

    # clause: 27.007 7.2, 27.007 10.1.20
    def report_changes(self) -> None:
        """Report the changes since the last report to the listeners."""
        before, self._reported = self._reported, self._states()
        changes = {name: is_in for name, is_in in self._reported.items() if before[name] != is_in}
        for listener in self.on_change:
            listener(changes)

    def _leave(self) -> None:
        for listener in self.on_left:
            listener()

    def _states(self) -> Mapping[str, bool]:
        return {"+CREG": self.registered, "+CGREG": self.registered and self._packet_network.attached}
