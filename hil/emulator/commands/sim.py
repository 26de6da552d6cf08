"""The SIM: its PIN and its numbers (27.007 8.3, 5.6; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, accepted
from hil.emulator.at.outcome import OK, Cme, CommandRefused, Outcome, answer
from hil.emulator.device.personality import Personality
from hil.emulator.device.sim import ICCID, IMSI, PIN_TRIES, PUK_TRIES, Sim, SimState
from hil.emulator.network.radio import Radio
from hil.spec.cme import CmeCode

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
_WRONG = Cme(CmeCode.INCORRECT_PASSWORD)
_NO_CARD = frozenset({SimState.ABSENT, SimState.OFF})


def require_sim(sim: Sim) -> None:
    """Raise `CommandRefused` with the <err> of the SIM unless it is ready."""
    error = sim.state.error
    if error is not None:
        raise CommandRefused(Cme(error))


class SimCommands:
    """The commands of the SIM; the module registers after the correct PIN."""

    def __init__(self, *, sim: Sim, radio: Radio, personality: Personality) -> None:
        self._sim, self._radio, self._personality = sim, radio, personality

    def commands(self) -> Mapping[str, Command]:
        """The commands by name."""
        return {
            "+CPIN": Command(write=self._pin_write, read=self._pin_read, test=accepted, refusal=_INVALID),
            "+QTRPIN": Command(self._tries, test=accepted),
            "+CIMI": Command(self._imsi, test=accepted),
            "+QCCID": Command(self._iccid, test=accepted),
            "+CNUM": Command(self._number, test=accepted),
            "+QINISTAT": Command(self._initialised, test=accepted),
        }

    # clause: 27.007 8.3
    def _pin_read(self, _call: Call) -> Outcome:
        state = self._sim.state
        if state in _NO_CARD:
            require_sim(self._sim)
        return answer(f"+CPIN: {state.words}")

    # clause: 27.007 8.3
    def _pin_write(self, call: Call) -> Outcome:
        call.arguments.expect(1, 2)
        sim, pin = self._sim, _secret(call, 0)
        match sim.state:
            case SimState.READY:
                raise CommandRefused(Cme(CmeCode.OPERATION_NOT_ALLOWED))
            case SimState.PIN:
                accepted_pin = sim.verify(pin)
            case SimState.PUK:
                accepted_pin = sim.unblock(pin, _secret(call, 1))
            case _:
                require_sim(sim)
                accepted_pin = False
        if not accepted_pin:
            raise CommandRefused(_WRONG)
        return Outcome((f"+CPIN: {sim.state.words}",), then=lambda: self._ready(call))

    def _ready(self, call: Call) -> None:
        self._radio.register()
        for line in self._personality.boot_urcs:
            if line.endswith(" Ready"):
                call.terminal.urc(line)

    def _tries(self, _call: Call) -> Outcome:
        sim = self._sim
        return answer(f"+QTRPIN: {sim.pin_tries},{PIN_TRIES},{sim.puk_tries},{PUK_TRIES}")

    def _imsi(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        return answer(IMSI)

    def _iccid(self, _call: Call) -> Outcome:
        if self._sim.state in _NO_CARD:
            require_sim(self._sim)
        return answer(f"+QCCID: {ICCID}" if self._personality.qccid_prefix else ICCID)

    def _initialised(self, _call: Call) -> Outcome:
        return answer(f"+QINISTAT: {3 if self._sim.state is SimState.READY else 0}")

    def _number(self, _call: Call) -> Outcome:
        require_sim(self._sim)
        return OK


def _secret(call: Call, index: int) -> str:
    text = call.arguments.text(index)
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 8):
        raise call.arguments.refused()
    return text
