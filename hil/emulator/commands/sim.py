"""The SIM: its PIN and its numbers (27.007 8.3, 5.6; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.outcome import OK, Call, Cme, Command, Outcome, Refused, accepted, told
from hil.emulator.device.sim import ICCID, IMSI, PIN_TRIES, PUK_TRIES, SimState

_INVALID = Cme(3518)
_WRONG = Cme(16)


def require_sim(call: Call) -> None:
    """Raise `Refused` with what is wrong with the SIM, if anything."""
    error = call.module.sim.state.error
    if error is not None:
        raise Refused(Cme(error))


def _pin_read(call: Call) -> Outcome:
    state = call.module.sim.state
    if state in {SimState.ABSENT, SimState.OFF}:
        require_sim(call)
    return told(f"+CPIN: {state.words}")


def _pin_write(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    sim, pin = call.module.sim, _secret(call, 0)
    match sim.state:
        case SimState.READY:
            raise Refused(Cme(3))
        case SimState.PIN:
            accepted_pin = sim.verify(pin)
        case SimState.PUK:
            accepted_pin = sim.unblock(pin, _secret(call, 1))
        case _:
            require_sim(call)
            accepted_pin = False
    if not accepted_pin:
        raise Refused(_WRONG)
    return Outcome((f"+CPIN: {sim.state.words}",), then=lambda: _ready(call))


def _secret(call: Call, index: int) -> str:
    text = call.arguments.text(index)
    if not (text.isascii() and text.isdigit() and 4 <= len(text) <= 8):
        raise call.arguments.refused()
    return text


def _ready(call: Call) -> None:
    call.module.radio.register()
    for line in call.module.personality.boot_urcs:
        if line.endswith(" Ready"):
            call.terminal.urc(line)


def _tries(call: Call) -> Outcome:
    sim = call.module.sim
    return told(f"+QTRPIN: {sim.pin_tries},{PIN_TRIES},{sim.puk_tries},{PUK_TRIES}")


def _imsi(call: Call) -> Outcome:
    require_sim(call)
    return told(IMSI)


def _iccid(call: Call) -> Outcome:
    if call.module.sim.state in {SimState.ABSENT, SimState.OFF}:
        require_sim(call)
    return told(f"+QCCID: {ICCID}" if call.module.personality.qccid_prefix else ICCID)


def _initialised(call: Call) -> Outcome:
    return told(f"+QINISTAT: {3 if call.module.sim.state is SimState.READY else 0}")


def _number(call: Call) -> Outcome:
    require_sim(call)
    return OK


COMMANDS: Mapping[str, Command] = {
    "+CPIN": Command(write=_pin_write, read=_pin_read, test=accepted, refusal=_INVALID),
    "+QTRPIN": Command(_tries, test=accepted),
    "+CIMI": Command(_imsi, test=accepted),
    "+QCCID": Command(_iccid, test=accepted),
    "+CNUM": Command(_number, test=accepted),
    "+QINISTAT": Command(_initialised, test=accepted),
}
