"""SIM PIN, registration, network choice, what the network takes away."""

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


def test_switching_the_radio_off_takes_the_context_and_the_session(bench: Bench) -> None:
    bench.opened()

    assert bench.dte.at("+CFUN=4") == "OK"
    assert bench.dte.at("+QISTAT") == "OK  STATE: PDP DEACT"
    assert bench.dte.at("+QFTPSTAT") == "+QFTPSTAT: CLOSED  OK"
    assert bench.dte.at("+CGATT=1") == "+CME ERROR: 30"
    assert bench.dte.at("+QIDEACT;+QIREGAPP;+QIACT").endswith("ERROR")


def test_the_network_is_chosen(dte: Dte) -> None:
    assert dte.at("+COPS?") == '+COPS: 0,0,"CHINA MOBILE"  OK'
    assert dte.at("+COPS=3,2;+COPS?") == '+COPS: 0,2,"46000"  OK'
    assert dte.at('+COPS=1,2,"46000";+COPS?') == '+COPS: 1,2,"46000"  OK'
    assert dte.at('+COPS=1,2,"26201"') == "+CME ERROR: 30"


def test_contexts_of_cgact_have_addresses(dte: Dte) -> None:
    assert dte.at('+CGDCONT=1,"IP","cmnet";+CGACT=1,1') == "OK"
    assert dte.at("+CGPADDR=1") == '+CGPADDR: 1,"10.1.83.188"  OK'
    assert dte.at("+CGPADDR") == '+CGPADDR: 1,"10.1.83.188" +CGPADDR: 2,"0.0.0.0"  OK'
    assert dte.at("+CGACT=0,1") == "NO CARRIER"
    assert dte.at("+CGPADDR=1") == '+CGPADDR: 1,"0.0.0.0"  OK'
    assert dte.at("+CGPADDR=3") == "+CME ERROR: 3518"


def test_multiplexing_is_set_in_the_initial_state_only(dte: Dte) -> None:
    assert dte.at("+QISTATE") == "OK  STATE: IP INITIAL"
    assert dte.at("+QIMUX=1;+QIMUX?") == "+QIMUX: 1  OK"
    assert dte.at("+QISTAT").startswith('+QISTAT: 0,"","","" +QISTAT: 1,')
    dte.at("+QIREGAPP;+QIACT")
    assert dte.at("+QIMUX=0") == "ERROR"
    state = dte.at("+QISTATE")
    assert state.startswith('OK  STATE: IP PROCESSING  +QISTATE: 0,"","","",INITIAL')
    assert state.endswith("INITIAL  OK")


def test_settings_that_are_only_kept(dte: Dte) -> None:
    assert dte.at('+CSCS?;+CSCS="IRA";+CSCS?') == '+CSCS: "GSM"  +CSCS: "IRA"  OK'
    assert dte.at("+CNMI=1,,1;+CNMI?") == "+CNMI: 1,1,1,0,0  OK"
    assert dte.at("+CMGF=1,2") == "+CME ERROR: 3518"
    assert dte.at("+CMGF=?") == "+CMGF: (0,1)  OK"


def test_the_list_of_commands_is_that_of_the_module(dte: Dte) -> None:
    listed = dte.at("+CLAC").split()

    assert {"+QFTPOPEN", "+QSSLCFG", "+QSECWRITE", "+CLAC"} < set(listed)


def test_registration_is_told_when_it_changes(dte: Dte) -> None:
    assert dte.at("+CREG=1;+CGREG=2") == "OK"

    assert dte.at("+CFUN=4") == "OK  +CREG: 0  +CGREG: 0"
    assert dte.at("+CFUN=1") == 'OK  +CREG: 1  +CGREG: 1,"1801","2B5C"'
    assert dte.at("+CFUN=1") == "OK"
    assert dte.at("+CGATT=0") == "OK  +CGREG: 0"
    assert dte.at("+CREG=0;+CGREG=0;+CGATT=1;+CFUN=4") == "OK"


def test_a_module_that_left_the_network_is_not_in_it(dte: Dte) -> None:
    dte.at("+CREG=1;+QIREGAPP;+QIACT")

    assert dte.at("+COPS=2") == "OK  +CREG: 0"

    assert dte.at("+COPS?;+CREG?") == "+COPS: 2  +CREG: 1,0  OK"
    assert dte.at("+QIDEACT;+QIREGAPP;+QIACT") == "DEACT OK  ERROR"
    assert dte.at("+COPS=0") == "OK  +CREG: 1"
    assert dte.at("+QIACT") == "OK"
