"""AT+QSSLCFG (note 2.3)."""

from __future__ import annotations

from collections.abc import Callable

from . import security_files
from .answers import OK, Answer, Refusal, lines
from .commands import Command, Form, Parameter
from .module import Module
from .readings import Readings
from .ssl_settings import ALL_VERSIONS, FILES, Context, agree

LOWEST_VERSION = 1  # OpenSSL has no SSL3.0


def _quote(module: Module, text: str) -> str:
    return f'"{text}"' if module.readings.quoted_settings else text


def _suites(readings: Readings, parameters: list[Parameter]) -> tuple[str, ...]:
    asked = ",".join(parameter.text for parameter in parameters).upper().replace(" ", "").split(",")
    if asked == ["0XFFFF"]:
        return readings.suites
    if not set(asked) <= set(readings.suites):
        raise Refusal
    return tuple(suite for suite in readings.suites if suite in asked)


def _version(module: Module, context: Context, found: list[Parameter]) -> None:
    version = found[0].number(LOWEST_VERSION, ALL_VERSIONS)
    if len(found) > 1 or (module.readings.pairs_checked_when_set and not agree(version, context.suites)):
        raise Refusal
    context.version = version


def _ciphers(module: Module, context: Context, found: list[Parameter]) -> None:
    suites = _suites(module.readings, found)
    if module.readings.pairs_checked_when_set and not agree(context.version, suites):
        raise Refusal
    context.suites = suites


def _seclevel(module: Module, context: Context, found: list[Parameter]) -> None:
    if len(found) > 1:
        raise Refusal
    context.seclevel = found[0].number(0, 2)


def _file(kind: str) -> Callable[[Module, Context, list[Parameter]], None]:
    def setter(module: Module, context: Context, found: list[Parameter]) -> None:
        name = found[0].string(64)
        if len(found) > 1 or (name and not security_files.legal_name(name)):
            raise Refusal
        if name.startswith("NVRAM:") and not name.startswith(f"NVRAM:{FILES[kind]}"):
            raise Refusal
        if name and module.readings.names_checked_when_set and name not in module.security:
            raise Refusal
        context.names[kind] = name

    return setter


SETTERS = {
    "sslversion": _version,
    "ciphersuite": _ciphers,
    "seclevel": _seclevel,
    **{kind: _file(kind) for kind in FILES},
}


def _value(module: Module, context: Context, key: str) -> str:
    if key == "ciphersuite":
        return _quote(module, ",".join(context.suites))
    if key in FILES:
        return _quote(module, context.names[key])
    return str(context.version if key == "sslversion" else context.seclevel)


def _switch(module: Module, key: str, rest: list[Parameter]) -> Answer:
    if not rest:
        return _setting(module, key, str(module.ssl.switches[key]))
    if len(rest) > 1:
        raise Refusal
    module.ssl.switches[key] = rest[0].number(0, 5 if key == "ftpsctxi" else 1)
    return OK


def _setting(module: Module, key: str, value: str) -> Answer:
    return lines(f'+QSSLCFG{module.readings.colon}"{key}"{module.readings.comma}{value}')


def _whole(module: Module, index: int) -> Answer:
    context = module.ssl.contexts[index]
    readings = module.readings
    names = readings.comma.join(f'"{context.names[kind]}"' for kind in FILES)
    values = (index, context.version, context.seclevel, f'"{",".join(context.suites)}"', names)
    colon = readings.colon if readings.context_colon else " "
    return lines(f"+QSSLCFG{colon}{readings.comma.join(map(str, values))}")


def configure(module: Module, command: Command) -> Answer:
    """One setting: write or query."""
    if command.form is Form.TEST:
        return lines(f'+QSSLCFG{module.readings.colon}"type",(0-5),"value"')
    if command.form is not Form.WRITE:
        raise Refusal
    found = command.parameters(1, 9)
    key, rest = found[0].string(20).lower(), found[1:]
    if key in module.ssl.switches:
        return _switch(module, key, rest)
    if key not in {"ctxindex", *SETTERS} or not rest:
        raise Refusal
    index = rest[0].number(0, 5)
    if key == "ctxindex":
        if len(rest) > 1:
            raise Refusal
        return _whole(module, index)
    if len(rest) == 1:
        return _setting(module, key, _value(module, module.ssl.contexts[index], key))
    if module.readings.guards_used_files and module.in_session and index == module.ssl.switches["ftpsctxi"]:
        raise Refusal
    SETTERS[key](module, module.ssl.contexts[index], rest[1:])
    return OK


HANDLERS = {"+QSSLCFG": configure}
