"""The procedure of note 5.1 as the driver performs it, on an emulated DUT whose network refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from hil.bench import Network
from hil.modem.channel import Channel
from hil.modem.modem import Modem
from hil.modem.recovery import activate, check
from hil.transcript import Direction, Pco, Transcript
from tests.modem.scripted import turn

RATE = 50.0
URL = f"emulator://m95?clock_rate={RATE:g}"
APN = "CMNET"


@pytest.fixture
def transcript() -> Transcript:
    return Transcript()


@pytest.fixture
def modem(transcript: Transcript) -> Iterator[Modem]:
    with Channel.open(URL, transcript=transcript, clock_rate=RATE) as channel:
        modem = Modem(channel)
        modem.attach()
        modem.pdp.context(APN).check()
        yield modem


@pytest.fixture
def network(modem: Modem) -> Network:
    assert modem.channel.network is not None
    return modem.channel.network


def count(transcript: Transcript, line: str) -> int:
    return sum(
        entry.text == line
        for entry in transcript.entries()
        if entry.pco is Pco.AT and entry.direction is Direction.TO_DUT
    )


def test_what_comes_up_at_once_is_not_checked(modem: Modem, transcript: Transcript) -> None:
    recovery = activate(modem, APN)

    assert recovery.activated
    assert (recovery.before, recovery.reboots) == ((), 0)
    assert count(transcript, "AT+CGATT?") == 0


def test_a_refusal_is_followed_by_the_five_checks(
    modem: Modem, network: Network, transcript: Transcript
) -> None:
    network.refuse_activations(1)

    recovery = activate(modem, APN)

    assert recovery.activated
    assert recovery.reboots == 0
    asked = ("AT+CGATT?", "AT+CGREG?", "AT+QIREGAPP?", "AT+CGACT?")
    assert all(count(transcript, line) >= 1 for line in asked)


def test_three_rounds_ten_minutes_apart_lie_behind_each_reboot(
    modem: Modem, network: Network, transcript: Transcript
) -> None:
    network.refuse_activations(99)

    recovery = activate(modem, APN, most_reboots=2)

    assert not recovery.activated
    assert count(transcript, "AT+CFUN=1,1") == 2
    for rounds in recovery.after_reboot:
        first, second, third = (found.at for found in rounds if found.at is not None)
        assert second - first >= timedelta(minutes=10)
        assert third - second >= timedelta(minutes=10)


def test_a_dut_without_a_clock_is_checked_all_the_same(modem_on: Callable[..., Modem]) -> None:
    modem = modem_on(
        turn(b"AT+CGATT?\r", b"\r\n+CGATT: 1\r\n\r\nOK\r\n"),
        turn(b"AT+CGREG?\r", b"\r\n+CGREG: 0,1\r\n\r\nOK\r\n"),
        turn(b"AT+CCLK?\r", b"\r\n+CME ERROR: 3\r\n"),
        turn(b"AT+QIREGAPP?\r", b'\r\n+QIREGAPP: "CMNET","",""\r\n\r\nOK\r\n'),
        turn(b"AT+CGACT?\r", b"\r\n+CGACT: 1,0\r\n\r\nOK\r\n"),
    )

    found = check(modem)

    assert found.at is None
    assert found.faults(APN) == ()


def test_a_success_ends_the_rounds(modem: Modem, network: Network) -> None:
    network.refuse_activations(3)  # at once, after the checks, in the first round behind the reboot

    recovery = activate(modem, APN)

    assert recovery.activated
    assert [len(rounds) for rounds in recovery.after_reboot] == [2]


def test_a_fault_that_stays_is_not_rebooted_away(modem: Modem, transcript: Transcript) -> None:
    modem.send("AT+CFUN=4").check()  # no radio: AT+CGATT=1 is refused

    recovery = activate(modem, APN)

    assert not recovery.activated
    assert recovery.reboots == 0
    assert set(recovery.before[0].faults(APN)) == {"not attached", "not registered"}
    assert count(transcript, "AT+CFUN=1,1") == 0


def test_each_fault_is_found(modem: Modem, network: Network) -> None:
    modem.send('AT+CGDCONT=2,"IP","x"').check()
    modem.send("AT+CGACT=1,2").check()
    modem.pdp.context("other").check()
    network.accept_apns(APN)

    found = check(modem)
    recovery = activate(modem, APN)

    assert found.occupied == (2,)
    assert found.apn == "other"
    assert found.faults(APN) == ("APN not set", "context in use")
    assert recovery.activated


def test_a_network_that_takes_the_context_is_heard(modem: Modem, network: Network) -> None:
    modem.pdp.ensure_active(APN)

    network.deactivate_context()

    modem.send("AT").check()
    assert [seen.text for seen in modem.channel.take_urcs()] == ["+PDP DEACT"]
    assert activate(modem, APN).activated


def test_time_passes_at_once_where_the_port_keeps_the_clock(modem: Modem) -> None:
    before = modem.clock()

    modem.channel.pass_time(86400)

    assert modem.clock() - before >= timedelta(days=1)
    assert modem.clock() - before < timedelta(days=1, minutes=30)  # 36 s of the wall at this rate


def test_elsewhere_time_is_waited_for_and_the_network_is_nobodys_to_tell() -> None:
    transcript = Transcript()
    with Channel.open("loop://", transcript=transcript, clock_rate=10.0) as channel:
        channel.pass_time(0.5)
        network = channel.network

    _opened, entry = transcript.entries()
    assert entry.text == "0.5 s of module time passed"
    assert network is None
