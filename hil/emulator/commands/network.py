"""Registration, errors, power (27.007; series' manual)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hil.emulator.at.command import Call, Command, listing
from hil.emulator.at.outcome import OK, Cme, CommandRefused, Outcome, answer
from hil.emulator.commands.sim import require_sim
from hil.emulator.device.sim import Sim
from hil.emulator.network.packet_service import PacketService
from hil.emulator.network.pdp import PacketNetwork
from hil.emulator.network.radio import FULL, MINIMUM, RADIO_OFF, Radio, status
from hil.spec.cme import CmeCode

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
_NO_SERVICE = Cme(CmeCode.NO_NETWORK_SERVICE)
OPERATOR, OPERATOR_NUMBER = "CHINA MOBILE", "46000"


class NetworkCommands:
    """The commands of registration and power; `reboot` and `switch_off` act on the whole module."""

    def __init__(
        self,
        *,
        sim: Sim,
        radio: Radio,
        packet_network: PacketNetwork,
        packet_service: PacketService,
        reboot: Callable[[], None],
        switch_off: Callable[[], None],
    ) -> None:
        self._sim, self._radio = sim, radio
        self._packet_network, self._packet_service = packet_network, packet_service
        self._reboot, self._switch_off = reboot, switch_off

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "+CMEE": Command(
                write=_cmee_write, read=_cmee_read, test=listing("+CMEE: (0-2)"), refusal=_INVALID
            ),
            "+CFUN": Command(
                write=self._cfun_write,
                read=self._cfun_read,
                test=listing("+CFUN: (0,1,4),(0,1)"),
                refusal=_INVALID,
            ),
            "+CSQ": Command(self._signal, test=listing("+CSQ: (0-31,99),(0-7,99)")),
            "+CREG": Command(
                write=_creg_write, read=self._creg_read, test=listing("+CREG: (0-2)"), refusal=_INVALID
            ),
            "+CGREG": Command(
                write=_cgreg_write, read=self._cgreg_read, test=listing("+CGREG: (0-2)"), refusal=_INVALID
            ),
            "+CGATT": Command(
                write=self._cgatt_write,
                read=self._cgatt_read,
                test=listing("+CGATT: (0,1)"),
                refusal=_INVALID,
            ),
            "+COPS": Command(
                write=self._operator_write, read=self._operator, test=self._operators, refusal=_INVALID
            ),
            "+QPOWD": Command(write=self._power_down, test=listing("+QPOWD: (0,1)")),
        }

    # clause: 27.007 8.2
    def _cfun_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        level, reset = call.arguments.integer(0), call.arguments.number(1, 0, 1, default=0)
        if level not in {MINIMUM, FULL, RADIO_OFF}:
            raise call.arguments.refused()
        if reset:
            return Outcome(then=self._reboot)
        before = self._radio.functionality
        self._radio.set_functionality(level)
        if before and level == MINIMUM:  # the SIM loses its power
            return answer(f"+CPIN: {self._sim.state.words}")
        return OK

    def _cfun_read(self, _call: Call) -> Outcome:
        return answer(f"+CFUN: {self._radio.functionality}")

    def _signal(self, _call: Call) -> Outcome:
        return answer("+CSQ: 28,0" if self._radio.has_signal else "+CSQ: 99,0")

    # clause: 27.007 7.2
    def _creg_read(self, call: Call) -> Outcome:
        mode = call.terminal.profile.creg
        return answer(f"+CREG: {mode},{status(self._radio.state, mode=mode)}")

    # clause: note 5.1, 27.007 10.1.20
    # requirements: PDPERR-03
    def _cgreg_read(self, call: Call) -> Outcome:
        mode = call.terminal.profile.cgreg
        return answer(f"+CGREG: {mode},{status(self._radio.packet_state(), mode=mode)}")

    # clause: note 5.1, 27.007 10.1.9
    # requirements: PDPERR-02
    def _cgatt_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        require_sim(self._sim)
        if not call.arguments.number(0, 0, 1):
            self._packet_service.detach()
            return OK
        if self._radio.functionality != FULL:
            raise CommandRefused(_NO_SERVICE)
        self._packet_service.attach()
        return OK

    # clause: note 5.1
    # requirements: PDPERR-01
    def _cgatt_read(self, _call: Call) -> Outcome:
        return answer(f"+CGATT: {self._radio.registered and self._packet_network.attached:d}")

    # clause: 27.007 7.3
    def _operator(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        radio = self._radio
        if not radio.registered:
            return answer(f"+COPS: {radio.operator_mode}")
        name = OPERATOR_NUMBER if radio.operator_format == 2 else OPERATOR
        return answer(f'+COPS: {radio.operator_mode},{radio.operator_format},"{name}"')

    # clause: 27.007 7.3
    def _operator_write(self, call: Call) -> Outcome:
        """Modes 0 to 4; a manual selection succeeds only for the one network that exists."""
        call.arguments.expect(1, 3)
        require_sim(self._sim)
        mode = call.arguments.number(0, 0, 4)
        if mode == 3:
            self._radio.operator_format = call.arguments.number(1, 0, 2, 0)
            return OK
        if mode in {1, 4} and call.arguments.string(2) not in {OPERATOR, OPERATOR_NUMBER}:
            raise CommandRefused(_NO_SERVICE)
        self._radio.select_operator(mode)
        return OK

    def _operators(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        return answer(f'+COPS: (2,"{OPERATOR}","CMCC","{OPERATOR_NUMBER}"),,(0-4),(0-2)')

    def _power_down(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        if call.arguments.number(0, 0, 1) == 0:
            return Outcome(then=self._switch_off)
        return Outcome(("NORMAL POWER DOWN",), None, self._switch_off)


# clause: 27.007 9.1
def _cmee_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.terminal.profile.cmee = call.arguments.number(0, 0, 2)
    return OK


def _cmee_read(call: Call) -> Outcome:
    return answer(f"+CMEE: {call.terminal.profile.cmee}")


def _creg_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.terminal.profile.creg = call.arguments.number(0, 0, 2)
    return OK


def _cgreg_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.terminal.profile.cgreg = call.arguments.number(0, 0, 2)
    return OK
