"""Commands of V.250 and 27.007, as far as a host of an M95 uses them (facts 5)."""

from __future__ import annotations

from collections.abc import Callable

from .answers import OK, Answer, Refusal, lines
from .commands import Command, Form
from .module import Module

IDENTITY = ("Quectel_Ltd", "Quectel_M95", "Revision: M95FAR03A05")
IMEI = "861508031234563"


Handler = Callable[[Module, Command], Answer]


def _flag(name: str) -> Handler:
    def handler(module: Module, command: Command) -> Answer:
        value = int(command.rest or "0")
        if value > 1:
            raise Refusal
        setattr(module.profile, name, bool(value))
        return OK

    return handler


def _constant(*texts: str) -> Handler:
    def handler(module: Module, command: Command) -> Answer:
        if command.form is Form.TEST:
            return OK
        return lines(*texts)

    return handler


def _ignored(highest: int) -> Handler:
    def handler(module: Module, command: Command) -> Answer:
        if command.rest and int(command.rest.partition(",")[0]) > highest:
            raise Refusal
        return OK

    return handler


def _switch(default: str, values: tuple[str, ...], test: str) -> Handler:
    """A setting of the profile that has no other effect here."""

    def handler(module: Module, command: Command) -> Answer:
        if command.form is Form.TEST:
            return lines(f"{command.name}: {test}")
        if command.form is Form.READ:
            return lines(f"{command.name}: {module.profile.switches.get(command.name, default)}")
        value = command.rest.replace(" ", "")
        if command.form is Form.EXECUTE or value not in values:
            raise Refusal(3)
        module.profile.switches[command.name] = value
        return OK

    return handler


def _register(module: Module, command: Command) -> Answer:
    number, _, value = command.rest.partition(",")
    if command.form is Form.READ:
        if int(number) not in module.profile.registers:
            raise Refusal
        return lines(f"{module.profile.registers[int(number)]:03d}")
    if command.form is Form.WRITE:
        module.profile.set_register(int(number), int(value or 0))
    return OK


def _factory(module: Module, command: Command) -> Answer:
    module.load(module.factory)
    return OK


def _reset(module: Module, command: Command) -> Answer:
    module.load(module.stored)
    return OK


def _store(module: Module, command: Command) -> Answer:
    module.store()
    return OK


def _view(module: Module, command: Command) -> Answer:
    profile = module.profile
    registers = [f"S{number}: {value:03d}" for number, value in profile.registers.items()]
    return lines(
        "ACTIVE PROFILE",
        f"E: {profile.echo:d}",
        f"V: {profile.verbose:d}",
        *registers,
        f"+CMEE: {profile.cmee}",
    )


def _cmee(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return lines("+CMEE: (0,1,2)")
    if command.form is Form.READ:
        return lines(f"+CMEE: {module.profile.cmee}")
    module.profile.cmee = command.parameters(1, 1)[0].number(0, 2) if command.form is Form.WRITE else 0
    return OK


def _clock(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        return lines(f'+CCLK: "{module.clock.text()}"')
    if command.form is Form.WRITE:
        module.clock.set(command.parameters(1, 1, code=3)[0].string(30, code=3))
    elif command.form is Form.EXECUTE:
        raise Refusal
    return OK


def _functionality(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return lines("+CFUN: (0,1,4),(0,1)")
    if command.form is Form.READ:
        return lines(f"+CFUN: {module.functionality}")
    found = command.parameters(1, 2, code=3)
    value = found[0].number(0, 4, code=3)
    if value not in {0, 1, 4}:
        raise Refusal(3)
    if len(found) == 2 and found[1].number(0, 1, code=3):
        return Answer(final="OK" if module.readings.restart_answered else None, then=module.restart)
    before, module.functionality = module.functionality, value
    if value != 1:
        module.packet.detach()
        return Answer(("+CPIN: NOT READY",) if value == 0 else ())
    module.packet.attach()
    return Answer(("+CPIN: READY",) if before == 0 else ())


def _sim(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return OK
    if module.functionality == 0:
        raise Refusal(13)
    if command.form is not Form.READ:
        raise Refusal(3)
    return lines("+CPIN: READY")


def _power_down(module: Module, command: Command) -> Answer:
    urgent = command.parameters(1, 1)[0].number(0, 1) == 0
    return Answer(() if urgent else ("NORMAL POWER DOWN",), "OK" if urgent else None, module.restart)


HANDLERS: dict[str, Handler] = {
    "E": _flag("echo"),
    "V": _flag("verbose"),
    "Q": _flag("quiet"),
    "S": _register,
    "X": _ignored(4),
    "L": _ignored(3),
    "M": _ignored(2),
    "H": _ignored(0),
    "O": lambda module, command: Answer(final="NO CARRIER"),
    "D": lambda module, command: Answer(final="NO CARRIER"),
    "I": _constant(*IDENTITY),
    "Z": _reset,
    "&F": _factory,
    "&W": _store,
    "&V": _view,
    "&C": _ignored(1),
    "&D": _ignored(2),
    "+CMEE": _cmee,
    "+GMI": _constant("Quectel_Ltd"),
    "+CGMI": _constant("Quectel_Ltd"),
    "+GMM": _constant("Quectel_M95"),
    "+CGMM": _constant("Quectel_M95"),
    "+GMR": _constant(IDENTITY[2]),
    "+CGMR": _constant(IDENTITY[2]),
    "+GSN": _constant(IMEI),
    "+CGSN": _constant(IMEI),
    "+QGSN": _constant(f'+QGSN: "{IMEI}"'),
    "+CIMI": _constant("460001234567890"),
    "+QCCID": _constant("+QCCID: 89860012345678901234"),
    "+CSQ": _constant("+CSQ: 24,0"),
    "+QINISTAT": _constant("+QINISTAT: 3"),
    "+CCLK": _clock,
    "+CFUN": _functionality,
    "+CPIN": _sim,
    "+QPOWD": _power_down,
    "+IFC": _switch("0,0", tuple(f"{a},{b}" for a in range(3) for b in range(3)), "(0-2),(0-2)"),
    "+ICF": _switch("3,3", ("3,3",), "(3),(3)"),
    "+IPR": _switch(
        "0", ("0", "9600", "19200", "38400", "57600", "115200"), "(),(0,9600,19200,38400,57600,115200)"
    ),
    "+CSCS": _switch('"GSM"', ('"GSM"', '"IRA"'), '("GSM","IRA")'),
    "+QIURC": _switch("1", ("0", "1"), "(0,1)"),
    "+QNITZ": _switch("0", ("0", "1"), "(0,1)"),
    "+CTZU": _switch("0", ("0", "1", "2", "3", "4"), "(0-4)"),
    "+COPS": _switch('0,0,"CHINA MOBILE"', ("0",), '(2,"CHINA MOBILE","CMCC","46000"),,(0-4),(0-2)'),
}
