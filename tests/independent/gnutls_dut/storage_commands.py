"""The commands of local files (section 6 of the facts)."""

from __future__ import annotations

import fnmatch

from .core import Parameter, Refused
from .module import Module, command
from .security import checksum
from .storage import ROOM, Handle


def _name(module: Module, parameters: list[Parameter]) -> str:
    name = module.storage.full_name(parameters[0].text)
    if name is None:
        raise Refused(module.cme(4013))
    return name


def _shown(name: str) -> str:
    return name.removeprefix("UFS:")


def _names(module: Module, parameters: list[Parameter]) -> list[str]:
    pattern = parameters[0].text if parameters else "*"
    if ":" not in pattern:
        pattern = f"UFS:{pattern}"
    return [name for name in module.storage.files if fnmatch.fnmatchcase(name, pattern)]


@command("+QFLDS")
async def room(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Free and total bytes."""
    place = parameters[0].text if parameters else "UFS"
    if form == "=?":
        return
    if place not in ROOM:
        raise Refused(module.cme(4013))
    module.info(f"+QFLDS: {module.storage.free(place)},{ROOM[place]}")


@command("+QFLST")
async def files(module: Module, form: str, parameters: list[Parameter]) -> None:
    """List files."""
    if form == "=?":
        return
    for name in _names(module, parameters):
        module.info(f'+QFLST: "{_shown(name)}",{len(module.storage.files[name])}')


@command("+QFDEL")
async def delete(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Delete files."""
    if form == "=?":
        return
    names = _names(module, parameters) if form == "=" else []
    if not names and not (parameters and "*" in parameters[0].text):
        raise Refused(module.cme(4010))
    for name in names:
        del module.storage.files[name]


@command("+QFUPL")
async def upload(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Upload a file."""
    if form == "=?":
        return
    if form != "=" or not parameters:
        raise Refused(module.cme(4013))
    name = _name(module, parameters)
    numbers = [p.number() for p in parameters[1:]]
    size = (numbers[0] or 0) if numbers else 10240
    if name in module.storage.files:
        raise Refused(module.cme(4012))
    if not 0 < size <= module.storage.free(name.partition(":")[0]):
        raise Refused(module.cme(4008))
    module.final("CONNECT")
    wait = float((numbers[1] if len(numbers) > 1 else None) or 5)
    data, _ = await module.line.collect(size, wait, guard=True)
    module.storage.files[name] = data
    await module.settle()
    module.info(f"+QFUPL: {len(data)},{checksum(data)}")


@command("+QFDWL")
async def download(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Download a file."""
    if form == "=?":
        return
    if form != "=" or not parameters:
        raise Refused(module.cme(4013))
    data = module.storage.files.get(_name(module, parameters))
    if data is None:
        raise Refused(module.cme(4010))
    module.final("CONNECT")
    module.line.write(data)
    module.info(f"+QFDWL: {len(data)},{checksum(data)}")


@command("+QFOPEN")
async def open_file(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Open a file: 0 creates it if it is missing, 1 empties it, 2 reads it."""
    if form == "=?":
        return
    if form != "=" or not parameters:
        raise Refused(module.cme(4013))
    storage = module.storage
    name = _name(module, parameters)
    mode = (parameters[1].number() if len(parameters) > 1 else 0) or 0
    if mode == 2 and name not in storage.files:
        raise Refused(module.cme(4010))
    if mode == 1 or name not in storage.files:
        storage.files[name] = b""
    number = max(storage.handles, default=0) + 1
    storage.handles[number] = Handle(name)
    module.info(f"+QFOPEN: {number}")


def _handle(module: Module, parameters: list[Parameter]) -> Handle:
    number = parameters[0].number() if parameters else None
    handle = module.storage.handles.get(number or 0)
    if handle is None or handle.name not in module.storage.files:
        raise Refused(module.cme(4013))
    return handle


@command("+QFREAD")
async def read(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Read from an open file."""
    del form
    handle = _handle(module, parameters)
    length = parameters[1].number() if len(parameters) > 1 else None
    data = module.storage.files[handle.name][handle.at :][: length if length is not None else None]
    handle.at += len(data)
    module.final(f"CONNECT {len(data)}")
    module.line.write(data)


@command("+QFWRITE")
async def write(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Write to an open file."""
    del form
    handle = _handle(module, parameters)
    size = (parameters[1].number() if len(parameters) > 1 else None) or 1024
    module.final("CONNECT")
    data, _ = await module.line.collect(size, 5, guard=True)
    old = module.storage.files[handle.name]
    module.storage.files[handle.name] = old[: handle.at] + data + old[handle.at + len(data) :]
    handle.at += len(data)
    module.info(f"+QFWRITE: {len(data)},{len(module.storage.files[handle.name])}")


@command("+QFSEEK")
async def seek(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Move in an open file."""
    del form
    handle = _handle(module, parameters)
    numbers = [p.number() or 0 for p in parameters[1:]] + [0, 0]
    base = (0, handle.at, len(module.storage.files[handle.name]))[numbers[1] % 3]
    handle.at = max(0, base + numbers[0])


@command("+QFCLOSE")
async def close(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Close a file."""
    del form
    number = parameters[0].number() if parameters else None
    if module.storage.handles.pop(number or 0, None) is None:
        raise Refused(module.cme(4013))
