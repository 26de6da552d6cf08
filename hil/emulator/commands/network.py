"""Registration, errors, power (27.007; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.at.outcome import OK, Call, Cme, Command, Outcome, Refused, listing, told
from hil.emulator.commands.sim import require_sim
from hil.emulator.network.radio import status

_INVALID = Cme(3518)
_NO_SERVICE = Cme(30)
OPERATOR, OPERATOR_NUMBER = "CHINA MOBILE", "46000"


def _cmee_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.terminal.profile.cmee = call.arguments.number(0, 0, 2)
    return OK


def _cmee_read(call: Call) -> Outcome:
    return told(f"+CMEE: {call.terminal.profile.cmee}")


def _cfun_write(call: Call) -> Outcome:
    call.arguments.expect(1, 2)
    level, reset = call.arguments.integer(0), call.arguments.number(1, 0, 1, default=0)
    if level not in {0, 1, 4}:
        raise call.arguments.refused()
    if reset:
        return Outcome(then=call.module.reboot)
    before = call.module.radio.functionality
    call.module.radio.set_functionality(level)
    if before and level == 0:  # the SIM loses its power
        return told(f"+CPIN: {call.module.sim.state.words}")
    return OK


def _cfun_read(call: Call) -> Outcome:
    return told(f"+CFUN: {call.module.radio.functionality}")


def _signal(call: Call) -> Outcome:
    return told("+CSQ: 28,0" if call.module.radio.functionality == 1 else "+CSQ: 99,0")


def _creg_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.terminal.profile.creg = call.arguments.number(0, 0, 2)
    return OK


def _creg_read(call: Call) -> Outcome:
    return _registration(call, "+CREG", call.terminal.profile.creg, registered=True)


def _cgreg_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    call.terminal.profile.cgreg = call.arguments.number(0, 0, 2)
    return OK


def _cgreg_read(call: Call) -> Outcome:
    return _registration(call, "+CGREG", call.terminal.profile.cgreg, registered=call.module.network.attached)


def _registration(call: Call, name: str, mode: int, *, registered: bool) -> Outcome:
    return told(f"{name}: {mode},{status(mode=mode, is_in=registered and call.module.radio.registered)}")


def _cgatt_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    require_sim(call)
    if call.arguments.number(0, 0, 1):
        if call.module.radio.functionality != 1:
            raise Refused(_NO_SERVICE)
        call.module.packet_service.attach()
    else:
        call.module.packet_service.detach()
    return OK


def _cgatt_read(call: Call) -> Outcome:
    return told(f"+CGATT: {call.module.radio.registered and call.module.network.attached:d}")


def _operator(call: Call) -> Outcome:
    require_sim(call)
    if not call.module.radio.registered:
        return told(f"+COPS: {call.module.radio.operator_mode}")
    name = OPERATOR_NUMBER if call.module.radio.operator_format == 2 else OPERATOR
    return told(f'+COPS: {call.module.radio.operator_mode},{call.module.radio.operator_format},"{name}"')


def _operator_write(call: Call) -> Outcome:
    """Modes 0 to 4; there is one network, so choosing it by hand finds it or finds none."""
    call.arguments.expect(1, 3)
    require_sim(call)
    mode = call.arguments.number(0, 0, 4)
    if mode == 3:
        call.module.radio.operator_format = call.arguments.number(1, 0, 2, 0)
        return OK
    if mode in {1, 4} and call.arguments.string(2) not in {OPERATOR, OPERATOR_NUMBER}:
        raise Refused(_NO_SERVICE)
    call.module.radio.select_operator(mode)
    return OK


def _operators(call: Call) -> Outcome:
    require_sim(call)
    return told(f'+COPS: (2,"{OPERATOR}","CMCC","{OPERATOR_NUMBER}"),,(0-4),(0-2)')


def _power_down(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    if call.arguments.number(0, 0, 1) == 0:
        return Outcome(then=call.module.cut_power)
    return Outcome(("NORMAL POWER DOWN",), None, call.module.cut_power)


COMMANDS: Mapping[str, Command] = {
    "+CMEE": Command(write=_cmee_write, read=_cmee_read, test=listing("+CMEE: (0-2)"), refusal=_INVALID),
    "+CFUN": Command(
        write=_cfun_write, read=_cfun_read, test=listing("+CFUN: (0,1,4),(0,1)"), refusal=_INVALID
    ),
    "+CSQ": Command(_signal, test=listing("+CSQ: (0-31,99),(0-7,99)")),
    "+CREG": Command(write=_creg_write, read=_creg_read, test=listing("+CREG: (0-2)"), refusal=_INVALID),
    "+CGREG": Command(write=_cgreg_write, read=_cgreg_read, test=listing("+CGREG: (0-2)"), refusal=_INVALID),
    "+CGATT": Command(write=_cgatt_write, read=_cgatt_read, test=listing("+CGATT: (0,1)"), refusal=_INVALID),
    "+COPS": Command(write=_operator_write, read=_operator, test=_operators, refusal=_INVALID),
    "+QPOWD": Command(write=_power_down, test=listing("+QPOWD: (0,1)")),
}
