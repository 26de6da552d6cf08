"""Reads a bench file: its form, and what its entries say of one another."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from hil.bench import AccessPoint, ModuleSetup, NetworkDriver, PowerPlan, is_emulated
from hil.config import file
from hil.config.lines import line_of
from hil.config.text import text_of
from hil.errors import UsageError
from hil.lab.addresses import dialled
from hil.lab.bench_file.form import FORM, RTS_CTS, BenchFile, Module
from hil.lab.bench_file.lab import FULL_IMEI
from hil.lab.bench_file.secrets import pin_of, value_of
from hil.lab.control.settings import network_tester, power_plan
from hil.lab.pool.place_url import has_places, is_labgrid, place_url, wanted_of
from hil.modem.port import require_sense


@dataclass(frozen=True, slots=True)
class LoadedBench:
    """A bench file with its path and its text; `written` are the keys of its table `lower_tester`."""

    path: Path
    text: str
    written: frozenset[str]
    content: BenchFile

    @property
    def modules(self) -> tuple[Module, ...]:
        """The modules, in the order of the file."""
        return self.content.module

    def named(self, name: str) -> Module | None:
        """The module of that name; `NAME/PLACE` is the module NAME at that place of its coordinator."""
        own, _, place = name.partition("/")
        found = next((each for each in self.modules if each.name == own), None)
        if found is None or not place:
            return found
        if not has_places(found.port):
            return None
        return replace(found, name=name, port=place_url(found.port, place))

    def place(self, key: str, value: object = None) -> str:
        """A key with its value, its file and its line, for errors: `module[1].port = 'ttyS1' (rack.toml:14)`."""
        number = line_of(self.text, key)
        shown = "" if value is None else f" = {value!r}"
        return f"{key}{shown} ({self.path}{f':{number}' if number else ''})"

    def place_in(self, module: Module, name: str, value: object) -> str:
        """A key of a module with its value and its line, or with the first line of the module if the file lacks the key."""
        number = line_of(self.text, self.key(module, name)) or line_of(self.text, self.key(module))
        return f"{self.key(module, name)} = {value!r} ({self.path}{f':{number}' if number else ''})"

    def key(self, module: Module, name: str = "") -> str:
        """The key of a module, or of one of its values."""
        own = module.name.partition("/")[0]
        number = next(
            number
            for number, each in enumerate(self.modules)
            if each is module or (each.name == own != module.name)
        )
        return f"module[{number}]{'.' if name else ''}{name}"

    def beside(self, name: str) -> Path | None:
        """The path of a file that the bench file names; None for an empty name."""
        return self.path.parent / name if name else None

    def setup(self, module: Module) -> ModuleSetup:
        """What the driver needs to know of a module, its secrets too; raises `UsageError` for one that is missing."""
        sim, key = module.sim, self.key(module, "sim")
        return ModuleSetup(
            name=module.name,
            baudrate=module.baud,
            has_rts_cts=module.flow_control == RTS_CTS,
            imei=module.imei,
            firmware=module.firmware,
            access_point=AccessPoint(sim.apn, sim.user, value_of(sim.password, f"{key}.password", self.path)),
            pin=pin_of(sim.pin, f"{key}.pin", self.path),
            name_server=self.content.lower_tester.dns,
            power=self.power(module),
            network_tester=self.network_tester(module),
            full_imei=self.content.lab.imei == FULL_IMEI,
        )

    def power(self, module: Module) -> PowerPlan | None:
        """How the supply of a module is switched; None if the file says nothing, `UsageError` if it is wrong."""
        plan = power_plan(self.path, self.key(module), module.power, module.power_key)
        if plan is not None:
            plan.require_possible(
                self.path, self.key(module), module.port, has_rts_cts=module.flow_control == RTS_CTS
            )
        return plan

    def network_tester(self, module: Module) -> NetworkDriver | None:
        """What controls the network of a module; as `power`."""
        return network_tester(self.path, self.key(module), module.network_tester)


def load(path: Path) -> LoadedBench:
    """The content of a bench file; raises `UsageError` of one line that names file, key and what is expected."""
    text = text_of(path)
    tables = file.parsed(path, text)
    content = file.convert(path, tables, FORM)
    written = frozenset(tables.get("lower_tester", {}))
    loaded = LoadedBench(path, text, written, content)
    if not loaded.modules:
        raise file.wrong(path, "module", expected="at least one entry headed [[module]]", got=None)
    if dns := content.lower_tester.dns:
        dialled(f"{path}: lower_tester.dns", dns)
    for module in loaded.modules:
        _require_possible(loaded, module)
        loaded.power(module)
        loaded.network_tester(module)
    for what, value_of_module in _UNIQUE.items():
        _require_unique(loaded, what, value_of_module)
    return loaded


def _require_possible(loaded: LoadedBench, module: Module) -> None:
    try:
        (wanted_of if is_labgrid(module.port) else require_sense)(module.port)
    except UsageError as wrong:
        raise UsageError(f"{loaded.place(loaded.key(module, 'port'))}: {wrong}") from None
    if module.imei and is_labgrid(module.port) and has_places(module.port):
        raise UsageError(
            f"{loaded.place(loaded.key(module, 'imei'))}: expected none, because the port is any place with some tags; "
            "name the place, as labgrid://HOST/PLACE, or leave the IMEI out"
        )
    if module.imei and not _has_check_digit(module.imei):
        raise UsageError(
            f"{loaded.place(loaded.key(module, 'imei'))}: expected 15 digits, the last one the check digit of the "
            f"others (TS 23.003 B); got {module.imei}; copy it from the label or from AT+CGSN"
        )


def _has_check_digit(imei: str) -> bool:
    """Whether the digits fit Luhn's formula (TS 23.003, annex B)."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(imei))
    return sum(number // 10 + number % 10 for number in doubled) % 10 == 0


_BESIDE_THE_PLACE = re.compile(r"[/?].*")
_OF_A_HOST = frozenset({"socket", "rfc2217"})


def _port_itself(module: Module) -> str:
    """The port without its other names; an emulated module is no port.

    A link of /dev/serial/by-id is the device.  A port of a terminal server is the same
    with and without RFC 2217.
    """
    if is_emulated(module.port):
        return ""
    kind, _, rest = module.port.partition("://")
    if kind.lower() in _OF_A_HOST:
        return _BESIDE_THE_PLACE.sub("", rest).lower()
    return module.port if rest else os.path.realpath(module.port)


_UNIQUE: Mapping[str, Callable[[Module], str]] = {
    "name": lambda module: module.name,
    "port": _port_itself,
    "imei": lambda module: module.imei,
}
"""The values that no two modules of a bench share; an empty one is none."""


def _require_unique(loaded: LoadedBench, what: str, value_of_module: Callable[[Module], str]) -> None:
    first: dict[str, Module] = {}
    for module in loaded.modules:
        value = value_of_module(module)
        if not value:
            continue
        other = first.setdefault(value, module)
        if other is not module:
            places = [loaded.place(loaded.key(each, what), getattr(each, what)) for each in (other, module)]
            raise UsageError(f"expected another {what} for each module; got {places[0]} and {places[1]}")
