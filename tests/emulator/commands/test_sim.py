"""SIM PIN and PUK, and a module without a SIM (27.007 8.3, 5.6)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.emulator.device.hardware_options import HardwareOptions
from hil.emulator.device.sim import PUK
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
