"""Commands of V.250 and 27.007: echo, forms, S-registers, identity, SIM, clock, functionality."""

from __future__ import annotations

import asyncio
import calendar
import time
from collections.abc import Callable

from .core import Parameter, Profile, Refused
from .module import Module, basic, command

IMEI = "867723030012345"
REVISION = "M95FAR03A05"

_SETTERS: dict[str, tuple[str, int]] = {
    "E": ("echo", 1),
    "Q": ("quiet", 1),
    "V": ("verbose", 1),
    "X": ("extended", 4),
}
_IGNORED = {"H": 0, "L": 3, "M": 2, "&C": 1, "&D": 2, "&S": 1, "T": 0, "P": 0}


def _limit(value: str, most: int) -> int:
    if value and not (value.isdigit() and int(value) <= most):
        raise Refused
    return int(value or 0)


def _set(name: str, attribute: str, most: int) -> None:
    """Make the handler of a basic command with one number."""

    @basic(name)
    async def handler(module: Module, value: str) -> str:
        setattr(module.profile, attribute, _limit(value, most))
        module.line.echo = bool(module.profile.echo)
        return "OK"


for _name, (_attribute, _most) in _SETTERS.items():
    _set(_name, _attribute, _most)


def _ignore(name: str, most: int) -> None:
    """Make the handler of a basic command without effect."""

    @basic(name)
    async def handler(module: Module, value: str) -> str:
        module.profile.basics[name] = _limit(value, most)
        return "OK"


for _name, _most in _IGNORED.items():
    _ignore(_name, _most)


def _act(name: str, action: Callable[[Module], None]) -> None:
    """Make the handler of a basic command that does something."""

    @basic(name)
    async def handler(module: Module, value: str) -> str:
        _limit(value, 0)
        action(module)
        return "OK"


@basic("O", "D")
async def no_call(module: Module, value: str) -> str:
    """There is no call and nothing to go back to."""
    del module, value
    return "NO CARRIER"


@basic("S")
async def register(module: Module, value: str) -> str:
    """Set and show S-registers."""
    number, _, new = value.replace("?", "=?").partition("=")
    known = module.line.registers
    if not number.isdigit() or int(number) not in known:
        raise Refused
    if new == "?":
        module.info(f"{known[int(number)]:03d}" if module.readings.blank_lines else str(known[int(number)]))
    else:
        known[int(number)] = _limit(new or "x", 255)
    return "OK"


def _view(module: Module) -> None:
    profile = module.profile
    module.info("ACTIVE PROFILE")
    module.info(f"E: {profile.echo}, Q: {profile.quiet}, V: {profile.verbose}, X: {profile.extended}")
    module.info(f"+CMEE: {profile.cmee}")
    module.info(f"+IFC: {profile.flow[0]},{profile.flow[1]}")


def _identify(module: Module) -> None:
    for line in ("Quectel_Ltd", "Quectel_M95", f"Revision: {REVISION}"):
        module.info(line)


_act("&F", lambda module: module.load(Profile()))
_act("Z", lambda module: module.load(module.stored))
_act("&W", lambda module: module.store())
_act("&V", _view)
_act("I", _identify)


def _setting(name: str, attribute: str, values: range) -> None:
    """Make the handler of a command with one number."""

    @command(name)
    async def handler(module: Module, form: str, parameters: list[Parameter]) -> None:
        if form == "=?":
            module.info(f"{name}: ({values[0]}-{values[-1]})")
        elif form == "?":
            state = f",{module.network.registration()}" if attribute in {"creg", "cgreg"} else ""
            module.info(f"{name}: {getattr(module.profile, attribute)}{state}")
        elif form == "=" and len(parameters) == 1 and parameters[0].number() in values:
            setattr(module.profile, attribute, parameters[0].number())
        else:
            raise Refused(module.cme(3518))


_setting("+CMEE", "cmee", range(3))
_setting("+CREG", "creg", range(3))
_setting("+CGREG", "cgreg", range(3))


@command("+IPR")
async def rate(module: Module, form: str, parameters: list[Parameter]) -> None:
    """The rate of the line, which a socket does not have."""
    rates = (0, 75, 150, 300, 600, 1200, 2400, 4800, 9600, 14400, 19200, 28800, 38400, 57600, 115200)
    if form == "=?":
        module.info(f"+IPR: (),({','.join(map(str, rates))})")
    elif form == "?":
        module.info(f"+IPR: {module.rate}")
    elif form == "=" and len(parameters) == 1 and parameters[0].number() in rates:
        module.rate = parameters[0].number() or 0
    else:
        raise Refused(module.cme(3518))


@command("+IFC")
async def flow(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Flow control."""
    if form == "=?":
        module.info("+IFC: (0-2),(0-2)")
    elif form == "?":
        module.info(f"+IFC: {module.profile.flow[0]},{module.profile.flow[1]}")
    elif form == "=" and 1 <= len(parameters) <= 2 and all(p.number() in range(3) for p in parameters):
        numbers = [p.number() or 0 for p in parameters]
        module.profile.flow = (numbers[0], numbers[-1])
    else:
        raise Refused(module.cme(3518))


def _text(names: tuple[str, ...], text: Callable[[], tuple[str, ...]], form_of: str = "") -> None:
    """Make the handler of commands that print lines."""

    @command(*names)
    async def handler(module: Module, form: str, _: list[Parameter]) -> None:
        if form == form_of:
            for line in text():
                module.info(line)
        elif form != "=?":
            raise Refused(module.cme(4))


_text(("+GMI", "+CGMI"), lambda: ("Quectel_Ltd", "Quectel_M95", "Revision: MTK 0828"))
_text(("+GMM", "+CGMM"), lambda: ("Quectel_M95",))
_text(("+GMR", "+CGMR"), lambda: (f"Revision: {REVISION}",))
_text(("+GSN", "+CGSN"), lambda: (IMEI,))
_text(("+QGSN",), lambda: (f'+QGSN: "{IMEI}"',))
_text(("+CIMI",), lambda: ("262011234567890",))
_text(("+QCCID",), lambda: ("89490200001234567890",))
_text(("+CSQ",), lambda: ("+CSQ: 21,0",))
_text(("+QINISTAT",), lambda: ("+QINISTAT: 3",))


@command("+CPIN")
async def pin(module: Module, form: str, _: list[Parameter]) -> None:
    """The SIM; it has no PIN."""
    if module.functionality == 0:
        raise Refused(module.cme(13))
    if form == "?":
        module.info("+CPIN: READY")
    elif form != "=?":
        raise Refused(module.cme(3))


@command("+CFUN")
async def functionality(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Functionality, and the restart by AT+CFUN=1,1."""
    numbers = [p.number() for p in parameters]
    if form == "=?":
        module.info("+CFUN: (0,1,4),(0,1)")
    elif form == "?":
        module.info(f"+CFUN: {module.functionality}")
    elif form == "=" and len(numbers) in {1, 2} and numbers[0] in {0, 1, 4} and [*numbers, 0][1] in {0, 1}:
        if numbers[1:] == [1]:
            module.after.append(module.boot())
        elif numbers[0] != module.functionality:
            module.functionality = numbers[0] or 0
            module.lose(contexts=module.network.radio(on=numbers[0] == 1))
            if numbers[0] == 0:
                module.info("+CPIN: NOT READY")
    else:
        raise Refused(module.cme(3518))


@command("+QPOWD")
async def power_down(module: Module, form: str, parameters: list[Parameter]) -> str | None:
    """Power down; the board of this module switches it on again."""
    if form != "=" or len(parameters) != 1 or parameters[0].number() not in {0, 1}:
        raise Refused(module.cme(3518))
    module.after.append(module.boot())
    return "NORMAL POWER DOWN" if parameters[0].number() == 1 else None


@command("+CCLK")
async def clock(module: Module, form: str, parameters: list[Parameter]) -> None:
    """The clock, in local time with its zone in quarters of an hour."""
    if form == "?":
        module.info(f'+CCLK: "{time.strftime("%y/%m/%d,%H:%M:%S", time.gmtime(module.clock.now()))}+00"')
    elif form == "=" and len(parameters) == 1 and parameters[0].quoted:
        text = parameters[0].text
        try:
            zone = int(text[17:] or "0")
            # The years of the module are those from 2000 on.
            moment = calendar.timegm(time.strptime("20" + text[:17], "%Y/%m/%d,%H:%M:%S"))
        except ValueError:
            raise Refused(module.cme(3518)) from None
        module.clock.set(moment - zone * 900)
    elif form != "=?":
        raise Refused(module.cme(3518))


@command("+CSCS", "+QIURC", "+CLIP", "+QNITZ", "+CTZU", "+ILRR", "+ICF", "+QSCLK", "+CGEREP", "+QIHEAD")
async def accepted(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Settings without an effect in this module."""
    del parameters
    await asyncio.sleep(0)
    if form not in {"=", "=?"}:
        raise Refused(module.cme(3))
