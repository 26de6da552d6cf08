"""The way back after a port loss: the same DUT before its PIN, and each try as far as it can go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from hil.errors import ChannelTimeout, InfrastructureError
from hil.lab.port_return import await_return
from hil.modem.channel import Channel
from hil.modem.modem import Identity, Modem
from hil.transcript import Transcript

OTHER = "866425030000014"


@pytest.fixture
def modem() -> Iterator[Modem]:
    """A DUT whose SIM asks for its PIN."""
    url = "emulator://m95?clock_rate=100&sim_pin=4711"
    with Channel.open(url, transcript=Transcript(), clock_rate=100.0) as channel:
        attached = Modem(channel)
        attached.attach()
        attached.known = attached.identity()
        yield attached


def test_no_pin_is_sent_to_another_module(modem: Modem) -> None:
    assert modem.known is not None
    modem.known = replace(modem.known, imei=OTHER)
    modem.sim_lock.use("4711")

    with pytest.raises(InfrastructureError, match=r"another module answers .*: expected IMEI \*+0014, came"):
        await_return(modem, wait_s=5, tell=pytest.fail)

    assert modem.send("AT+CPIN?").values("CPIN") == "SIM PIN"


def test_the_pin_is_entered_at_the_same_module(modem: Modem) -> None:
    modem.sim_lock.use("4711")

    await_return(modem, wait_s=5, tell=pytest.fail)

    assert modem.send("AT+CPIN?").values("CPIN") == "READY"


def test_a_pin_that_was_refused_is_not_awaited(modem: Modem) -> None:
    modem.sim_lock.use("1111")

    with pytest.raises(InfrastructureError, match="refused the PIN of the bench file"):
        await_return(modem, wait_s=3600, tell=pytest.fail)


def test_a_port_that_is_lost_again_before_the_identity_is_awaited(
    modem: Modem, monkeypatch: pytest.MonkeyPatch
) -> None:
    known, told, losses = modem.identity(), list[str](), [ChannelTimeout("lost again")]

    def flapping() -> Identity:
        if losses:
            raise losses.pop()
        return known

    monkeypatch.setattr(modem, "identity", flapping)

    await_return(modem, wait_s=60, tell=told.append)

    assert len(told) == 1
