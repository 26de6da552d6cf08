"""What an earlier user left behind is put right, and what is wired or set wrongly is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from hil.bench import Bench, ModuleSetup
from hil.lab.doctor import line as doctor
from hil.lab.doctor.finding import Outcome
from hil.lab.doctor.line import examine_line
from hil.modem import leftovers
from hil.modem.leftovers import REMEDIES, Remedy
from hil.modem.port import Port
from tests.emulated import emulated
from tests.lab.doctor.dce import Answer, at_9600_only, joined, line, silent


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The devices of these tests answer at once, and keep the guard times of a clock that runs ten times as fast."""
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.3)
    monkeypatch.setattr(leftovers, "GUARD_S", 0.3)
    monkeypatch.setattr(doctor, "RATES", (115_200, 57_600, 9_600))


def bench(url: str, baudrate: int = 115_200) -> Bench:
    return Bench(url, "127.0.0.1", None, module=ModuleSetup(baudrate=baudrate))


@pytest.mark.parametrize(
    ("answer", "said", "step"),
    [
        (joined, "RX and TX are joined", "TX of the port goes to RXD of the module"),
        (silent, "no answer, and not one byte came", "check power and PWRKEY"),
        (at_9600_only, "answered at 9600 bit/s, and not at 115200", "set baud = 9600 in the bench file"),
    ],
)
def test_what_is_wired_or_set_wrongly_is_told(answer: Answer, said: str, step: str) -> None:
    with line(answer) as path:
        found = examine_line(bench(path))

    assert (found.outcome, found.check) == (Outcome.TROUBLE, "AT")
    assert said in found.detail
    assert step in found.step


def test_the_rate_of_the_bench_file_is_used() -> None:
    with line(at_9600_only) as path:
        found = examine_line(bench(path, baudrate=9600))

    assert (found.outcome, found.detail) == (Outcome.WELL, "answered at 9600 bit/s")


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ((b"AT\r", b"AT\r"), "answered at 115200 bit/s"),
        ((b"ATV0\r",), "answered at 115200 bit/s"),
        ((b"ATQ1\r",), "ATQ1"),
        ((b"ATE0Q1\r",), "ATQ1"),
        ((b"ATS3=10\r",), "ATS3"),
        ((b"ATS3=33\r",), "ATS3"),
        ((b'AT+QSECWRITE="RAM:a",100,100\r',), "data mode or an upload"),
        ((b"AT+CMUX=0\r",), "multiplexer"),
    ],
)
def test_what_an_earlier_user_left_behind_is_put_right(
    before: tuple[bytes, ...], said: str, tmp_path: Path
) -> None:
    with emulated("--tcp", "127.0.0.1:0", "--clock-rate", "10", folder=tmp_path) as modules:
        url = modules.urls[0]
        port = Port.open(url, baudrate=115200)
        for words in before:
            port.write(words)
            while port.read(0.3):
                pass
        port.close()

        found = examine_line(bench(url))
        again = examine_line(bench(url))

    assert found.outcome is (Outcome.WELL if found.detail == said else Outcome.WARNING)
    assert said in found.detail
    assert (again.outcome, again.detail) == (Outcome.WELL, "answered at 115200 bit/s")


@pytest.mark.parametrize("before", [b"AT\r", b'AT+QSECWRITE="RAM:a",72,100\r'], ids=["sound", "in an upload"])
@pytest.mark.parametrize("remedy", REMEDIES, ids=["ATQ0", "escape", "multiplexer", "ATS3"])
def test_what_is_tried_leaves_the_end_of_a_line_as_it_is(
    remedy: Remedy, before: bytes, tmp_path: Path
) -> None:
    with emulated("--tcp", "127.0.0.1:0", "--clock-rate", "10", folder=tmp_path) as modules:
        port = Port.open(modules.urls[0], baudrate=115200)
        for words in (before, remedy.send, REMEDIES[1].send, b"\r", b"ATS3?\r"):
            if callable(words):
                words(port)
            else:
                port.write(words)
            told = b""
            while came := port.read(0.3):
                told += came
        port.close()

    assert b"\r\n013\r\n\r\nOK\r\n" in told


def test_a_port_that_goes_is_a_finding(tmp_path: Path) -> None:
    found = examine_line(bench(str(tmp_path / "absent")))

    assert found.outcome is Outcome.TROUBLE
    assert "does not exist" in found.detail
