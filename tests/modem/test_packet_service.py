"""After a restart the driver waits for the network as long as the DUT says that it is not attached, and no longer."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from hil.modem.modem import Modem
from tests.modem.scripted import Answer, Pause, Turn, turn

ModemOn = Callable[..., Modem]

OK = b"\r\nOK\r\n"
RATE = 100.0
RESTARTED = (
    turn(b"AT+CFUN=1,1\r", OK, b"\r\nRDY\r\n"),
    turn(b"AT\r", OK),
    turn(b"ATE0\r", OK),
    turn(b"AT+CMEE=1\r", OK),
)
ATTACHED = turn(b"AT+CGATT?\r", b"\r\n+CGATT: 1\r\n", OK)


def detached(*answers: Answer) -> Turn:
    return turn(b"AT+CGATT?\r", b"\r\n+CGATT: 0\r\n", OK, *answers)


def registration(state: int) -> Turn:
    return turn(b"AT+CREG?\r", b"\r\n+CREG: 1,%d\r\n" % state, OK)


def test_the_reboot_ends_when_the_dut_is_attached(modem_on: ModemOn) -> None:
    turns = (detached(), registration(2), detached(), registration(1), detached(), ATTACHED)

    modem_on(*RESTARTED, *turns, clock_rate=RATE).reboot()


def test_a_urc_of_the_registration_ends_the_wait_at_once(modem_on: ModemOn) -> None:
    searching = turn(b"AT+CREG?\r", b"\r\n+CREG: 1,2\r\n", OK, Pause(0.05), b"\r\n+CREG: 1\r\n")
    modem = modem_on(*RESTARTED, detached(), searching, ATTACHED, clock_rate=0.1)
    began = time.monotonic()

    modem.reboot()

    assert time.monotonic() - began < 5.0, "a question without a URC comes after 10 s"


@pytest.mark.parametrize("answer", [b"\r\nERROR\r\n", OK, b"\r\n+CGATT:\r\n\r\nOK\r\n"])
def test_a_dut_that_tells_nothing_is_not_awaited(answer: bytes, modem_on: ModemOn) -> None:
    modem_on(*RESTARTED, turn(b"AT+CGATT?\r", answer)).reboot()


class ShortWaits:
    """A module time in which every wait is over after one question."""

    @pytest.fixture(autouse=True)
    def _short(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("hil.modem.packet_service.REGISTERED_S", 0.5)
        monkeypatch.setattr("hil.modem.packet_service.ATTACHED_S", 0.0)


class TestWithoutSuccess(ShortWaits):
    def test_a_wait_in_vain_is_repeated_only_after_a_context_came_up(self, modem_on: ModemOn) -> None:
        in_vain = (detached(), registration(2), detached())
        modem = modem_on(
            *RESTARTED,
            *in_vain,
            *RESTARTED,
            detached(),
            turn(b"AT+QIACT\r", OK),
            *RESTARTED,
            *in_vain,
        )

        modem.reboot()
        modem.reboot()
        modem.pdp.activate().check()
        modem.reboot()

    def test_a_registered_dut_that_attaches_on_demand_is_awaited_once(self, modem_on: ModemOn) -> None:
        modem = modem_on(
            *RESTARTED,
            detached(),
            registration(5),
            turn(b"AT+QIACT\r", OK),
            *RESTARTED,
            detached(),
        )

        modem.reboot()
        modem.pdp.activate().check()
        modem.reboot()
