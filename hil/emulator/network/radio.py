"""Registration of the module in the mobile network; AT+CFUN and AT+COPS change it (27.007 7.2, 7.3, 8.2, 10.1.20)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import IntEnum

from hil.emulator.device.clock import Timers
from hil.emulator.device.hardware_options import Coverage
from hil.emulator.device.sim import Sim, SimState
from hil.emulator.network.pdp import PacketNetwork

FULL, MINIMUM, RADIO_OFF = 1, 0, 4  # AT+CFUN
DEREGISTERED = 2  # AT+COPS=2
_WITH_CELL = 2  # AT+CREG=2, AT+CGREG=2
CELL = '"1801","2B5C"'  # made up


class Registration(IntEnum):
    """<stat> of +CREG and +CGREG (27.007 7.2)."""

    NOT_SEARCHING = 0
    HOME = 1
    SEARCHING = 2
    DENIED = 3


def status(state: Registration, *, mode: int) -> str:
    """The state in a response or URC, with the cell where `mode` asks for it."""
    return f"{state:d},{CELL}" if mode == _WITH_CELL and state is Registration.HOME else f"{state:d}"


# clause: 27.007 7.2, 27.007 7.3, 27.007 8.2
class Radio:
    """The registration of one module.

    Listeners are called under the module's lock: `on_change` gets the new state
    of each of `+CREG` and `+CGREG` that has changed.
    """

    def __init__(
        self, *, sim: Sim, packet_network: PacketNetwork, coverage: Coverage, timers: Timers
    ) -> None:
        self._sim, self._packet_network = sim, packet_network
        self._coverage, self._timers = coverage, timers
        self.outages = 0
        self.on_change: list[Callable[[Mapping[str, Registration]], None]] = []
        self.on_registered: list[Callable[[], None]] = []
        self.on_left: list[Callable[[], None]] = []
        self.reset()

    def reset(self) -> None:
        """Power-on: the module registers if the SIM is ready."""
        self.functionality = FULL
        self.operator_mode = self.operator_format = 0  # AT+COPS
        self._is_covered = self._coverage.is_there and not self._coverage.found_after_s
        if self._coverage.found_after_s:
            self._timers.after(self._coverage.found_after_s, self.find_network)
        self._reported = self._states()

    @property
    def registered(self) -> bool:
        """Whether the network has accepted the module."""
        return self.state is Registration.HOME

    @property
    def state(self) -> Registration:
        """The present <stat>."""
        if (
            self.functionality != FULL
            or self._sim.state is not SimState.READY
            or self.operator_mode == DEREGISTERED
        ):
            return Registration.NOT_SEARCHING
        if not self._is_covered:
            return Registration.SEARCHING
        return Registration.HOME if self._coverage.admits else Registration.DENIED

    @property
    def has_signal(self) -> bool:
        """Whether AT+CSQ measures a cell."""
        return self.functionality == FULL and self._is_covered

    def lose_network(self) -> None:
        """The coverage ends, by no doing of the module."""
        self.outages += 1
        self._is_covered = False
        self.leave()

    def leave(self) -> None:
        """The registration has ended, by no doing of the module."""
        if self._reported["+CREG"] is Registration.HOME:
            self._leave()
        self.report_changes()

    def find_network(self) -> None:
        """The coverage begins."""
        self._is_covered = True
        self.register()

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
        was_in = self._reported["+CREG"] is Registration.HOME
        self.report_changes()
        if self.registered and not was_in:
            for listener in self.on_registered:
                listener()

    # clause: 27.007 7.2, 27.007 10.1.20
    def report_changes(self) -> None:
        """Report the changes since the last report to the listeners."""
        before, self._reported = self._reported, self._states()
        changes = {name: state for name, state in self._reported.items() if before[name] != state}
        for listener in self.on_change:
            listener(changes)

    def _leave(self) -> None:
        for listener in self.on_left:
            listener()

    def packet_state(self) -> Registration:
        """The present <stat> of the packet domain."""
        if self.registered and not self._packet_network.attached:
            return Registration.NOT_SEARCHING
        return self.state

    def _states(self) -> Mapping[str, Registration]:
        return {"+CREG": self.state, "+CGREG": self.packet_state()}
