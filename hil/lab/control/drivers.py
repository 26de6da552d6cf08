"""The drivers by their names: those of this package, and those of third parties by entry points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import is_dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any

from hil.config.file import wrong
from hil.errors import UsageError
from hil.lab.control.command import CommandPower
from hil.lab.control.control_line import DtrPower, RtsPower
from hil.lab.control.gpio import GpioPower
from hil.lab.control.hub import HubPower
from hil.lab.control.labgrid import LabgridPower

GROUP = "hil.bench"
"""The group of entry points in which third parties name the classes of their drivers."""

POWER: Mapping[str, type[Any]] = {
    "command": CommandPower,
    "dtr": DtrPower,
    "gpio": GpioPower,
    "labgrid": LabgridPower,
    "rts": RtsPower,
    "uhubctl": HubPower,
}
"""The drivers of this package; none of them is a network tester."""

SWITCH, NETWORK = "switch", "network"
"""The method by which a driver makes a switch, or a network tester."""


def driver(path: Path, key: str, name: object, *, method: str) -> type[Any]:
    """The class of the driver that a table names; raises `UsageError` that begins with file and key."""
    own = POWER if method == SWITCH else {}
    if isinstance(name, str) and name in own:
        return own[name]
    named = {point.name: point for point in entry_points(group=GROUP)}
    if not isinstance(name, str) or name not in named:
        known = sorted({*own, *named})
        words = (
            f"one of {', '.join(known)}"
            if known
            else f"a driver of the entry point group {GROUP}; none is installed"
        )
        raise wrong(path, f"{key}.driver", expected=words, got=name, among=known)
    return _loaded(f"{path}: {key}.driver", named[name], method)


def _loaded(place: str, point: EntryPoint, method: str) -> type[Any]:
    try:
        found = point.load()
    except Exception as trouble:  # the code of a third party may raise anything
        words = " ".join(str(trouble).split()) or type(trouble).__name__
        raise UsageError(
            f"{place}: the entry point {point.name} = {point.value} cannot be loaded: {words}; "
            "mend or remove the package that names it"
        ) from trouble
    if not (isinstance(found, type) and is_dataclass(found) and callable(getattr(found, method, None))):
        raise UsageError(
            f"{place}: expected a dataclass with the method {method}; "
            f"the entry point {point.name} = {point.value} is none"
        )
    return found
