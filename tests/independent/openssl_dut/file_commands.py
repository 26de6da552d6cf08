"""The FILE commands of the GSM series, as far as field code shows them (facts 6)."""

from __future__ import annotations

from .answers import OK, Answer, Refusal, lines
from .commands import Command, Form, Parameter
from .files import QUOTA, Handle
from .module import Module
from .security_files import checksum

NO_SPACE, TIMEOUT, NOT_FOUND, EXISTS, INVALID = 4008, 4009, 4010, 4012, 4013


def full_name(text: str) -> str:
    """A name without prefix is one of UFS."""
    storage, colon, name = text.partition(":")
    if not colon:
        storage, name = "UFS", text
    if storage.upper() not in QUOTA or not name or len(text) > 80:
        raise Refusal(INVALID)
    return f"{storage.upper()}:{name}"


def _handle(module: Module, parameter: Parameter) -> Handle:
    number = parameter.number(0, 4294967295, code=INVALID)
    if number not in module.files.handles:
        raise Refusal(INVALID)
    return module.files.handles[number]


def _space(module: Module, command: Command) -> Answer:
    found = (
        command.parameters(1, 1, code=INVALID)
        if command.form is Form.WRITE
        else [Parameter("UFS", quoted=True)]
    )
    storage = found[0].string(5, code=INVALID).rstrip(":").upper()
    if storage not in QUOTA:
        raise Refusal(INVALID)
    return lines(f"+QFLDS: {module.files.free(storage)},{QUOTA[storage]}")


def _list(module: Module, command: Command) -> Answer:
    pattern = "*"
    if command.form is Form.WRITE:
        pattern = command.parameters(1, 1, code=INVALID)[0].string(80, code=INVALID)
    return lines(*(f'+QFLST: "{_shown(name)}",{len(data)}' for name, data in _matching(module, pattern)))


def _shown(name: str) -> str:
    return name.removeprefix("UFS:")


def _matching(module: Module, pattern: str) -> list[tuple[str, bytearray]]:
    name = full_name(pattern)
    if name.endswith(":*"):
        return [item for item in module.files.stored.items() if item[0].startswith(name[:-1])]
    return [item for item in module.files.stored.items() if item[0] == name]


def _delete(module: Module, command: Command) -> Answer:
    pattern = command.parameters(1, 1, code=INVALID)[0].string(80, code=INVALID)
    found = _matching(module, pattern)
    if not found and not pattern.endswith("*"):
        raise Refusal(NOT_FOUND)
    for name, _ in found:
        del module.files.stored[name]
    return OK


def _open(module: Module, command: Command) -> Answer:
    found = command.parameters(1, 3, code=INVALID)
    name = full_name(found[0].string(80, code=INVALID))
    mode = found[1].number(0, 2, code=INVALID) if len(found) > 1 else 0
    if name not in module.files.stored and mode == 2:
        raise Refusal(NOT_FOUND)
    if mode == 1 or name not in module.files.stored:
        module.files.stored[name] = bytearray()
    number = 1000 + max((key - 999 for key in module.files.handles), default=0)
    module.files.handles[number] = Handle(name)
    return lines(f"+QFOPEN: {number}")


def _read(module: Module, command: Command) -> Answer:
    found = command.parameters(1, 2, code=INVALID)
    handle = _handle(module, found[0])
    data = bytes(module.files.stored.get(handle.name, b"")[handle.offset :])
    if len(found) > 1:
        data = data[: found[1].number(1, 4294967295, code=INVALID)]
    handle.offset += len(data)
    if module.line is not None:
        module.line.result(f"CONNECT {len(data)}")
        module.line.write(data)
    return OK


def _write(module: Module, command: Command) -> Answer:
    found = command.parameters(2, 3, code=INVALID)
    handle = _handle(module, found[0])
    size = found[1].number(1, 1048576, code=INVALID)
    timeout_s = found[2].number(1, 200, code=INVALID) if len(found) > 2 else 5
    data = _receive(module, size, timeout_s, handle.name)
    content = module.files.stored.setdefault(handle.name, bytearray())
    content[handle.offset : handle.offset + len(data)] = data
    handle.offset += len(data)
    return lines(f"+QFWRITE: {len(data)},{len(content)}")


def _receive(module: Module, size: int, timeout_s: int, name: str) -> bytes:
    if size > module.files.free(name.partition(":")[0]):
        raise Refusal(NO_SPACE)
    if module.line is None:
        raise Refusal(TIMEOUT)
    return module.line.read_data(size, timeout_s, idle=True, plus_anywhere=False)[0]


def _seek(module: Module, command: Command) -> Answer:
    found = command.parameters(2, 3, code=INVALID)
    handle = _handle(module, found[0])
    offset = found[1].number(0, 4294967295, code=INVALID)
    whence = found[2].number(0, 2, code=INVALID) if len(found) > 2 else 0
    handle.offset = offset + (0, handle.offset, len(module.files.stored.get(handle.name, b"")))[whence]
    return OK


def _close(module: Module, command: Command) -> Answer:
    found = command.parameters(1, 1, code=INVALID)
    _handle(module, found[0])
    del module.files.handles[int(found[0].text)]
    return OK


def _upload(module: Module, command: Command) -> Answer:
    found = command.parameters(1, 4, code=INVALID)
    name = full_name(found[0].string(80, code=INVALID))
    if name in module.files.stored:
        raise Refusal(EXISTS)
    size = found[1].number(1, 10485760, code=INVALID) if len(found) > 1 else 10240
    timeout_s = found[2].number(1, 65535, code=INVALID) if len(found) > 2 else 5
    data = _receive(module, size, timeout_s, name)
    module.files.stored[name] = bytearray(data)
    return lines(f"+QFUPL: {len(data)},{checksum(data)}")


def _download(module: Module, command: Command) -> Answer:
    name = full_name(command.parameters(1, 1, code=INVALID)[0].string(80, code=INVALID))
    data = module.files.stored.get(name)
    if data is None:
        raise Refusal(NOT_FOUND)
    if module.line is not None:
        module.line.result("CONNECT")
        module.line.write(bytes(data))
    return lines(f"+QFDWL: {len(data)},{checksum(bytes(data))}")


HANDLERS = {
    "+QFLDS": _space,
    "+QFLST": _list,
    "+QFDEL": _delete,
    "+QFOPEN": _open,
    "+QFREAD": _read,
    "+QFWRITE": _write,
    "+QFSEEK": _seek,
    "+QFCLOSE": _close,
    "+QFUPL": _upload,
    "+QFDWL": _download,
}
