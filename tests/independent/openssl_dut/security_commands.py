"""AT+QSECWRITE, AT+QSECREAD and AT+QSECDEL (note 2.4 to 2.6)."""

from __future__ import annotations

from .answers import OK, Answer, Refusal, lines
from .commands import Command, Form, Parameter
from .module import Module
from .security_files import LARGEST, NVRAM, checksum, legal_name

NO_SPACE, TIMEOUT, NOT_FOUND, TOO_LARGE, EXISTS, INVALID = range(4008, 4014)  # Table 4


def _name(parameter: Parameter) -> str:
    name = parameter.string(64, code=INVALID)
    if not legal_name(name):
        raise Refusal(INVALID)
    return name


def _stored(module: Module, command: Command) -> str:
    name = _name(command.parameters(1, 1, code=INVALID)[0])
    if name not in module.security:
        raise Refusal(NOT_FOUND)
    return name


def _write(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        test = "[,list of supported <timeout>s]" if module.readings.full_test_form else ",(3-200)"
        return lines(f"+QSECWRITE: <filename>,<filesize>{test}")
    if command.form is Form.READ:
        return OK
    found = command.parameters(2, 3, code=INVALID)
    name = _name(found[0])
    if module.readings.checks_existing_first and name in module.security:
        raise Refusal(EXISTS)
    size = found[1].number(1, 4294967295, code=INVALID)
    timeout_s = found[2].number(3, 200, code=INVALID) if len(found) == 3 else 100
    if size > LARGEST[name.partition(":")[0]]:
        raise Refusal(TOO_LARGE)
    if name in module.security:
        raise Refusal(EXISTS)
    if name not in NVRAM and size > module.security.free():
        raise Refusal(NO_SPACE)
    return _upload(module, name, size, timeout_s)


def _upload(module: Module, name: str, size: int, timeout_s: int) -> Answer:
    readings = module.readings
    if module.line is None:
        raise Refusal(TIMEOUT)
    data, ended = module.line.read_data(
        size,
        timeout_s,
        idle=readings.timeout_is_idle,
        plus_anywhere=readings.plus_anywhere,
        connect=readings.upload_word,
    )
    if not data or not (ended or readings.short_upload_stored):
        raise Refusal(TIMEOUT)
    module.security.store(name, data)
    return lines(f"+QSECWRITE: {len(data)},{checksum(data)}")


def _read(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return lines("+QSECREAD: <filename>")
    if command.form is Form.READ:
        return OK
    data = module.security.get(_stored(module, command)) or b""
    return lines(f"+QSECREAD: 1,{checksum(data)}")


def _delete(module: Module, command: Command) -> Answer:
    if command.form is Form.TEST:
        return lines("+QSECDEL: <filename>")
    if command.form is Form.READ:
        return OK
    name = _stored(module, command)
    bound = module.ssl.switches["ftpsctxi"]
    used = module.ssl.contexts[bound].names.values() if module.in_session and bound >= 0 else ()
    if module.readings.guards_used_files and name in used:
        raise Refusal(INVALID)
    module.security.delete(name)
    return OK


HANDLERS = {"+QSECWRITE": _write, "+QSECREAD": _read, "+QSECDEL": _delete}
