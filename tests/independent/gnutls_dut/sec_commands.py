"""AT+QSECWRITE, AT+QSECREAD and AT+QSECDEL (note 2.4 to 2.6)."""

from __future__ import annotations

import re

from .core import Parameter, Refused
from .module import Module, command
from .security import checksum

NVRAM_MAX, RAM_MAX = 2017, 32768  # note 2.4


def _file_name(module: Module, parameters: list[Parameter], most: int) -> str:
    legal = f"NVRAM:(CA[01]|CC0|CK0)|{module.security.ram_name}"
    if (
        not 1 <= len(parameters) <= most
        or not parameters[0].quoted
        or not re.fullmatch(legal, parameters[0].text)
    ):
        raise Refused(module.cme(4013))
    return parameters[0].text


@command("+QSECWRITE")
async def write(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Upload a file."""
    if form == "=?":
        module.info(module.join("+QSECWRITE", "<filename>", "<filesize>") + module.readings.timeout_form)
    if form in {"=?", "?"}:
        return
    name, size, timeout = _upload(module, parameters)
    files = module.security.files
    module.final(module.readings.connect)
    data, end = await module.line.collect(
        size, timeout, guard=module.readings.plus_guard, total=module.readings.timeout_total
    )
    if not data or (end == "timeout" and module.readings.partial == "lost"):
        raise Refused(module.cme(4009))
    files[name] = (data, checksum(data))
    await module.settle()
    module.info(module.join("+QSECWRITE", len(data), checksum(data)))


def _upload(module: Module, parameters: list[Parameter]) -> tuple[str, int, float]:
    name = _file_name(module, parameters, 3)
    size = parameters[1].number() if len(parameters) > 1 else None
    timeout = parameters[2].number() if len(parameters) > 2 else 100
    in_ram = name.startswith("RAM:")
    files = module.security.files
    if size is None or size < 1 or timeout is None or not 3 <= timeout <= 200:
        raise Refused(module.cme(4013))
    if size > (RAM_MAX if in_ram else NVRAM_MAX):
        raise Refused(module.cme(4011))
    if name in files:
        raise Refused(module.cme(4012))
    if in_ram and sum(other.startswith("RAM:") for other in files) >= module.readings.ram_files:
        raise Refused(module.cme(4008))
    return name, size, timeout


@command("+QSECREAD")
async def read(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Compare the checksum of a file."""
    if form == "=?":
        module.info(module.join("+QSECREAD", "<filename>"))
    if form in {"=?", "?"}:
        return
    name = _file_name(module, parameters, 1)
    if name not in module.security.files:
        raise Refused(module.cme(4010))
    data, stored = module.security.files[name]
    now = checksum(data)
    module.info(module.join("+QSECREAD", int(now == stored), now))


@command("+QSECDEL")
async def delete(module: Module, form: str, parameters: list[Parameter]) -> None:
    """Delete a file."""
    if form == "=?":
        module.info(module.join("+QSECDEL", "<filename>"))
    if form in {"=?", "?"}:
        return
    name = _file_name(module, parameters, 1)
    if module.security.files.pop(name, None) is None:
        raise Refused(module.cme(4010))
