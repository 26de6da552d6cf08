"""Commands of attach, registration and the PDP context (facts 3)."""

from __future__ import annotations

from .answers import OK, Answer, Refusal, lines
from .commands import Command, Form
from .module import Module

ADDRESS = "10.23.7.91"


def _foreground(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        return lines("+QIFGCNT: 0,0")
    if command.form is Form.TEST:
        return lines("+QIFGCNT: (0)")
    command.parameters(1, 1)[0].number(0, 0)
    return OK


def _bearer(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        return lines("+QICSGP: 1")
    if command.form is Form.TEST:
        return lines(
            "+QICSGP: 0-CSD,DIALED NUMBER,USER NAME,PASSWORD,RATE(0-3)",
            "+QICSGP: 1-GPRS,APN,USER NAME,PASSWORD",
        )
    found = command.parameters(1, 4)
    found[0].number(1, 1)
    texts = [parameter.string(100, bare_too=True) for parameter in found[1:]]
    if texts:
        module.packet.apn = (*texts, "", "")[:3]  # type: ignore[assignment]
    return OK


def _register(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        return lines("+QIREGAPP: " + ",".join(f'"{text}"' for text in module.packet.apn))
    if command.form is Form.TEST:
        return lines('+QIREGAPP: "APN","USER","PWD"')
    if module.packet.state != "IP INITIAL":
        raise Refusal
    if command.form is Form.WRITE:
        found = command.parameters(1, 4)
        texts = [parameter.string(100, bare_too=True) for parameter in found[:3]]
        module.packet.apn = (*texts, "", "")[:3]  # type: ignore[assignment]
    module.packet.state = "IP START"
    return OK


def _activate(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return OK
    if module.packet.state != "IP START" or not module.packet.activate():
        raise Refusal
    return OK


def _deactivate(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return OK
    if module.packet.state == "IP INITIAL" and not module.readings.deactivates_inactive:
        raise Refusal
    module.packet.deactivate()
    return Answer(("DEACT OK",), None)


def _address(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return OK
    if not module.packet.active:
        raise Refusal
    module.packet.state = "IP STATUS"
    return Answer((ADDRESS,), None)


def _state(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return OK
    return Answer(then=lambda: module.print(f"STATE: {module.packet.state}"))


def _attach(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        return lines(f"+CGATT: {module.packet.attached and module.packet.found:d}")
    if command.form is Form.TEST:
        return lines("+CGATT: (0,1)")
    if command.parameters(1, 1, code=3)[0].number(0, 1, code=3):
        if module.functionality != 1:
            raise Refusal(30)
        module.packet.attach()
    else:
        module.packet.detach()
    return OK


def _registration(module: Module, command: Command) -> Answer:
    modes = module.packet.registration
    if command.form is Form.TEST:
        return lines(f"{command.name}: (0-2)")
    if command.form is Form.READ:
        attached = command.name == "+CREG" or module.packet.attached
        registered = module.functionality == 1 and module.packet.found and attached
        cell = ',"1806","2F6B"' if modes[command.name] == 2 and registered else ""
        return lines(
            f"{command.name}: {modes[command.name]},{registered or 2 * (not module.packet.found):d}{cell}"
        )
    modes[command.name] = (
        command.parameters(1, 1, code=3)[0].number(0, 2, code=3) if command.form is Form.WRITE else 0
    )
    return OK


def _context(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        return lines(f'+CGDCONT: 1,"IP","{module.packet.apn[0]}","0.0.0.0",0,0')
    if command.form is Form.TEST:
        return lines('+CGDCONT: (1),"IP",,,(0),(0)')
    found = command.parameters(1, 6, code=3)
    found[0].number(1, 1, code=3)
    if len(found) > 2:
        module.packet.apn = (found[2].string(100, code=3), "", "")
    return OK


def _activation(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        return lines(f"+CGACT: 1,{module.packet.active:d}")
    if command.form is Form.TEST:
        return lines("+CGACT: (0,1)")
    found = command.parameters(1, 2, code=3)
    if found[0].number(0, 1, code=3) == 0:
        module.packet.deactivate()
        return Answer(final="NO CARRIER")
    if not module.packet.active and not module.packet.activate():
        raise Refusal(148)
    return OK


def _name_or_address(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        return lines(f"+QIDNSIP: {module.profile.switches.get('+QIDNSIP', '0')}")
    if command.form is Form.TEST:
        return lines("+QIDNSIP: (0,1)")
    module.profile.switches["+QIDNSIP"] = str(command.parameters(1, 1)[0].number(0, 1))
    return OK


def _servers(module: Module, command: Command) -> Answer:
    if command.form is Form.READ:
        servers = module.profile.switches.get("+QIDNSCFG", "0.0.0.0").split(",")
        return lines(f"PrimaryDns: {servers[0]}", f"SecondaryDns: {servers[-1]}")
    if command.form is Form.WRITE:
        found = [parameter.string(15) for parameter in command.parameters(1, 2)]
        module.profile.switches["+QIDNSCFG"] = ",".join(found)
    return OK


HANDLERS = {
    "+QIFGCNT": _foreground,
    "+QICSGP": _bearer,
    "+QIREGAPP": _register,
    "+QIACT": _activate,
    "+QIDEACT": _deactivate,
    "+QILOCIP": _address,
    "+QISTAT": _state,
    "+QIDNSIP": _name_or_address,
    "+QIDNSCFG": _servers,
    "+CGATT": _attach,
    "+CREG": _registration,
    "+CGREG": _registration,
    "+CGDCONT": _context,
    "+CGACT": _activation,
    "+CGPADDR": lambda module, command: lines(
        f'+CGPADDR: 1,"{ADDRESS if module.packet.active else "0.0.0.0"}"'
    ),
}
