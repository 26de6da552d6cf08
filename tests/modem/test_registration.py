"""A DUT leaves its network and registers anew: what it has to say of it, what stands in the way, and what is put back."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.errors import UnexpectedResult
from hil.modem.modem import Modem
from hil.modem.registration import Registration
from tests.modem.scripted import Turn, turn

ModemOn = Callable[..., Modem]

OK = b"\r\nOK\r\n"
DEACTIVATED = turn(b"AT+QIDEACT\r", b"\r\nDEACT OK\r\n")
AUTOMATIC = turn(b"AT+COPS?\r", b'\r\n+COPS: 0,0,"TEST NET"\r\n', OK)
LEFT = turn(b"AT+COPS=2\r", OK)
BACK = turn(b"AT+COPS=0\r", OK)
ATTACHED = turn(b"AT+CGATT?\r", b"\r\n+CGATT: 1\r\n", OK)
BEGUN = (DEACTIVATED, AUTOMATIC)


def registered(state: int) -> Turn:
    return turn(b"AT+CREG?\r", b"\r\n+CREG: 0,%d\r\n" % state, OK)


def test_a_dut_that_leaves_and_comes_back_has_registered_anew(modem_on: ModemOn) -> None:
    modem = modem_on(*BEGUN, LEFT, registered(0), BACK, registered(1), ATTACHED)

    assert Registration(modem).renew() == ""


def test_the_search_for_the_network_is_awaited(modem_on: ModemOn) -> None:
    searches = (registered(2), registered(2), registered(5))
    modem = modem_on(*BEGUN, LEFT, registered(0), BACK, *searches, ATTACHED, clock_rate=100.0)

    assert Registration(modem).renew() == ""


def test_a_choice_by_hand_is_made_again(modem_on: ModemOn) -> None:
    by_hand = turn(b"AT+COPS?\r", b'\r\n+COPS: 1,0,"TEST NET"\r\n', OK)
    again = turn(b'AT+COPS=1,0,"TEST NET"\r', OK)
    modem = modem_on(DEACTIVATED, by_hand, LEFT, registered(0), again, registered(1), ATTACHED)

    assert Registration(modem).renew() == ""


def test_a_refusal_is_told_and_the_selection_is_put_back(modem_on: ModemOn) -> None:
    refused = turn(b"AT+COPS=2\r", b"\r\n+CME ERROR: 3\r\n")

    assert Registration(modem_on(*BEGUN, refused, BACK)).renew().startswith("AT+COPS=2: +CME ERROR: 3")


def test_a_dut_that_stays_registered_has_not_left(modem_on: ModemOn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hil.modem.registration.REGISTERED_S", 0.0)
    modem = modem_on(*BEGUN, LEFT, registered(1), BACK)

    assert Registration(modem).renew() == "the DUT says that it is registered after AT+COPS=2"


def test_a_dut_that_finds_no_network_again_has_not_registered(
    modem_on: ModemOn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hil.modem.registration.REGISTERED_S", 0.0)
    modem = modem_on(*BEGUN, LEFT, registered(0), BACK, registered(2))

    assert Registration(modem).renew() == "the DUT was not registered again within 0 s"


def test_a_selection_that_was_not_put_back_is_still_owed(modem_on: ModemOn) -> None:
    lost = turn(b"AT+COPS=0\r", b"\r\nERROR\r\n")
    registration = Registration(modem_on(*BEGUN, LEFT, registered(0), lost, lost, BACK))

    assert "AT+COPS=0" in registration.renew()
    with pytest.raises(UnexpectedResult):
        registration.put_back()
    registration.put_back()
    registration.put_back()


@pytest.mark.parametrize(
    ("told", "cell"),
    [
        (b'+CGREG: 2,1,"1801","2B5C"', "1801,2B5C"),
        (b"+CGREG: 2,5,1801,2B5C", "1801,2B5C"),
        (b'+CGREG: 2,2,"1801","2B5C"', ""),
        (b"+CGREG: 0,1", ""),
        (b"ERROR", ""),
    ],
)
def test_the_cell_is_told_or_unknown(told: bytes, cell: str, modem_on: ModemOn) -> None:
    answers = (b"\r\nERROR\r\n",) if told == b"ERROR" else (b"\r\n" + told + b"\r\n", OK)
    modem = modem_on(turn(b"AT+CGREG=2\r", OK), turn(b"AT+CGREG?\r", *answers))

    assert Registration(modem).cell() == cell
