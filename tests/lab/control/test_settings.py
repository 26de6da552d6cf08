"""What a bench file says of power: read by the form of the driver; what is wrong is one line with file and key."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from hil.bench import ControlLines, Supply
from hil.errors import UsageError
from hil.lab.bench_file.reading import load
from hil.lab.control import drivers
from tests.lab.bench_file.files import modules, written
from tests.lab.control.recording import Lines

COMMAND = "driver = 'command'\noff = 'relay off'\non = 'relay on'\n"


@dataclass(frozen=True, slots=True)
class Lamp:
    """The driver of a third party."""

    socket: int

    def switch(self, own_port: ControlLines, *, is_on: bool) -> Supply:
        return LampSupply(self.socket)


@dataclass(frozen=True, slots=True)
class LampSupply:
    socket: int

    def cut(self) -> None:
        raise NotImplementedError

    def restore(self) -> None:
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Cell:
    """The network tester of a third party."""

    cell: int

    def network(self) -> str:
        return f"cell {self.cell}"


class NoDriver:
    """An entry point that leads elsewhere."""


@pytest.fixture
def third_parties(monkeypatch: pytest.MonkeyPatch) -> None:
    named = {"lamp": "Lamp", "cell": "Cell", "broken": "Absent", "other": "NoDriver"}
    points = EntryPoints(
        EntryPoint(name, f"{__name__}:{value}", drivers.GROUP) for name, value in named.items()
    )
    monkeypatch.setattr(drivers, "entry_points", lambda *, group: points.select(group=group))


def of_power(lines: str, port: str = "/dev/m1") -> str:
    return modules(f"port = '{port}'\n[module.power]\n{lines}")


def test_a_bench_without_power_says_nothing(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, modules("")))

    assert loaded.setup(loaded.modules[0]).power is None


def test_how_long_a_cut_lasts_is_read(tmp_path: Path) -> None:
    loaded = load(written(tmp_path, of_power(COMMAND + "off_s = 2.5")))

    power = loaded.setup(loaded.modules[0]).power
    assert power is not None
    assert power.off_s == 2.5


def test_a_driver_of_a_third_party_is_taken(tmp_path: Path, third_parties: None) -> None:
    loaded = load(written(tmp_path, of_power("driver = 'lamp'\nsocket = 3")))

    power = loaded.setup(loaded.modules[0]).power
    assert power is not None
    assert power.make(Lines()) == LampSupply(3)


def test_a_network_tester_of_a_third_party_is_taken(tmp_path: Path, third_parties: None) -> None:
    loaded = load(written(tmp_path, modules("[module.network_tester]\ndriver = 'cell'\ncell = 7")))

    tester = loaded.setup(loaded.modules[0]).network_tester
    assert tester is not None
    assert str(tester.network()) == "cell 7"


def test_without_a_third_party_there_is_no_network_tester(tmp_path: Path) -> None:
    path = written(tmp_path, modules("[module.network_tester]\ndriver = 'cell'"))

    with pytest.raises(
        UsageError, match=r"expected a driver of the entry point group hil\.bench; none is installed"
    ):
        load(path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (of_power("off = 'a'"), "module[0].power.driver: expected one of broken, cell, command, dtr, gpio, labgrid, lamp, other, rts, uhubctl; got nothing"),
        (of_power("driver = 3"), "module[0].power.driver: expected one of broken, cell, command, "),
        (of_power("driver = 'gpiod'"), "got 'gpiod'; the nearest is 'gpio'"),
        (of_power(COMMAND + "of = 'a'"), "unknown key module[0].power.of; expected driver, off_s, off, on, timeout_s; the nearest is 'off'"),
        (of_power("driver = 'command'\non = 'a'"), "module[0].power.off: expected a command line in quotation marks; got nothing"),
        (of_power("driver = 'command'\noff = ''\non = 'a'"), "module[0].power.off: expected a command line in quotation marks; got ''"),
        (of_power("driver = 'command'\noff = \"a 'b\"\non = 'a'"), "module[0].power.off: expected a command line; got \"a 'b\": No closing quotation"),
        (of_power("driver = 'command'\noff = 'a'\non = ['a']"), "module[0].power.on: expected a command line in quotation marks; got ['a']"),
        (of_power(COMMAND + "timeout_s = 0"), "module[0].power.timeout_s: expected a number from 0.1 to 3600; got 0"),
        (of_power(COMMAND + "timeout_s = nan"), "module[0].power.timeout_s: expected a number from 0.1 to 3600; got nan"),
        (of_power(COMMAND + "off_s = '1'"), "module[0].power.off_s: expected a number from 0.1 to 600; got '1'"),
        (of_power("driver = 'dtr'\nactive_low = 1"), "module[0].power.active_low: expected true or false; got 1"),
        (of_power("driver = 'dtr'\nport = 'sockt://h:1'"), "module[0].power.port: unknown kind of port sockt:// in sockt://h:1; did you mean socket://"),
        (of_power("driver = 'dtr'", "socket://h:1"), "module[0].power.driver: expected a line of the module's port that can switch; got 'dtr': socket://h:1 is raw TCP"),
        (of_power("driver = 'rts'", "rfc2217://h:1?ign_set_control"), "got 'rts': rfc2217://h:1?ign_set_control sets no control lines"),
        (of_power("driver = 'rts'\nport = 'socket://h:1'"), "module[0].power.port: socket://h:1 is raw TCP"),
        (modules("flow_control = 'rts-cts'\n[module.power]\ndriver = 'rts'"), "got 'rts': flow_control = 'rts-cts' uses that line, or name another port"),
        (of_power("driver = 'uhubctl'\nhub = 'one'\nport = 1"), "module[0].power.hub: expected the location of a hub as uhubctl prints it"),
        (of_power("driver = 'uhubctl'\nhub = '1-1'\nport = 0"), "module[0].power.port: expected a number from 1 to 255; got 0"),
        (of_power("driver = 'gpio'\nchip = '/dev/gpiochip0'\nline = 1.5"), "module[0].power.line: expected the offset of a line as a number, or its name in quotes; got 1.5"),
        (of_power("driver = 'gpio'\nline = 1"), "module[0].power.chip: expected words in quotes; got nothing"),
        (of_power("driver = 'labgrid'\nmodel = '../x'\nhost = 'h'\nindex = 1"), "module[0].power.model: expected the name of a back end of labgrid, such as 'netio'; got '../x'"),
        (of_power("driver = 'broken'"), "module[0].power.driver: the entry point broken = "),
        (of_power("driver = 'other'"), "module[0].power.driver: expected a dataclass with the method switch; the entry point other = "),
        (of_power("driver = 'lamp'\nsockt = 1"), "unknown key module[0].power.sockt; expected driver, off_s, socket; the nearest is 'socket'"),
        (of_power("driver = 'lamp'\nsocket = 'a'"), "module[0].power.socket: expected a whole number; got 'a'"),
        (modules("[module.network_tester]\ndriver = 'lamp'\nsocket = 1"), "module[0].network_tester.driver: expected a dataclass with the method network; "),
        (modules("[module.network_tester]\ndriver = 'dtr'"), "module[0].network_tester.driver: expected one of broken, cell, lamp, other; got 'dtr'"),
        (modules("power = 'command'"), "module[0].power: expected a table with the key driver; got 'command'"),
        (modules("[module.power_key]\ndriver = 'dtr'"), "module[0].power_key: expected a table module[0].power beside it; got none"),
        (of_power(f"{COMMAND}[module.power_key]\ndriver = 'dtr'\npres_s = 1"), "unknown key module[0].power_key.pres_s; expected driver, settle_s, press_s, port, active_low; the nearest is 'press_s'"),
        (of_power(f"{COMMAND}[module.power_key]\ndriver = 'dtr'\npress_s = 31"), "module[0].power_key.press_s: expected a number from 0 to 30; got 31"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_line(text: str, said: str, tmp_path: Path, third_parties: None) -> None:
    path = written(tmp_path, text)

    with pytest.raises(UsageError) as wrong:
        load(path)

    assert said in str(wrong.value)
    assert "\n" not in str(wrong.value)
    assert str(path) in str(wrong.value)
