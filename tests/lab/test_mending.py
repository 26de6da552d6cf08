"""The first attachment ends what an earlier user left on, says so, and awaits a port that is lost meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from hil.bench import Bench
from hil.errors import ChannelLost, HilError, InfrastructureError
from hil.lab.attach import attached
from hil.lab.port_return import over_losses
from hil.modem import leftovers
from hil.modem.channel import Channel
from hil.modem.claims import Claims
from hil.modem.modem import Modem
from hil.modem.port import Port
from hil.transcript import Transcript
from tests.emulated import emulated


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Emulated modules answer at once."""
    monkeypatch.setattr(leftovers, "ANSWER_S", 0.3)
    monkeypatch.setattr("hil.modem.modem.ATTACH_S", 4.0)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (b"ATE0S3=10\r", "lines end by CR again (ATS3=13): an earlier user had left another ATS3 behind"),
        (b"AT+CMUX=0\r", "its multiplexer was closed: an earlier user had left AT+CMUX on"),
        (b'AT+QSECWRITE="RAM:a",100,100\r', ""),
        (b"ATQ1V0\r", ""),
    ],
)
def test_what_an_earlier_user_left_behind_is_put_right(before: bytes, said: str, tmp_path: Path) -> None:
    with emulated("--tcp", "127.0.0.1:0", "--clock-rate", "20", folder=tmp_path) as modules:
        url = modules.urls[0]
        port = Port.open(url, baudrate=115200)
        port.write(before)
        while port.read(0.3):
            pass
        port.close()
        transcript = Transcript()

        with attached(
            Bench(url, "127.0.0.1", None, clock_rate=20.0), named=url, transcript=transcript, claims=Claims()
        ) as (modem, _):
            assert modem.send("AT").ok

    assert modem.mended == said
    notes = [entry.text for entry in transcript.entries()]
    assert (f"the line was put right: {said}" in notes) == bool(said)


def modem_without_port() -> Modem:
    channel = Channel.open("loop://", transcript=Transcript())
    assert isinstance(channel.line, Port)
    return Modem(channel)


def losing(modem: Modem, *outcomes: str) -> Callable[[], str]:
    """Loses the port for `lost`, raises for `error`, and else returns the outcome."""
    left = iter(outcomes)

    def act() -> str:
        outcome = next(left)
        assert isinstance(modem.channel.line, Port)
        if outcome == "lost":
            modem.channel.line.lost = "lost loop://"
            raise ChannelLost("lost loop://")
        if outcome == "error":
            raise InfrastructureError("no SIM")
        return outcome

    return act


def reopened(modem: Modem) -> None:
    assert isinstance(modem.channel.line, Port)
    modem.channel.line.lost = ""


@pytest.mark.parametrize(
    ("outcomes", "came"),
    [
        (["found"], "found"),
        (["lost", "found"], "found"),
        (["lost", "lost", "found"], "lost loop://"),
        (["error", "found"], "no SIM"),
        (["lost", "error", "found"], "no SIM"),
    ],
)
def test_a_loss_is_awaited_once_and_other_troubles_are_not(outcomes: list[str], came: str) -> None:
    modem = modem_without_port()
    try:
        found = over_losses(modem, losing(modem, *outcomes), reopened)
    except HilError as trouble:
        found = str(trouble)
    modem.channel.close()

    assert found == came


def test_without_a_wait_a_loss_is_final() -> None:
    modem = modem_without_port()

    with pytest.raises(ChannelLost):
        over_losses(modem, losing(modem, "lost", "found"), None)

    modem.channel.close()
