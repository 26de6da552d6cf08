"""What the module reports of itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.emulator.device.hardware_options import STANDARD_HARDWARE
from tests.emulator.dte import Bench, Dte


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("+CBC", "+CBC: 0,100,4000  OK"),
        ("+CBC=?", "+CBC: (0-2),(1-100),<voltage>  OK"),
        ("+QTEMP", "+QTEMP: 0,28  OK"),
        ("+QTEMP=1;+QTEMP?", "+QTEMP: 1,28  OK"),
        ("+QTEMP=2", "+CME ERROR: 3518"),
        ("+QSPN", '+QSPN: "","","CHINA MOBILE",0,"46000"  OK'),
        ("+QSPN?", '+QSPN: "CHINA MOBILE",0  OK'),
        ("+QNSTATUS", "+QNSTATUS: 0  OK"),
        ("+COPS=2;+QNSTATUS", "+QNSTATUS: 2  OK"),
        ("+CFUN=4;+QNSTATUS", "+QNSTATUS: 1  OK"),
        ("+QENG?", "+QENG: 0,0  OK"),
        (
            "+QENG=1;+QENG?",
            "+QENG: 1,0 +QENG: 0,460,00,1801,2b5c,23,33,-57,255,255,0,5,x,x,x,x,x,x,x  OK",
        ),
        ("+QENG=5", "+CME ERROR: 3518"),
        ("+COPN", '+COPN: "46000","CHINA MOBILE"  OK'),
        ("+CCID", '+CCID: "8900101000000000017"  OK'),
        ("+QSIMSTAT=1;+QSIMSTAT?", "+QSIMSTAT: 1,1  OK"),
        ('+CLCK="SC",2', "+CLCK: 0  OK"),
        ('+CLCK="FD",1,"1234"', "+CME ERROR: 3"),
        ('+CLCK="XX",2', "+CME ERROR: 3518"),
        ('+CPBS="ME";+CPBS?', '+CPBS: "ME",0,250  OK'),
        ('+CPBS=?;+CPBR=1,250;+CPBF="a"', '+CPBS: ("SM","DC","FD","LD","MC","ME","RC","ON")  OK'),
        ("+CPBR=251", "+CME ERROR: 3518"),
        ("+QLTS=2;+QLTS?", '+QLTS: ""  +QLTS: ""  OK'),
        ('+QILPORT="UDP",500;+QILPORT?', "TCP: 0 UDP: 500  OK"),
        ('+QILPORT="SCTP",1', "+CME ERROR: 3518"),
        ("+QLTS=3", "+CME ERROR: 3518"),
    ],
)
def test_reports(dte: Dte, line: str, answer: str) -> None:
    assert dte.at(line) == answer


def test_the_sim_is_asked_first() -> None:
    bench = Bench(hardware=replace(STANDARD_HARDWARE, sim_pin="1234"))
    try:
        assert bench.dte.at("+QNSTATUS") == "+QNSTATUS: 255  OK"
        assert bench.dte.at("+QSPN") == bench.dte.at("+CPBS?") == bench.dte.at("+QGID") == "+CME ERROR: 11"
        bench.dte.at("+CPIN=1234")
        assert bench.dte.at('+CLCK="SC",2').startswith("+CLCK: 1")
    finally:
        bench.close()


def test_without_a_card() -> None:
    bench = Bench(hardware=replace(STANDARD_HARDWARE, sim_pin="none"))
    try:
        assert bench.dte.at("+QSIMSTAT?") == "+QSIMSTAT: 0,0  OK"
        assert bench.dte.at("+CCID") == "+CME ERROR: 10"
    finally:
        bench.close()
