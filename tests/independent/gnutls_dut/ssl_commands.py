"""AT+QSSLCFG (note 2.3)."""

from __future__ import annotations

import re

from .core import Parameter, Refused
from .module import Module, command
from .security import FILES, SslContext

SUITES = (0x0035, 0x002F, 0x0005, 0x0004, 0x000A, 0x003D)


def _number(module: Module, parameter: Parameter, values: range) -> int:
    number = parameter.number(quoted=module.readings.number_quoted)
    if number not in values or number is None:
        raise Refused
    return number


@command("+QSSLCFG")
async def ssl_config(module: Module, form: str, parameters: list[Parameter]) -> None:
    """AT+QSSLCFG."""
    if form == "=?":
        module.info(module.join("+QSSLCFG", '"type"', "(0-5)", '"value"'))
        return
    try:
        _configure(module, form, parameters)
    except Refused:
        refusal = module.readings.ssl_refusal
        raise Refused(module.cme(3518) if refusal != "ERROR" else "ERROR") from None


def _configure(module: Module, form: str, parameters: list[Parameter]) -> None:
    if form != "=" or not parameters or not parameters[0].quoted:
        raise Refused
    kind = parameters[0].text.lower()
    if (
        module.readings.ssl_while_open == "refused"
        and module.ftp.client is not None
        and _sets(kind, parameters)
    ):
        raise Refused
    if kind in _GLOBALS:
        _set_global(module, kind, parameters[1:])
    elif kind == "ctxindex" and len(parameters) == 2:
        _show(module, _number(module, parameters[1], range(6)))
    elif kind in _OF_CONTEXT and len(parameters) >= 2:
        index = _number(module, parameters[1], range(6))
        _OF_CONTEXT[kind](module, kind, module.security.contexts[index], parameters[2:])
    else:
        raise Refused


_GLOBALS = {
    "ignorertctime": ("ignore_time", range(2)),
    "ftps": ("ftps", range(2)),
    "ftpsctxi": ("ftps_context", range(6)),
}


def _sets(kind: str, parameters: list[Parameter]) -> bool:
    return kind != "ctxindex" and len(parameters) > (1 if kind in _GLOBALS else 2)


def _set_global(module: Module, kind: str, parameters: list[Parameter]) -> None:
    attribute, values = _GLOBALS[kind]
    if not parameters:
        module.info(module.join("+QSSLCFG", f'"{kind}"', getattr(module.security, attribute)))
    elif len(parameters) == 1:
        setattr(module.security, attribute, _number(module, parameters[0], values))
    else:
        raise Refused


def _suites(module: Module, suites: list[int]) -> str:
    ordered = sorted(suites) if module.readings.list_order == "number" else suites
    return '"' + ",".join(f"0X{suite:04X}" for suite in ordered) + '"'


def _show(module: Module, index: int) -> None:
    context = module.security.contexts[index]
    names = [f'"{name}"' for name in context.names.values()]
    suites = _suites(module, context.suites)
    module.info(module.join("+QSSLCFG", index, context.version, context.seclevel, suites, *names))


def _version(module: Module, kind: str, context: SslContext, parameters: list[Parameter]) -> None:
    if not parameters:
        module.info(module.join("+QSSLCFG", f'"{kind}"', context.version))
    elif len(parameters) == 1:
        least = 1 if module.readings.ssl30 == "refused" else 0  # SSL3.0 is not in this firmware
        context.version = _number(module, parameters[0], range(least, 5))
    else:
        raise Refused


def _level(module: Module, kind: str, context: SslContext, parameters: list[Parameter]) -> None:
    if not parameters:
        module.info(module.join("+QSSLCFG", f'"{kind}"', context.seclevel))
    elif len(parameters) == 1:
        context.seclevel = _number(module, parameters[0], range(3))
    else:
        raise Refused


def _ciphers(module: Module, kind: str, context: SslContext, parameters: list[Parameter]) -> None:
    if not parameters:
        module.info(module.join("+QSSLCFG", f'"{kind}"', _suites(module, context.suites)))
        return
    if len(parameters) != 1 or not parameters[0].quoted:
        raise Refused
    codes = [code.strip() for code in parameters[0].text.split(",")]
    if not all(re.fullmatch(r"0[xX][0-9a-fA-F]{4}", code) for code in codes):
        raise Refused
    numbers = list(dict.fromkeys(int(code, 16) for code in codes))
    if numbers == [0xFFFF]:
        numbers = list(SUITES)
    if not set(numbers) <= set(SUITES):
        raise Refused
    context.suites = numbers


def _name(module: Module, kind: str, context: SslContext, parameters: list[Parameter]) -> None:
    if not parameters:
        quote = '"' if module.readings.name_quotes or not context.names[kind] else ""
        module.info(module.join("+QSSLCFG", f'"{kind}"', f"{quote}{context.names[kind]}{quote}"))
        return
    if len(parameters) != 1 or not parameters[0].quoted:
        raise Refused
    name = parameters[0].text
    if not name:
        if module.readings.empty_name != "clear":
            raise Refused
    elif not re.fullmatch(f"{FILES[kind]}|{module.security.ram_name}", name) or (
        module.readings.names_exist and name not in module.security.files
    ):
        raise Refused
    context.names[kind] = name


_OF_CONTEXT = {
    "sslversion": _version,
    "ciphersuite": _ciphers,
    "seclevel": _level,
    **dict.fromkeys(FILES, _name),
}
