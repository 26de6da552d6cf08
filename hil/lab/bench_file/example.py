"""An example of a bench file with the meaning of each key."""

from __future__ import annotations

from dataclasses import MISSING, Field, fields
from typing import Any, get_args, get_type_hints

from hil.lab.bench_file.form import LowerTester, Module, Sim
from hil.lab.bench_file.lab import Lab

_HEAD = """\
# A bench for `hil conformance --bench FILE`: the lower tester, the lab, and the modules of the rack.
# Every key but name and port of a module is optional; a line that begins with # shows the default, that of a date an example.
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

_POWER = """
# What switches the supply, and what presses PWRKEY; docs/bench.md lists the drivers and their keys.
[module.power]
# driver = "command"
# off = "relay-tool 3 off"
# on = "relay-tool 3 on"
# off_s = 10  # how long a cut lasts, in seconds

[module.power_key]
# driver = "gpio"
# chip = "/dev/gpiochip0"
# line = 17
# press_s = 1.2  # how long the key is pressed, in seconds
"""

_TABLES_BELOW = frozenset({"sim", "power", "power_key", "network_tester"})
"""The keys of a module that are tables: they have headings of their own."""


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
        lines += [
            _line(table, each, hints[each.name]) for each in fields(table) if each.name not in _TABLES_BELOW
        ]
    return "\n".join(lines) + "\n" + _POWER


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
        case None:
            return "2027-03-31"
    return str(value)
