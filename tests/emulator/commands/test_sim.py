"""SIM PIN and PUK, and a module without a SIM (27.007 8.3, 5.6)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.device.sim import FACTORY_PIN, PUK
from tests.emulator.dte import Bench, Dte


@pytest.fixture
def locked() -> Iterator[Dte]:
    bench = Bench(hardware=HardwareOptions(sim_pin="1234"))
    yield bench.dte
    bench.close()


def test_a_pin_lets_the_module_into_the_network(locked: Dte) -> None:
    assert locked.at("+CPIN?") == "+CPIN: SIM PIN  OK"
    assert locked.at("+CREG?") == "+CREG: 0,0  OK"
    assert locked.at("+CGATT?") == "+CGATT: 0  OK"
    assert locked.at("+QINISTAT") == "+QINISTAT: 0  OK"

    assert locked.at('+CPIN="1234"') == "+CPIN: READY  OK  Call Ready"
    assert locked.at("+CREG?") == "+CREG: 0,1  OK"
    assert locked.at("+QINISTAT") == "+QINISTAT: 3  OK"
    assert locked.at('+CPIN="1234"') == "+CME ERROR: 3"


def test_three_wrong_pins_ask_for_the_puk(locked: Dte) -> None:
    for _ in range(3):
        assert locked.at("+CPIN=9999") == "+CME ERROR: 16"
    assert locked.at("+CPIN?") == "+CPIN: SIM PUK  OK"
    assert locked.at("+CIMI") == "+CME ERROR: 12"
    assert locked.at('+CPIN="87654321","4321"') == "+CME ERROR: 16"

    assert locked.at(f'+CPIN="{PUK}","4321"') == "+CPIN: READY  OK  Call Ready"
    assert locked.at("+CFUN=0;+CFUN=1") == "+CPIN: NOT READY  OK"
    assert locked.at('+CPIN="1234"') == "+CME ERROR: 16"
    assert locked.at('+CPIN="4321"') == "+CPIN: READY  OK  Call Ready"


def test_tries_are_counted(locked: Dte) -> None:
    locked.at("+CPIN=9999")

    assert locked.at("+QTRPIN") == "+QTRPIN: 2,3,10,10  OK"


def test_a_locked_module_opens_no_session(locked: Dte) -> None:
    assert locked.at('+QFTPOPEN="h",21') == "OK  +QFTPOPEN: -5"


def test_the_boot_lines_of_a_locked_module_say_so() -> None:
    bench = Bench(hardware=HardwareOptions(sim_pin="1234"))
    bench.dte.send(b"AT+IPR=9600;&W\r")
    bench.module.reboot()
    lines = bench.dte.take()
    bench.close()

    assert lines == b"\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: SIM PIN\r\n"


def test_without_a_sim(bench: Bench) -> None:
    empty = Bench(hardware=HardwareOptions(sim_pin="none"))
    answers = [empty.dte.at(body) for body in ("+CPIN?", "+QCCID", "+CREG?")]
    empty.close()

    assert answers == ["+CME ERROR: 10", "+CME ERROR: 10", "+CREG: 0,0  OK"]


def restarted(dte: Dte) -> str:
    dte.at("+CFUN=0;+CFUN=1")
    return dte.at("+CPIN?")


def test_the_pin_can_be_switched_off_for_good(locked: Dte) -> None:
    locked.at("+CPIN=1234")

    assert locked.at('+CLCK="SC",0,"1234"') == "OK"

    assert locked.at('+CLCK="SC",2') == "+CLCK: 0  OK"
    assert restarted(locked) == "+CPIN: READY  OK"


def test_a_card_that_does_not_ask_can_be_made_to(dte: Dte) -> None:
    assert dte.at(f'+CLCK="SC",1,"{FACTORY_PIN}"') == "OK"

    assert dte.at('+CLCK="SC",2') == "+CLCK: 1  OK"
    assert restarted(dte) == "+CPIN: SIM PIN  OK"
    assert dte.at(f"+CPIN={FACTORY_PIN}") == "+CPIN: READY  OK  Call Ready"


def test_a_new_pin_is_asked_for_from_the_next_start_on(locked: Dte) -> None:
    locked.at("+CPIN=1234")

    assert locked.at('+CPWD="SC","1234","97531"') == "OK"

    restarted(locked)
    assert locked.at("+CPIN=1234") == "+CME ERROR: 16"
    assert locked.at("+CPIN=97531") == "+CPIN: READY  OK  Call Ready"


@pytest.mark.parametrize("command", ['+CLCK="SC",0,"9999"', '+CPWD="SC","9999","4321"'])
def test_a_wrong_pin_counts_at_each_command(locked: Dte, command: str) -> None:
    locked.at("+CPIN=1234")

    assert locked.at(command) == "+CME ERROR: 16"
    assert locked.at("+QTRPIN") == "+QTRPIN: 2,3,10,10  OK"
    assert locked.at(f"{command};{command}") == locked.at(command) == "+CME ERROR: 16"
    assert locked.at("+CPIN?") == "+CPIN: SIM PUK  OK"


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ('+CPWD="SC","1234","4321"', "+CME ERROR: 3"),  # a card that does not ask for its PIN
        ('+CPWD="P2","1234","4321"', "+CME ERROR: 3"),
        ('+CPWD="XX","1234","4321"', "+CME ERROR: 3518"),
        ('+CPWD="SC","1234"', "+CME ERROR: 3518"),
        ('+CPWD="SC","1234","12"', "+CME ERROR: 3518"),
        ('+CLCK="SC",1', "+CME ERROR: 3518"),
        (
            "+CPWD=?",
            '+CPWD: ("SC",8),("P2",8),("AO",4),("OI",4),("OX",4),("AI",4),("IR",4),("AB",4),("AG",4),("AC",4)  OK',
        ),
    ],
)
def test_locks_and_passwords_that_cannot_be_set(dte: Dte, command: str, answer: str) -> None:
    assert dte.at(command) == answer
