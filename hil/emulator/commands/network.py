"""SIM, registration, clock, errors, power (27.007; series' manual)."""

from __future__ import annotations

from collections.abc import Mapping

from hil.emulator.clock import format_rtc, parse_rtc
from hil.emulator.outcome import ERROR, OK, Call, Cme, Command, Outcome, Refused, listing, told

_INVALID = Cme(3518)
_SIM_FAILURE = Cme(13)  # what the SIM commands answer while AT+CFUN is 0
CELL = '"1801","2B5C"'  # made up
OPERATOR = "CHINA MOBILE"


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
    call.module.functionality = level
    if level == 0:
        return told("+CPIN: NOT READY")
    return OK


def _cfun_read(call: Call) -> Outcome:
    return told(f"+CFUN: {call.module.functionality}")


def _pin_read(call: Call) -> Outcome:
    if call.module.functionality == 0:
        raise Refused(_SIM_FAILURE)
    return told("+CPIN: READY")


def _signal(call: Call) -> Outcome:
    return told("+CSQ: 28,0" if call.module.functionality == 1 else "+CSQ: 99,0")


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
    status = 1 if registered and call.module.functionality == 1 else 0
    cell = f",{CELL}" if mode == 2 and status == 1 else ""
    return told(f"{name}: {mode},{status}{cell}")


def _cgatt_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    if call.arguments.number(0, 0, 1):
        call.module.network.attached = True
    else:
        call.module.network.detach()
        call.module.ftp.context_lost()
    return OK


def _cgatt_read(call: Call) -> Outcome:
    return told(f"+CGATT: {call.module.network.attached:d}")


def _operator(call: Call) -> Outcome:
    return told(f'+COPS: 0,0,"{OPERATOR}"' if call.module.functionality == 1 else "+COPS: 0")


def _clock_write(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    moment = parse_rtc(call.arguments.string(0))
    if moment is None:
        raise call.arguments.refused()
    call.module.clock.set_rtc(moment)
    return OK


def _clock_read(call: Call) -> Outcome:
    return told(f'+CCLK: "{format_rtc(call.module.clock.rtc())}"')


def _power_down(call: Call) -> Outcome:
    call.arguments.expect(1, 1)
    if call.arguments.number(0, 0, 1) == 0:
        return Outcome(then=call.module.cut_power)
    return Outcome(("NORMAL POWER DOWN",), None, call.module.cut_power)


def _initialised(_call: Call) -> Outcome:
    return told("+QINISTAT: 3")


def _refuse(_call: Call) -> Outcome:
    return ERROR


COMMANDS: Mapping[str, Command] = {
    "+CMEE": Command(write=_cmee_write, read=_cmee_read, test=listing("+CMEE: (0-2)"), refusal=_INVALID),
    "+CFUN": Command(
        write=_cfun_write, read=_cfun_read, test=listing("+CFUN: (0,1,4),(0,1)"), refusal=_INVALID
    ),
    "+CPIN": Command(write=_refuse, read=_pin_read, test=lambda _call: OK),
    "+CSQ": Command(_signal, test=listing("+CSQ: (0-31,99),(0-7,99)")),
    "+CREG": Command(write=_creg_write, read=_creg_read, test=listing("+CREG: (0-2)"), refusal=_INVALID),
    "+CGREG": Command(write=_cgreg_write, read=_cgreg_read, test=listing("+CGREG: (0-2)"), refusal=_INVALID),
    "+CGATT": Command(write=_cgatt_write, read=_cgatt_read, test=listing("+CGATT: (0,1)"), refusal=_INVALID),
    "+COPS": Command(read=_operator),
    "+CCLK": Command(write=_clock_write, read=_clock_read, test=lambda _call: OK, refusal=_INVALID),
    "+QPOWD": Command(write=_power_down, test=listing("+QPOWD: (0,1)")),
    "+QINISTAT": Command(_initialised),
}
