"""A DUT that starts with another rate in the midst of a run is found and gets the rate of the bench again."""

from __future__ import annotations

import termios
from types import SimpleNamespace
from typing import cast

import pytest

from hil.lab.ladder import climb
from hil.lab.rungs import no_rates
from hil.modem import leftovers, modem
from hil.modem.channel import Channel
from hil.modem.line_state import LineState
from hil.modem.modem import Modem
from hil.modem.port import Port
from hil.results.recovery import Recovery, RungOutcome
from hil.transcript import Transcript
from tests.lab.doctor.dce import line


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The devices of these tests answer at once."""
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.3)
    monkeypatch.setattr(modem, "SYNC_S", 0.3)


class Dut:
    """It has a rate (a `termios` speed), and answers by noise at any other one."""

    def __init__(self, noise: bytes) -> None:
        self.rate, self._noise = termios.B115200, noise

    def __call__(self, came: bytes, rate: int) -> bytes:
        if rate != self.rate:
            return self._noise
        if b"AT+IPR=115200\r" in came:
            self.rate = termios.B115200
        return b"\r\nOK\r\n" * came.count(b"AT")


def climbed(dut: Dut) -> Recovery:
    """The climb after that DUT has started with 38400 bit/s."""
    kept: list[Recovery] = []
    with line(dut) as path, Channel.open(path, transcript=Transcript()) as channel:
        driver = Modem(channel)
        driver.attach()
        dut.rate = termios.B38400

        climb(driver, "no answer", keep=kept.append)

        assert driver.send("AT").ok
        assert isinstance(channel.line, Port)
        assert channel.line.rate == 115_200
    return kept[0]


@pytest.mark.parametrize("noise", [b"", b"\xf8\x00\x86"], ids=["silent", "noise"])
def test_the_ladder_sets_the_rate_of_the_bench_again(noise: bytes) -> None:
    recovery = climbed(Dut(noise))

    assert recovery.helped == "other rates"
    assert all(rung.outcome is not RungOutcome.HELPED for rung in recovery.rungs[:-1])


@pytest.mark.parametrize(
    ("url", "state", "why"),
    [
        ("socket://127.0.0.1:7", LineState.SILENT, "this connection has no rate of its own"),
        ("/dev/ttyUSB0", LineState.PROMPT, "what came is readable (prompt-open)"),
        ("/dev/ttyUSB0", LineState.SILENT, ""),
        ("rfc2217://127.0.0.1:7", LineState.RATE, ""),
    ],
)
def test_other_rates_are_tried_only_where_they_can_explain_the_silence(
    url: str, state: LineState, why: str
) -> None:
    dut = cast(Modem, SimpleNamespace(channel=SimpleNamespace(url=url), line_state=state))

    assert no_rates(dut) == why
