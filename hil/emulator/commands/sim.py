"""The SIM: its PIN, its locks and its numbers (27.007 5.6, 7.4, 7.5, 8.3; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.command import Call, Command, accepted, listing
from hil.emulator.at.outcome import OK, Cme, CommandRefused, Outcome, answer
from hil.emulator.device.personality import Personality
from hil.emulator.device.sim import ICCID, IMSI, PIN_TRIES, PUK_TRIES, Sim, SimState
from hil.emulator.network.radio import Radio
from hil.spec.cme import CmeCode

_INVALID = Cme(CmeCode.INVALID_PARAMETER)
_WRONG = Cme(CmeCode.INCORRECT_PASSWORD)
_NOT_ALLOWED = Cme(CmeCode.OPERATION_NOT_ALLOWED)
_BARRINGS = ("AO", "OI", "OX", "AI", "IR", "AB", "AG", "AC")
_FACILITIES = ("SC", *_BARRINGS, "FD", "PN", "PU", "PP", "PC", "PF")
_PASSWORDS = {"SC": 8, "P2": 8, **dict.fromkeys(_BARRINGS, 4)}  # by their longest
_QUERY = 2
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
            "+CLCK": Command(
                write=self._lock,
                test=listing("+CLCK: (" + ",".join(f'"{facility}"' for facility in _FACILITIES) + ")"),
                refusal=_INVALID,
            ),
            "+CPWD": Command(
                write=self._password,
                test=listing(
                    "+CPWD: "
                    + ",".join(f'("{facility}",{length})' for facility, length in _PASSWORDS.items())
                ),
                refusal=_INVALID,
            ),
            "+QTRPIN": Command(self._tries, test=accepted),
            "+CIMI": Command(self._imsi, test=accepted),
            "+QCCID": Command(self._iccid, test=accepted),
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

    # clause: 27.007 7.4
    def _lock(self, call: Call) -> Outcome:
        """The PIN can be switched on and off; the other locks are off and stay so."""
        call.arguments.expect(2, 4)
        facility, mode = call.arguments.text(0), call.arguments.number(1, 0, _QUERY)
        if facility not in _FACILITIES:
            raise call.arguments.refused()
        require_sim(self._sim)
        if mode == _QUERY:
            return answer(f"+CLCK: {facility == 'SC' and self._sim.has_pin:d}")
        if facility != "SC":
            raise CommandRefused(_NOT_ALLOWED)
        if not self._sim.set_lock(_secret(call, 2), on=bool(mode)):
            raise CommandRefused(_WRONG)
        return OK

    # clause: 27.007 7.5
    def _password(self, call: Call) -> Outcome:
        """Only the PIN can be changed, while the card asks for it (TS 51.011 8.10)."""
        call.arguments.expect(3, 3)
        facility = call.arguments.text(0)
        if facility not in _PASSWORDS:
            raise call.arguments.refused()
        require_sim(self._sim)
        old, new = _secret(call, 1), _secret(call, 2)
        if facility != "SC" or not self._sim.has_pin:
            raise CommandRefused(_NOT_ALLOWED)
        if not self._sim.change_pin(old, new):
            raise CommandRefused(_WRONG)
        return OK

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


def _secret(call: Call, index: int) -> str:
    text = call.arguments.text(index)
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 8):
        raise call.arguments.refused()
    return text
