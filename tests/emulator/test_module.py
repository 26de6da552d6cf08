"""Identity, settings, network, reboot, power: the commands that chapter 4 takes for granted."""

from __future__ import annotations

import pytest

from hil.errors import UsageError
from tests.emulator.dte import Bench, Dte


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        ("", "OK"),
        ("I", "Quectel_Ltd Quectel_M95 Revision: M95FAR02A08  OK"),
        ("+GMI", "Quectel_Ltd  OK"),
        ("+CGMM", "Quectel_M95  OK"),
        ("+GMR", "Revision: M95FAR02A08  OK"),
        ("+GSN", "866425030000006  OK"),
        ("+CGSN=?", "OK"),
        ("+CPIN?", "+CPIN: READY  OK"),
        ("+CSQ", "+CSQ: 28,0  OK"),
        ("+CREG?", "+CREG: 0,1  OK"),
        ("+CGREG?", "+CGREG: 0,1  OK"),
        ("+CGREG=2;+CGREG?", '+CGREG: 2,1,"1801","2B5C"  OK'),
        ("+CGATT?", "+CGATT: 1  OK"),
        ("+COPS?", '+COPS: 0,0,"CHINA MOBILE"  OK'),
        ("+CMEE?", "+CMEE: 1  OK"),
        ("+CMEE=3", "+CME ERROR: 3518"),
        ("+IPR?", "+IPR: 0  OK"),
        ("+IPR=1234", "ERROR"),
        ("+IFC=2,2;+IFC?", "+IFC: 2,2  OK"),
        ("+IFC=3", "ERROR"),
        ("+ICF?", "+ICF: 3,3  OK"),
        ("+CFUN?", "+CFUN: 1  OK"),
        ("+CFUN=2", "+CME ERROR: 3518"),
        ("+QIDNSIP=1;+QIDNSIP?", "+QIDNSIP: 1  OK"),
        ("S5?", "008  OK"),
        ("S1?", "ERROR"),
        ("S7=256", "ERROR"),
        ("X4;&C1&D0", "OK"),
        ("X5", "ERROR"),
        ("O", "NO CARRIER"),
        ("D123;", "ERROR"),
        ("+NOSUCH", "ERROR"),
        ("+CSQ?", "ERROR"),
    ],
)
def test_answers(dte: Dte, body: str, answer: str) -> None:
    assert dte.at(body) == answer


def test_without_function_there_is_no_sim(dte: Dte) -> None:
    assert dte.at("+CFUN=0") == "+CPIN: NOT READY  OK"
    assert dte.at("+CPIN?") == "+CME ERROR: 13"
    assert dte.at("+CREG?") == "+CREG: 0,0  OK"
    assert dte.at("+CFUN=1;+CPIN?") == "+CPIN: READY  OK"


def test_a_stored_profile_survives_what_the_volatile_one_does_not(bench: Bench) -> None:
    dte = bench.dte
    dte.at("+CMEE=2;E0&W")
    dte.at("+CMEE=0")

    assert dte.at("Z;+CMEE?") == "OK"  # what follows ATZ on its line is ignored
    assert dte.at("+CMEE?") == "+CMEE: 2  OK"
    dte.at("+CMEE=0;+CFUN=1,1")
    assert dte.at("+CMEE?") == "+CMEE: 2  OK"
    dte.at("&F;E0")
    assert dte.at("+CMEE?") == "+CMEE: 1  OK"


def test_the_rate_is_not_a_matter_of_factory_and_stored_settings(dte: Dte) -> None:
    dte.at("+IPR=9600")

    assert dte.at("&F;E0;+IPR?").endswith("+IPR: 9600  OK")
    dte.at("Z")
    assert dte.at("E0;+IPR?").endswith("+IPR: 9600  OK")


def test_a_reboot_forgets_what_was_set(bench: Bench) -> None:
    dte = bench.dte
    dte.at('+QIREGAPP;+QIACT;+QFTPCFG=7,1;+QICSGP=1,"apn"')

    assert dte.at("+CFUN=1,1") == "OK"

    assert dte.send(b"AT\r") == b"AT\r\r\nOK\r\n"  # echo is on again
    dte.at("E0")
    assert dte.at("+QISTAT") == "OK  STATE: IP INITIAL"
    assert dte.at("+QFTPCFG=7") == "+QFTPCFG: 0  OK"
    assert dte.at("+QIREGAPP?") == '+QIREGAPP: "","",""  OK'


def test_after_power_down_nothing_is_answered(dte: Dte) -> None:
    assert dte.at("+QPOWD=1") == "NORMAL POWER DOWN"
    assert dte.send(b"AT\r") == b""


def test_an_unknown_defect_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="'accepts-expired-ca'"):
        Bench(defects=frozenset({"accept-expired-ca"}))
