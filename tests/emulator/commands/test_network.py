"""Registration, choice of the network, contexts of 27.007, and what their loss takes away."""

from __future__ import annotations

from tests.emulator.dte import Bench, Dte


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
