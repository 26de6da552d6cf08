"""PDP contexts: states, oddities of the responses, limits (note 1.2, 4.2.1, 5.1)."""

from __future__ import annotations

import pytest

from tests.emulator.dte import Bench, Dte


def state(dte: Dte) -> str:
    answer = dte.at("+QISTAT")
    assert answer.startswith("OK  STATE: ")
    return answer.removeprefix("OK  STATE: ")


def test_the_way_up_and_down(dte: Dte) -> None:
    assert state(dte) == "IP INITIAL"
    assert dte.at("+QIREGAPP") == "OK"
    assert state(dte) == "IP START"
    assert dte.at("+QIACT") == "OK"
    assert state(dte) == "IP GPRSACT"
    assert dte.send(b"AT+QILOCIP\r") == b"\r\n10.1.83.188\r\n"
    assert state(dte) == "IP STATUS"
    assert dte.send(b"AT+QIDEACT\r") == b"\r\nDEACT OK\r\n"
    assert state(dte) == "IP INITIAL"


def test_the_state_is_a_digit_under_atv0(dte: Dte) -> None:
    dte.at("V0")

    assert dte.send(b"AT+QISTAT\r") == b"0\r0\r\n"


@pytest.mark.parametrize(
    "body", ["+QIACT", "+QILOCIP", "+QIREGAPP;+QIREGAPP", "+QIREGAPP;+QILOCIP", "+QIREGAPP;+QIACT;+QIACT"]
)
def test_out_of_its_place_a_command_is_an_error(dte: Dte, body: str) -> None:
    assert dte.at(body) == "ERROR"


def test_deactivating_what_is_not_active_is_granted(dte: Dte) -> None:
    assert dte.at("+QIDEACT") == "DEACT OK"


def test_a_detached_module_activates_nothing(dte: Dte) -> None:
    dte.at("+CGATT=0")

    assert dte.at("+CGATT?") == "+CGATT: 0  OK"
    assert dte.at("+QIREGAPP;+QIACT") == "ERROR"
    assert dte.at("+CGATT=1;+QIACT") == "OK"


def test_two_contexts_are_active_and_not_a_third(dte: Dte) -> None:
    assert dte.at("+QIFGCNT=0;+QIREGAPP;+QIACT") == "OK"
    assert dte.at("+CGACT=1,1") == "OK"
    assert dte.at("+QIFGCNT=1;+QIREGAPP;+QIACT") == "ERROR"
    assert dte.at("+CGACT=0,1") == "NO CARRIER"
    assert dte.at("+QIACT") == "OK"
    assert dte.at("+QILOCIP") == "10.1.83.189"


def test_the_apn_is_kept_per_context(dte: Dte) -> None:
    assert dte.at('+QICSGP=1,"CMNET"') == "OK"
    assert dte.at('+QIFGCNT=1;+QICSGP=1,"other","u","p"') == "OK"

    assert dte.at("+QIREGAPP?") == '+QIREGAPP: "other","u","p"  OK'
    assert dte.at("+QIFGCNT=0;+QIREGAPP?") == '+QIREGAPP: "CMNET","",""  OK'


def test_the_network_takes_the_context_away(bench: Bench) -> None:
    bench.dte.at("+QIREGAPP;+QIACT")

    bench.module.mobile_network.deactivate_context()

    assert bench.dte.take() == b"\r\n+PDP DEACT\r\n"
    assert state(bench.dte) == "PDP DEACT"
    assert bench.dte.at("+QILOCIP") == "ERROR"
    assert bench.dte.at("+QIDEACT;+QIREGAPP;+QIACT") == "DEACT OK  OK"


def test_packet_events_are_told_when_asked_for(bench: Bench) -> None:
    dte = bench.dte
    assert dte.at("+CGEREP=1;+QIREGAPP;+QIACT") == "OK"

    bench.module.mobile_network.deactivate_context()
    assert dte.take() == b'\r\n+PDP DEACT\r\n\r\n+CGEV: NW DEACT "IP","10.1.83.188",1\r\n'
    assert dte.at("+QIDEACT") == "DEACT OK"  # there was nothing left to deactivate

    assert dte.at("+QIREGAPP;+QIACT;+QIDEACT") == 'DEACT OK  +CGEV: ME DEACT "IP","10.1.83.188",1'
    assert dte.at("+CGACT=1,2;+CGACT=0,2") == 'NO CARRIER  +CGEV: ME DEACT "IP","10.1.83.189",2'
    assert dte.at("+CGACT=0,2") == "NO CARRIER"
    assert dte.at("+CGATT=0") == "OK  +CGEV:ME DETACH"
    assert dte.at("+CGATT=0") == "OK"


def test_packet_events_are_not_told_without_being_asked_for(bench: Bench) -> None:
    dte = bench.dte
    assert dte.at("+QIREGAPP;+QIACT") == "OK"

    bench.module.mobile_network.deactivate_context()
    assert dte.take() == b"\r\n+PDP DEACT\r\n"
    assert dte.at("+CGACT=1,2;+CGACT=0,2;+CGATT=0") == "NO CARRIER  OK"
