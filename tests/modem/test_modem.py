"""Attaching to a DUT, whether it is alive, and what it says of itself."""

from __future__ import annotations

import os
import tty
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest

from hil.deadline import Deadline
from hil.errors import ChannelLost, InfrastructureError
from hil.modem.channel import Channel
from hil.modem.modem import Identity, Modem
from hil.transcript import Transcript
from tests.modem.scripted import Pause, Turn, turn
from tests.modem.turns import ERROR, OK, SETTLED, ModemOn

PROBE = turn(b"AT+CMEE?\r", b"\r\n+CMEE: 1\r\n", OK)
SECOND_PROBE = turn(b"AT+IFC?\r", b"\r\n+IFC: 0,0\r\n", OK)


@pytest.fixture
def silent_port() -> Iterator[str]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    "turns",
    [
        (turn(b"AT\r", OK), *SETTLED),
        (turn(b"AT\r", b"AT\r\r\nOK\r\n"), turn(b"ATE0\r", b"ATE0\r\r\nOK\r\n"), SETTLED[1]),
        (turn(b"AT\r", b"0\r"), turn(b"ATV1\r", OK), *SETTLED),
        (turn(b"AT\r", b"\xff\x00\xfe\r\nRDY\r\n\r\n+CFUN: 1\r\n", OK), *SETTLED),
        (turn(b"AT\r"), turn(b"AT\r", OK, OK), turn(b"AT+CMEE?\r", b"\r\n+CMEE: 1\r\n", OK), *SETTLED),
        (turn(b"AT\r"), turn(b"AT\r"), turn(b"+++", OK), PROBE, *SETTLED),
    ],
    ids=["plain", "echo", "numeric", "noise and start-up", "slow start", "data mode"],
)
def test_attaching_comes_to_an_understanding(turns: tuple[Turn, ...], modem_on: ModemOn) -> None:
    modem = modem_on(*turns, clock_rate=20.0)

    modem.attach()

    assert not modem.channel.reader.numeric


def test_no_answer_to_at_is_the_fault_of_the_bench(silent_port: str) -> None:
    with (
        Channel.open(silent_port, transcript=Transcript(), clock_rate=100.0) as channel,
        pytest.raises(InfrastructureError) as caught,
    ):
        Modem(channel).attach(Deadline.after(1.2))

    assert str(caught.value) == (
        f"no answer to AT on {silent_port} within 1.2 s: not one byte came; check power and wiring and that the port "
        "runs at 115200 baud; a module that was left in the mode of a multiplexer, or with ATE0 and another ATS3, is "
        "silent as well: switch it off and on"
    )


def test_unreadable_answers_are_told_apart_from_silence(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"AT\r", b"\xf8\x80\xf8"))

    with pytest.raises(InfrastructureError, match="only unreadable bytes such as"):
        modem.attach(Deadline.after(0.2))


def test_a_pulled_cable_is_a_lost_channel() -> None:
    master, slave = os.openpty()
    with Channel.open(os.ttyname(slave), transcript=Transcript()) as channel:
        os.close(master)

        with pytest.raises(ChannelLost, match="check cable and supply"):
            Modem(channel).ftp.status()
    os.close(slave)


def test_a_dut_that_owes_an_answer_is_alive(modem_on: ModemOn) -> None:
    modem = modem_on(PROBE)

    assert modem.is_alive()


def test_a_dut_in_data_mode_is_alive(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"AT+CMEE?\r"), turn(b"+++", OK), SECOND_PROBE, clock_rate=20.0)

    assert modem.is_alive()


def test_a_silent_dut_is_not_alive(silent_port: str) -> None:
    with Channel.open(silent_port, transcript=Transcript(), clock_rate=100.0) as channel:
        assert not Modem(channel).is_alive()


def test_the_identity_is_read_without_its_decoration(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b"AT+CGMI\r", b"\r\nQuectel_Ltd\r\nQuectel_M95\r\nRevision: MTK 0828\r\n\r\nOK\r\n"),
        turn(b"AT+CGMM\r", b"\r\nQuectel_M95\r\n\r\nOK\r\n"),
        turn(b"AT+CGMR\r", b"\r\nRevision: M95FAR02A08\r\n\r\nOK\r\n"),
        turn(b"AT+CGSN\r", b'\r\n+CGSN: "866425030000009"\r\n\r\nOK\r\n'),
    )

    assert modem.identity() == Identity("Quectel_Ltd", "Quectel_M95", "M95FAR02A08", "866425030000009")


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), b'AT+CCLK="26/01/02,03:04:05+00"\r'),
        (datetime(2026, 1, 2, 3, 4, 5), b'AT+CCLK="26/01/02,03:04:05+00"\r'),  # noqa: DTZ001 - the case
        (
            datetime(2026, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
            b'AT+CCLK="26/01/02,03:04:05-14"\r',
        ),
    ],
)
def test_the_clock_is_set_with_its_zone_in_quarters_of_an_hour(
    moment: datetime, sent: bytes, modem_on: ModemOn
) -> None:
    assert modem_on(turn(sent, OK)).set_clock(moment).ok


def test_a_urc_is_waited_for_and_told_once(modem_on: ModemOn) -> None:
    modem = modem_on(turn(b"ATE0\r", OK, Pause(0.1), b"\r\n+PDP DEACT\r\n"))
    modem.send("ATE0")

    seen = modem.channel.wait_urc(lambda text: "DEACT" in text, Deadline.after(2.0))

    assert seen is not None
    assert seen.text == "+PDP DEACT"
    assert modem.channel.wait_urc(lambda text: "DEACT" in text, Deadline.after(0.05)) is None


def test_a_setting_of_the_bench_is_repeated_at_each_attachment_unless_it_is_refused(
    modem_on: ModemOn,
) -> None:
    attached = (turn(b"AT\r", OK), *SETTLED)
    modem = modem_on(
        turn(b"AT+CREG=1\r", OK),
        turn(b"AT+CGREG=1\r", ERROR),
        *attached,
        turn(b"AT+CREG=1\r", OK),
    )

    modem.keep("AT+CREG=1")
    modem.keep("AT+CGREG=1")
    modem.attach()
