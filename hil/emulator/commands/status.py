"""What the module measures or knows of itself: battery, temperature, network, cell, SIM (27.007 8; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import OK, Cme, Outcome, answer
from hil.emulator.commands.network import OPERATOR, OPERATOR_NUMBER
from hil.emulator.commands.sim import require_sim
from hil.emulator.device.sim import ICCID, Sim, SimState
from hil.emulator.network.radio import CELL, Radio
from hil.spec.cme import CmeCode

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
_LEVEL_PERCENT, _VOLTAGE_MV = 100, 4000
_TEMPERATURE_C = 28
_PROTOCOLS = ("TCP", "UDP")
_NOT_READY, _NORMAL, _NO_CELL, _LIMITED = 255, 0, 1, 2  # AT+QNSTATUS


class StatusCommands:
    """The commands that report; `settings` hold the few values among them that hosts set."""

    def __init__(self, *, settings: MutableMapping[str, str], sim: Sim, radio: Radio) -> None:
        self._settings, self._sim, self._radio = settings, sim, radio

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {**self._of_the_module(), **self._of_the_network(), **self._of_the_card()}

    def _of_the_module(self) -> Mapping[str, Command]:
        battery = f"+CBC: 0,{_LEVEL_PERCENT},{_VOLTAGE_MV}"
        return {
            "+CBC": Command(listing(battery), test=listing("+CBC: (0-2),(1-100),<voltage>")),
            "+QTEMP": Command(
                self._temperature,
                write=self._temperature_write,
                read=self._temperature,
                test=listing("+QTEMP: (0,1)"),
                refusal=_INVALID,
            ),
            "+QADC": Command(read=listing("+QADC: 1,0"), test=accepted),
            "+CEER": Command(listing("+CEER: 0,0"), test=accepted),
        }

    def _of_the_network(self) -> Mapping[str, Command]:
        return {
            "+QNSTATUS": Command(self._network_status, test=accepted),
            "+QENG": Command(
                write=self._engineering_write,
                read=self._engineering,
                test=listing("+QENG: (0-4),(0,1)"),
                refusal=_INVALID,
            ),
            "+QSPN": Command(self._provider, read=self._provider_read, test=accepted),
            "+COPN": Command(listing(f'+COPN: "{OPERATOR_NUMBER}","{OPERATOR}"'), test=accepted),
            "+QILPORT": Command(
                write=self._port_write,
                read=self._ports,
                test=listing('+QILPORT: ("TCP","UDP"),(0-65535)'),
                refusal=_INVALID,
            ),
            "+CPOL": Command(read=self._empty, test=listing("+CPOL: (1-20),(0-2)"), refusal=_INVALID),
        }

    def _of_the_card(self) -> Mapping[str, Command]:
        return {
            "+CCID": Command(self._iccid, read=self._iccid, test=accepted),
            "+QGID": Command(self._group, test=accepted),
            "+QSIMSTAT": Command(
                write=self._insertion_write,
                read=self._insertion,
                test=listing("+QSIMSTAT: (0,1)"),
                refusal=_INVALID,
            ),
        }

    # --- the module ------------------------------------------------------------------------------------------

    def _temperature(self, _call: Call) -> Outcome:
        return answer(f"+QTEMP: {self._settings.get('+QTEMP', '0')},{_TEMPERATURE_C}")

    def _temperature_write(self, call: Call) -> Outcome:
        """Whether the module switches off at a critical temperature, which it never reaches."""
        call.arguments.expect(1, 1)
        self._settings["+QTEMP"] = str(call.arguments.number(0, 0, 1))
        return OK

    # --- the network -----------------------------------------------------------------------------------------

    def _network_status(self, _call: Call) -> Outcome:
        radio = self._radio
        if not radio.has_signal:
            status = _NO_CELL
        elif self._sim.state is SimState.PIN:
            status = _NOT_READY
        else:
            status = _NORMAL if radio.registered else _LIMITED
        return answer(f"+QNSTATUS: {status}")

    def _engineering_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        mode, dump = call.arguments.number(0, 0, 4), call.arguments.number(1, 0, 1, default=0)
        self._settings["+QENG"] = f"{mode},{dump}"
        return OK

    def _engineering(self, _call: Call) -> Outcome:
        """The mode, and with mode 1 and above the serving cell; the network has no other one."""
        mode = self._settings.get("+QENG", "0,0")
        if mode[0] == "0" or not self._radio.has_signal:
            return answer(f"+QENG: {mode}")
        area, cell = CELL.replace('"', "").lower().split(",")
        network = f"{OPERATOR_NUMBER[:3]},{OPERATOR_NUMBER[3:]}"
        return answer(
            f"+QENG: {mode}", f"+QENG: 0,{network},{area},{cell},23,33,-57,255,255,0,5,x,x,x,x,x,x,x"
        )

    def _port_write(self, call: Call) -> Outcome:
        """The local port of connections, which this module does not open."""
        call.arguments.expect(2, 2)
        protocol = call.arguments.text(0).upper()
        if protocol not in _PROTOCOLS:
            raise call.arguments.refused()
        self._settings[f"+QILPORT {protocol}"] = str(call.arguments.number(1, 0, 65535))
        return OK

    def _ports(self, _call: Call) -> Outcome:
        return answer(*(f"{name}: {self._settings.get(f'+QILPORT {name}', '0')}" for name in _PROTOCOLS))

    def _provider(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        return answer(f'+QSPN: "","","{OPERATOR}",0,"{OPERATOR_NUMBER}"')

    def _provider_read(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        return answer(f'+QSPN: "{OPERATOR}",0')

    # --- the SIM ---------------------------------------------------------------------------------------------

    def _iccid(self, _call: Call) -> Outcome:
        if self._sim.state in {SimState.ABSENT, SimState.OFF}:
            require_sim(self._sim)
        return answer(f'+CCID: "{ICCID}"')

    def _group(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        return answer("+QGID: 0xFF,0xFF")

    def _insertion(self, _call: Call) -> Outcome:
        inserted = self._sim.state is not SimState.ABSENT
        return answer(f"+QSIMSTAT: {self._settings.get('+QSIMSTAT', '0')},{inserted:d}")

    def _insertion_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 1)
        self._settings["+QSIMSTAT"] = str(call.arguments.number(0, 0, 1))
        return OK

    def _empty(self, _call: Call) -> Outcome:
        """The list of preferred networks has no entry."""
        require_sim(self._sim)
        return OK
