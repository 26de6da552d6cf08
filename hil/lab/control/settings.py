"""The tables of a module that name a driver, checked against the form of that driver, and what they make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, TypeVar

from hil.bench import OFF_S, ControlLines, NetworkDriver, PowerDriver, Supply
from hil.config.file import convert
from hil.config.form import FileForm, Words, meaning, number
from hil.errors import UsageError
from hil.lab.control.control_line import LinePower, obstacle
from hil.lab.control.drivers import NETWORK, SWITCH, driver
from hil.lab.control.holding import release
from hil.lab.control.pulses import PRESS_S, SETTLE_S, KeyedSupply

PAGE = "docs/bench.md"

LONGEST_OFF_S, LONGEST_PULSE_S = 600.0, 30.0

_TITLE = "A table of a module in a bench file"

_Keys = TypeVar("_Keys")


@dataclass(frozen=True, slots=True)
class PowerKeys:
    """The keys of `[module.power]` beside those of the driver."""

    driver: Annotated[Words, meaning("the driver")]
    off_s: Annotated[float, number(0.1, LONGEST_OFF_S), meaning("how long a cut lasts, in seconds")] = OFF_S


@dataclass(frozen=True, slots=True)
class KeyKeys:
    """The keys of `[module.power_key]` beside those of the driver."""

    driver: Annotated[Words, meaning("the driver")]
    settle_s: Annotated[
        float, number(0, LONGEST_PULSE_S), meaning("from the supply to the key, in seconds")
    ] = SETTLE_S
    press_s: Annotated[
        float, number(0, LONGEST_PULSE_S), meaning("how long the key is pressed, in seconds")
    ] = PRESS_S


@dataclass(frozen=True, slots=True)
class PowerOfBench:
    """What the two tables say; a `hil.bench.PowerPlan`."""

    keys: PowerKeys
    settings: PowerDriver = field(repr=False)
    key_times: KeyKeys | None = None
    key: PowerDriver | None = field(default=None, repr=False)

    @property
    def off_s(self) -> float:
        """How long a cut lasts, in seconds."""
        return self.keys.off_s

    def make(self, own_port: ControlLines) -> Supply:
        """The supply, with its key where there is one; raises `UsageError` or `InfrastructureError`."""
        supply = self.settings.switch(own_port, is_on=True)
        if self.key is None or self.key_times is None:
            return supply
        try:
            key = self.key.switch(own_port, is_on=False)
        except BaseException:
            release(supply)
            raise
        return KeyedSupply(supply, key, settle_s=self.key_times.settle_s, press_s=self.key_times.press_s)

    def require_possible(self, path: Path, module: str, port: str, *, has_rts_cts: bool) -> None:
        """Raise `UsageError` where a line of the module's own port is named that the port does not have."""
        for table, settings in (("power", self.settings), ("power_key", self.key)):
            if isinstance(settings, LinePower) and not settings.port:
                place = f"{path}: {module}.{table}.driver"
                _require_line(place, settings.NAME, port, has_rts_cts=has_rts_cts)


def power_plan(
    path: Path, module: str, power: Mapping[str, Any], power_key: Mapping[str, Any]
) -> PowerOfBench | None:
    """What the tables `power` and `power_key` of a module say; None without them.

    `module` is its key in the file, such as `module[0]`.  Raises `UsageError` of one line.
    """
    if not power:
        if power_key:
            raise UsageError(
                f"{path}: {module}.power_key: expected a table {module}.power beside it; got none: "
                "a key alone cannot cut the supply of a module that hangs"
            )
        return None
    keys, settings = _read(path, f"{module}.power", power, PowerKeys)
    if not power_key:
        return PowerOfBench(keys, settings)
    return PowerOfBench(keys, settings, *_read(path, f"{module}.power_key", power_key, KeyKeys))


def network_tester(path: Path, module: str, table: Mapping[str, Any]) -> NetworkDriver | None:
    """What the table `network_tester` of a module says; None without it.  Raises as `power_plan`."""
    if not table:
        return None
    at = f"{module}.network_tester"
    kind = driver(path, at, table.get("driver"), method=NETWORK)
    of_driver = {key: value for key, value in table.items() if key != "driver"}
    made: NetworkDriver = convert(path, of_driver, FileForm(at, _TITLE, PAGE, kind), at=at, beside=["driver"])
    return made


def _read(path: Path, at: str, table: Mapping[str, Any], common: type[_Keys]) -> tuple[_Keys, PowerDriver]:
    """The keys of the table, and the settings of its driver."""
    names = [each.name for each in fields(common)]  # type: ignore[arg-type]  # it is a dataclass
    kind = driver(path, at, table.get("driver"), method=SWITCH)
    of_driver = {key: value for key, value in table.items() if key not in names}
    settings: PowerDriver = convert(path, of_driver, FileForm(at, _TITLE, PAGE, kind), at=at, beside=names)
    of_table = {key: value for key, value in table.items() if key in names}
    return convert(path, of_table, FileForm(at, _TITLE, PAGE, common), at=at), settings


def _require_line(place: str, name: str, port: str, *, has_rts_cts: bool) -> None:
    is_in_use = name == "rts" and has_rts_cts
    reason = "flow_control = 'rts-cts' uses that line" if is_in_use else obstacle(port)
    if reason:
        raise UsageError(
            f"{place}: expected a line of the module's port that can switch; got {name!r}: {reason}, "
            "or name another port"
        )
