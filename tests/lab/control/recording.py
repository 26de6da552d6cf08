"""Stand-ins for the hardware behind the drivers; each writes down what it is told, and can be made to fail."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from hil.errors import PortError

PROGRAM = """\
#!/bin/sh
[ -e "$0.broken" ] && { echo "first line" >&2; echo "no such relay" >&2; exit 3; }
echo "$*" >> "$0.log"
"""


@dataclass(frozen=True, slots=True)
class Hardware:
    """What a driver switches: its settings, what it has been told, and how to break it."""

    table: dict[str, Any]
    told: Callable[[], list[str]]
    fail: Callable[[], object]
    on: str
    off: str
    at_start: tuple[str, ...] = ()


@dataclass(slots=True)
class Lines:
    """The control lines of a port."""

    log: list[str] = field(default_factory=list)
    is_broken: bool = False

    def set_line(self, name: str, *, is_on: bool) -> None:
        if self.is_broken:
            raise PortError("the port cannot set its lines; use another one")
        self.log.append(f"{name} {'ON' if is_on else 'OFF'}")

    def break_down(self) -> None:
        self.is_broken = True


def program(folder: Path, name: str) -> Path:
    """A program that writes its arguments to a log, or fails once `.broken` lies beside it."""
    path = folder / name
    path.write_text(PROGRAM, encoding="utf-8")
    path.chmod(0o755)
    return path


def _told(path: Path) -> Callable[[], list[str]]:
    log = Path(f"{path}.log")
    return lambda: log.read_text(encoding="utf-8").splitlines() if log.exists() else []


def command(folder: Path, patch: pytest.MonkeyPatch, lines: Lines) -> Hardware:
    path = program(folder, "relay")
    table = {"driver": "command", "off": f"{path} 'outlet 3' off", "on": f"{path} 'outlet 3' on"}
    return Hardware(table, _told(path), Path(f"{path}.broken").touch, "outlet 3 on", "outlet 3 off")


def uhubctl(folder: Path, patch: pytest.MonkeyPatch, lines: Lines) -> Hardware:
    path = program(folder, "uhubctl")
    patch.setenv("PATH", str(folder), prepend=":")
    table = {"driver": "uhubctl", "hub": "1-1.4", "port": 2}
    return Hardware(
        table, _told(path), Path(f"{path}.broken").touch, "-l 1-1.4 -p 2 -a on", "-l 1-1.4 -p 2 -a off"
    )


def dtr(folder: Path, patch: pytest.MonkeyPatch, lines: Lines) -> Hardware:
    return Hardware(
        {"driver": "dtr"}, lambda: lines.log, lines.break_down, "dtr ON", "dtr OFF", at_start=("dtr ON",)
    )


def rts_active_low(folder: Path, patch: pytest.MonkeyPatch, lines: Lines) -> Hardware:
    table = {"driver": "rts", "active_low": True}
    return Hardware(table, lambda: lines.log, lines.break_down, "rts OFF", "rts ON", at_start=("rts OFF",))


def labgrid(folder: Path, patch: pytest.MonkeyPatch, lines: Lines) -> Hardware:
    log: list[str] = []
    back_end: Any = ModuleType("labgrid.driver.power.netio")
    back_end.PORT = 80
    back_end.power_set = lambda host, port, index, value: log.append(f"{host}:{port} {index} {value}")
    for name in ("labgrid", "labgrid.driver", "labgrid.driver.power"):
        patch.setitem(sys.modules, name, ModuleType(name))
    patch.setitem(sys.modules, back_end.__name__, back_end)

    def fail() -> None:
        def power_set(*_: object) -> None:
            raise ConnectionError("socket\nunplugged")

        back_end.power_set = power_set

    table = {"driver": "labgrid", "model": "netio", "host": "192.0.2.9", "index": 4}
    return Hardware(table, lambda: log, fail, "192.0.2.9:80 4 True", "192.0.2.9:80 4 False")


class _Value(Enum):
    INACTIVE = 0
    ACTIVE = 1


class _Direction(Enum):
    OUTPUT = "output"


@dataclass(frozen=True, slots=True)
class _LineSettings:
    """As in gpiod 2: an output with the value that it has at once."""

    direction: _Direction
    active_low: bool
    output_value: _Value


class _Request:
    def __init__(self, log: list[str], broken: list[str]) -> None:
        self._log, self._broken = log, broken

    def set_value(self, line: int | str, value: _Value) -> None:
        if self._broken:
            raise OSError(19, "No such\ndevice")
        self._log.append(f"{line} {value.name}")

    def release(self) -> None:
        self._log.append("released")


def gpio(folder: Path, patch: pytest.MonkeyPatch, lines: Lines) -> Hardware:
    log: list[str] = []
    broken: list[str] = []
    gpiod: Any = ModuleType("gpiod")
    gpiod.line = ModuleType("gpiod.line")
    gpiod.line.Value, gpiod.line.Direction, gpiod.LineSettings = _Value, _Direction, _LineSettings

    def request_lines(chip: str, *, consumer: str, config: dict[int | str, _LineSettings]) -> _Request:
        if broken:
            raise FileNotFoundError(2, "No such file")
        for line, asked in config.items():
            polarity = "low" if asked.active_low else "high"
            log.append(
                f"{chip} {line} {asked.direction.value} {polarity} {asked.output_value.name} {consumer}"
            )
        return _Request(log, broken)

    gpiod.request_lines = request_lines
    patch.setitem(sys.modules, "gpiod", gpiod)
    patch.setitem(sys.modules, "gpiod.line", gpiod.line)
    table = {"driver": "gpio", "chip": "/dev/gpiochip0", "line": 17, "active_low": True}
    at_start = ("/dev/gpiochip0 17 output low ACTIVE m95-hil",)
    return Hardware(
        table, lambda: log, lambda: broken.append("yes"), "17 ACTIVE", "17 INACTIVE", at_start=at_start
    )


HARDWARE: dict[str, Callable[[Path, pytest.MonkeyPatch, Lines], Hardware]] = {
    "command": command,
    "dtr": dtr,
    "gpio": gpio,
    "labgrid": labgrid,
    "rts": rts_active_low,
    "uhubctl": uhubctl,
}
