"""An example of a bench file with the meaning of each key."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any, get_args, get_type_hints

from hil.lab.bench_file.form import Lab, LowerTester, Module, Sim

_HEAD = """\
# A bench for `hil conformance --bench FILE`: the lower tester, the lab, and the modules of the rack.
# Every key but name and port of a module is optional; a line that begins with # shows the default.
"""

_WRITTEN: dict[tuple[type, str], str] = {
    (LowerTester, "public"): '"192.0.2.10"',
    (LowerTester, "ports"): '"40000-40099"',
    (Lab, "name"): '"Radio laboratory"',
    (Module, "name"): '"m95-1"',
    (Module, "port"): '"/dev/serial/by-id/usb-FTDI_m95-1-if00-port0"',
    (Module, "imei"): '"490154203237518"',
    (Module, "tags"): '["rack-a"]',
    (Sim, "apn"): '"internet"',
    (Sim, "pin"): '{ env = "M95_1_PIN" }',
}
"""The keys that the example sets; the others it shows as comments."""


def example() -> str:
    """A file with one module, which `hil bench --check` accepts but for the port and the secrets of its reader."""
    tables = (
        ("[lower_tester]", LowerTester),
        ("[lab]", Lab),
        ("[[module]]", Module),
        ("[module.sim]", Sim),
    )
    lines = [_HEAD.rstrip()]
    for heading, table in tables:
        lines += ["", heading]
        hints = get_type_hints(table, include_extras=True)
        lines += [_line(table, each, hints[each.name]) for each in fields(table) if each.name != "sim"]
    return "\n".join(lines) + "\n"


def _line(table: type, key: Field[Any], hint: Any) -> str:
    meanings = [word.description for word in get_args(hint)[1:] if getattr(word, "description", None)]
    written = _WRITTEN.get((table, key.name))
    value = written or _default(key)
    return f"{'' if written else '# '}{key.name} = {value}  # {meanings[-1]}"


def _default(key: Field[Any]) -> str:
    value = key.default if key.default is not MISSING else '{ env = "NAME" }'
    match value:
        case bool():
            return str(value).lower()
        case tuple():
            return "[]"
        case str() if key.default is MISSING:
            return value
        case str():
            return f'"{value}"'
    return str(value)
