"""Each driver keeps one contract, whatever it switches: cut, restore, and errors of one line."""

from __future__ import annotations

import os
import select
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hil.bench import Supply
from hil.errors import HilError, InfrastructureError, UsageError
from hil.lab.control.drivers import POWER
from hil.lab.control.holding import release
from hil.lab.control.settings import PowerOfBench, power_plan
from tests.lab.control.recording import HARDWARE, Hardware, Lines, program

FILE = Path("rack.toml")


@dataclass(frozen=True, slots=True)
class Made:
    """A supply and the hardware behind it."""

    hardware: Hardware
    plan: PowerOfBench
    supply: Supply
    lines: Lines

    @property
    def told(self) -> list[str]:
        return self.hardware.told()[len(self.hardware.at_start) :]


def plan_of(power: dict[str, object], power_key: dict[str, object] | None = None) -> PowerOfBench:
    plan = power_plan(FILE, "module[0]", power, power_key or {})
    assert plan is not None
    return plan


@pytest.fixture(params=sorted(HARDWARE))
def made(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Made]:
    lines = Lines()
    hardware = HARDWARE[request.param](tmp_path, monkeypatch, lines)
    plan = plan_of(hardware.table)
    supply = plan.make(lines)
    yield Made(hardware, plan, supply, lines)
    release(supply)


def test_each_driver_of_the_package_has_hardware_here() -> None:
    assert set(HARDWARE) == set(POWER)


def test_a_line_that_is_taken_over_is_on_at_once(made: Made) -> None:
    assert made.hardware.told() == list(made.hardware.at_start)


def test_a_cut_switches_off_and_a_restoration_on(made: Made) -> None:
    made.supply.cut()
    made.supply.restore()

    assert made.told == [made.hardware.off, made.hardware.on]


def test_a_restoration_of_what_is_on_leaves_it_on(made: Made) -> None:
    made.supply.restore()
    made.supply.restore()

    assert made.told == [made.hardware.on] * 2


@pytest.mark.parametrize("act", ["cut", "restore"])
def test_a_failure_is_one_line_about_the_bench(made: Made, act: str) -> None:
    made.hardware.fail()

    with pytest.raises(InfrastructureError) as failed:
        getattr(made.supply, act)()

    assert "\n" not in str(failed.value)
    assert "; " in str(failed.value)


def test_a_line_that_cannot_be_taken_over_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hardware = HARDWARE["gpio"](tmp_path, monkeypatch, Lines())
    hardware.fail()

    with pytest.raises(
        InfrastructureError, match=r"cannot use line 17 of /dev/gpiochip0: .*; look with gpioinfo"
    ):
        plan_of(hardware.table).make(Lines())


@pytest.mark.parametrize(
    ("table", "said"),
    [
        (
            {"driver": "gpio", "chip": "/dev/gpiochip0", "line": 1},
            "the driver gpio needs gpiod of the package gpiod: .*; python -m pip install gpiod",
        ),
        (
            {"driver": "labgrid", "model": "netio", "host": "h", "index": 1},
            "the driver labgrid needs labgrid.driver.power.netio of the package labgrid: .*; python -m pip install",
        ),
    ],
)
def test_a_package_that_is_missing_is_one_line(
    table: dict[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("gpiod", "labgrid"):
        monkeypatch.setitem(sys.modules, name, None)

    with pytest.raises(UsageError, match=said):
        plan_of(table).make(Lines())


@pytest.mark.parametrize(
    ("off", "timeout_s", "said"),
    [
        ("{relay} 3", 30, "expected exit code 0 of {relay} 3; came 3, and it said 'first line; no such relay'; run it by hand"),
        ("{relay}s 3", 30, "expected to run {relay}s 3; No such file or directory; install the program, or correct"),
        ("sh -c 'echo late >&2; sleep 60 & wait'", 0.5, "to end within 0.5 s; it did not, and was ended, and it said 'late'"),
    ],
)  # fmt: skip
def test_a_command_that_fails_tells_command_code_and_last_lines(
    off: str, timeout_s: float, said: str, tmp_path: Path
) -> None:
    relay = program(tmp_path, "relay")
    Path(f"{relay}.broken").touch()
    table = {"driver": "command", "off": off.format(relay=relay), "on": "true", "timeout_s": timeout_s}
    supply = plan_of(table).make(Lines())

    with pytest.raises(InfrastructureError) as failed:
        supply.cut()

    assert str(failed.value).startswith("the command off of the power driver: expected ")
    assert said.format(relay=relay) in str(failed.value)


def test_a_command_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path) -> None:
    held = tmp_path / "held"
    os.mkfifo(held)
    reader = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    table = {
        "driver": "command",
        "off": f"sh -c 'exec 3>{held}; sleep 60 & wait'",
        "on": "true",
        "timeout_s": 0.5,
    }

    with pytest.raises(InfrastructureError, match="and was ended"):
        plan_of(table).make(Lines()).cut()

    select.select([reader], [], [], 10)  # until the last program that may write has ended
    assert os.read(reader, 1) == b""
    os.close(reader)


def test_a_program_that_a_command_leaves_behind_is_not_awaited(tmp_path: Path) -> None:
    off = f"sh -c 'sleep 20 & echo $! > {tmp_path}/left'"
    table = {"driver": "command", "off": off, "on": "true", "timeout_s": 10}
    supply = plan_of(table).make(Lines())

    supply.cut()

    left = int((tmp_path / "left").read_text())
    os.kill(left, signal.SIGTERM)  # it runs: else this raises


def test_the_key_is_pressed_after_a_cut_and_only_then(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = Lines()
    supply = plan_of({"driver": "dtr"}, {"driver": "rts", "settle_s": 0, "press_s": 0}).make(lines)
    assert lines.log == ["dtr ON", "rts OFF"]

    supply.restore()
    supply.cut()
    supply.restore()

    assert lines.log[2:] == ["dtr ON", "dtr OFF", "dtr ON", "rts ON", "rts OFF"]


def test_a_key_is_released_when_the_run_is_stopped_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = Lines()
    supply = plan_of({"driver": "dtr"}, {"driver": "rts", "settle_s": 0, "press_s": 1}).make(lines)
    supply.cut()
    monkeypatch.setattr("hil.lab.control.pulses.time.sleep", _stopped_at_a_press)

    with pytest.raises(KeyboardInterrupt):
        supply.restore()

    assert lines.log[-2:] == ["rts ON", "rts OFF"]


def _stopped_at_a_press(span_s: float) -> None:
    if span_s:
        raise KeyboardInterrupt


def test_a_supply_is_given_back_when_its_key_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = Lines()
    hardware = HARDWARE["gpio"](tmp_path, monkeypatch, lines)
    lines.break_down()

    with pytest.raises(HilError):
        plan_of(hardware.table, {"driver": "dtr"}).make(lines)

    assert hardware.told()[-1] == "released"
