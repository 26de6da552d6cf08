"""Short messages: memories, prompt, both modes (27.005 3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.emulator.device.hardware_options import STANDARD_HARDWARE
from tests.emulator.dte import Bench, Dte

RECEIVED = "07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07"
"""SMS-DELIVER `How are you?` of +31641600986, with a service centre address."""

PROMPT = b"\r\n> "


def entered(dte: Dte, command: str, text: str) -> str:
    assert dte.send(f"AT{command}\r".encode()) == PROMPT
    return " ".join(dte.send(text.encode() + b"\x1a").decode().split("\r\n")).strip()


@pytest.mark.parametrize("end", [b"\r", b"\r\n", b"\r\r\n"])
def test_a_text_is_stored_as_typed_however_lines_end(dte: Dte, end: bytes) -> None:
    dte.send(b"AT+CMGF=1" + end)

    assert dte.send(b'AT+CMGW="+4917012345"' + end) == PROMPT
    assert dte.send(b"hello\x1a") == b"\r\n+CMGW: 1\r\n\r\nOK\r\n"

    assert dte.at("+CMGR=1") == '+CMGR: "STO UNSENT","+4917012345", hello  OK'


@pytest.mark.parametrize("gap_s", [0.001, 0.05, 4.0])
def test_an_lf_after_the_prompt_is_of_the_line(dte: Dte, gap_s: float) -> None:
    dte.send(b"AT+CMGF=1\r\n")
    assert dte.send(b'AT+CMGW="123"\r') == PROMPT
    dte.pass_time(gap_s)
    dte.send(b"\n")
    dte.send(b"hello\x1a")

    assert dte.at("+CMGR=1") == '+CMGR: "STO UNSENT","123", hello  OK'


def test_a_received_message_in_both_modes(dte: Dte) -> None:
    assert entered(dte, "+CMGW=30,0", RECEIVED) == "+CMGW: 1  OK"

    assert dte.at("+CMGL=0") == f"+CMGL: 1,0,,30 {RECEIVED}  OK"
    assert dte.at("+CMGL=0;+CMGL=1,1") == f"+CMGL: 1,1,,30 {RECEIVED}  OK"
    dte.at("+CMGF=1")
    assert dte.at("+CMGR=1") == ('+CMGR: "REC READ","+31641600986",,"02/08/26,19:37:41-00" How are you?  OK')


def test_the_memories(dte: Dte) -> None:
    assert dte.at('+CPMS="SM","SM","SM"') == "+CPMS: 0,50,0,50,0,50  OK"
    entered(dte, "+CMGW=30,0", RECEIVED)
    assert dte.at("+CPMS?") == '+CPMS: "SM",1,50,"SM",1,50,"SM",1,50  OK'
    assert dte.at('+CPMS="ME"') == "+CPMS: 0,50,1,50,1,50  OK"
    assert dte.at("+CMGR=1") == "+CMS ERROR: 321"
    assert dte.at('+CPMS="BM"') == "+CME ERROR: 3518"
    assert dte.at("+CPMS=?") == '+CPMS: ("SM","ME","MT"),("SM","ME","MT"),("SM","ME","MT")  OK'


def test_mt_is_the_sim_and_the_module_together(dte: Dte) -> None:
    for memory in ("SM", "ME"):
        dte.at(f'+CPMS="{memory}","{memory}"')
        entered(dte, "+CMGW=30,0", RECEIVED)

    assert dte.at('+CPMS="MT","MT","MT"') == "+CPMS: 2,100,2,100,2,100  OK"
    assert dte.at("+CMGR=51,1") == dte.at("+CMGR=1,1") == f"+CMGR: 0,,30 {RECEIVED}  OK"
    dte.at("+CMGR=51")
    assert entered(dte, "+CMGW=30,0", RECEIVED) == "+CMGW: 2  OK"
    assert dte.at("+CMGL=1") == f"+CMGL: 51,1,,30 {RECEIVED}  OK"
    assert dte.at("+CMGD=1;+CMGD=?") == "+CMGD: (2,51),(0-4)  OK"
    assert dte.at("+CMGD=101") == dte.at("+CMGR=100") == "+CMS ERROR: 321"
    assert dte.at('+QMGDA=6;+CPMS="SM"') == "+CPMS: 0,50,0,100,0,100  OK"


def test_mt_stores_in_the_module_when_the_sim_is_full(dte: Dte) -> None:
    dte.at('+CPMS="MT","MT"')
    for place in range(1, 101):
        assert entered(dte, "+CMGW=30,0", RECEIVED) == f"+CMGW: {place}  OK"

    assert entered(dte, "+CMGW=30,0", RECEIVED) == "+CMS ERROR: 322"


@pytest.mark.parametrize("service", [0, 1, 128])
def test_the_services_of_the_series(dte: Dte, service: int) -> None:
    assert dte.at("+CSMS=?") == "+CSMS: (0,1,128)  OK"
    assert dte.at(f"+CSMS={service};+CSMS?") == f"+CSMS: 1,1,1  +CSMS: {service},1,1,1  OK"
    assert dte.at("+CSMS=2") == dte.at("+CSMS=127") == "+CME ERROR: 3518"


def test_sending(dte: Dte) -> None:
    assert entered(dte, "+CMGS=31", "0011000C919471103254760000FF13E8329BFD0699E5EF3668DE9ED3DF6FF61C") == (
        "+CMGS: 1  OK"
    )
    dte.at("+CMGF=1")
    assert entered(dte, '+CMGS="+49170"', "a") == "+CMGS: 2  OK"
    entered(dte, '+CMGW="+49170"', "b")
    assert dte.at("+CMSS=1") == "+CMSS: 3  OK"
    assert dte.at('+CMGL="STO SENT"') == '+CMGL: 1,"STO SENT","+49170", b  OK'


@pytest.mark.parametrize(
    ("pdu", "length"), [("", 1), ("zz", 2), ("0011", 30), (RECEIVED, 29), (RECEIVED + "0", 30)]
)
def test_what_is_no_pdu_of_that_length_is_refused(dte: Dte, pdu: str, length: int) -> None:
    assert entered(dte, f"+CMGS={length}", pdu) == "+CMS ERROR: 304"
    dte.at("+CMEE=2")
    assert entered(dte, f"+CMGS={length}", pdu) == "+CMS ERROR: invalid PDU mode parameter"
    dte.at("+CMEE=0")
    assert entered(dte, f"+CMGS={length}", pdu) == "ERROR"


def test_a_text_that_no_message_can_have_is_refused(dte: Dte) -> None:
    dte.at("+CMGF=1")

    assert entered(dte, '+CMGS="+49170"', "x" * 161) == "+CMS ERROR: 305"
    assert entered(dte, '+CMGS="abc!"', "x") == "+CMS ERROR: 305"


@pytest.mark.parametrize("cancel", [b"\x1b", b"text\x1b"])
def test_esc_cancels(dte: Dte, cancel: bytes) -> None:
    dte.send(b"AT+CMGW=30,0\r")

    assert dte.send(cancel) == b"\r\nOK\r\n"
    assert dte.at("+CPMS?").startswith('+CPMS: "SM",0,50')


def test_a_guarded_escape_sequence_leaves_the_prompt(dte: Dte) -> None:
    dte.send(b"AT+CMGW=30,0\r")

    assert dte.escape() == b"\r\nOK\r\n"
    assert dte.at("") == "OK"


def test_what_is_typed_is_echoed_and_a_backspace_takes_a_byte_back(dte: Dte) -> None:
    dte.send(b"ATE1;+CMGF=1\r")
    assert dte.send(b'AT+CMGW="1"\r') == b'AT+CMGW="1"\r' + PROMPT

    assert dte.send(b"hex\x08llo\x1a") == b"hex\x08llo\x1a\r\n+CMGW: 1\r\n\r\nOK\r\n"
    assert b"\r\nhello\r\n" in dte.send(b"AT+CMGR=1\r")


@pytest.mark.parametrize(
    ("echo", "shown"), [(0, PROMPT + PROMPT), (1, b"a\r" + PROMPT + b"\r" + PROMPT + b"\nb\x1a")]
)
def test_each_line_of_a_text_has_a_prompt(dte: Dte, echo: int, shown: bytes) -> None:
    dte.send(f"ATE{echo};+CMGF=1\r".encode())
    dte.send(b'AT+CMGW="1"\r')

    assert dte.send(b"a\r") + dte.send(b"\r\nb\x1a") == shown + b"\r\n+CMGW: 1\r\n\r\nOK\r\n"
    assert b"\r\na\r\r\nb\r\n" in dte.send(b"AT+CMGR=1\r")


def test_a_pdu_has_one_prompt(dte: Dte) -> None:
    dte.send(b"AT+CMGW=30,0\r")

    assert dte.send(RECEIVED[:20].encode() + b"\r\n" + RECEIVED[20:].encode() + b"\x1a") == (
        b"\r\n+CMGW: 1\r\n\r\nOK\r\n"
    )


def test_a_urc_waits_for_the_end_of_the_entry(bench: Bench) -> None:
    bench.dte.at("+QIREGAPP;+QIACT")
    bench.dte.send(b"AT+CMGW=30,0\r")
    bench.module.mobile_network.deactivate_context()

    assert bench.dte.take() == b""
    assert bench.dte.send(b"\x1b") == b"\r\nOK\r\n\r\n+PDP DEACT\r\n"


@pytest.mark.parametrize("mode", ['"DEL ALL"', "6", '"DEL UNREAD"', "2", '"DEL INBOX"', "5"])
def test_messages_are_deleted_by_kind(dte: Dte, mode: str) -> None:
    entered(dte, "+CMGW=30,0", RECEIVED)

    assert dte.at(f"+QMGDA={mode};+CMGL=4") == "OK"


@pytest.mark.parametrize("mode", ['"DEL READ"', "1", '"DEL SENT"', "3", '"DEL UNSENT"', "4"])
def test_messages_of_another_kind_stay(dte: Dte, mode: str) -> None:
    entered(dte, "+CMGW=30,0", RECEIVED)

    assert dte.at(f"+QMGDA={mode};+CMGL=4") != "OK"


def test_deleting_by_place(dte: Dte) -> None:
    entered(dte, "+CMGW=30,0", RECEIVED)
    entered(dte, "+CMGW=30,1", RECEIVED)

    assert dte.at("+CMGD=?") == "+CMGD: (1,2),(0-4)  OK"
    assert dte.at("+CMGD=1,1;+CMGL=4,1").startswith("+CMGL: 1,0,,30")
    assert dte.at("+CMGD=1;+CMGL=4") == "OK"
    assert dte.at("+CMGD=51") == "+CMS ERROR: 321"
    assert dte.at("+QMGDA=7") == "+CME ERROR: 3518"


def test_a_full_memory(dte: Dte) -> None:
    for place in range(1, 51):
        assert entered(dte, "+CMGW=30,0", RECEIVED) == f"+CMGW: {place}  OK"

    assert entered(dte, "+CMGW=30,0", RECEIVED) == "+CMS ERROR: 322"


def test_without_a_network_nothing_is_sent(dte: Dte) -> None:
    dte.at("+COPS=2")

    assert dte.at("+CMGS=10") == "+CMS ERROR: 331"


def test_without_a_sim_there_are_no_messages() -> None:
    bench = Bench(hardware=replace(STANDARD_HARDWARE, sim_pin="none"))
    try:
        answers = {
            bench.dte.at(command) for command in ("+CMGL=4", "+CMGR=1", "+CPMS?", "+CMGS=10", "+CMGW=10")
        }
        assert answers == {"+CME ERROR: 10"}
    finally:
        bench.close()


def test_messages_survive_a_restart(dte: Dte) -> None:
    entered(dte, "+CMGW=30,0", RECEIVED)

    dte.module.reboot()
    dte.send(b"ATE0\r")

    assert dte.at("+CMGL=4").startswith("+CMGL: 1,0")
