"""The reader of responses, fed with bytes."""

from __future__ import annotations

import pytest

from hil.at.response import (
    LINE_MAX,
    Connect,
    Echo,
    Event,
    Final,
    Information,
    Noise,
    ResponseReader,
    Urc,
)
from hil.at.unsolicited import UNSOLICITED
from hil.errors import MalformedResponse
from hil.spec.codes import ResultCode

OK = Final("OK", ResultCode.OK)


def events(stream: bytes, *, line: str = "AT+QFTPSTAT", numeric: bool = False) -> list[Event]:
    reader = ResponseReader(numeric=numeric)
    reader.sent(line)
    reader.feed(stream)
    found: list[Event] = []
    while (event := reader.next()) is not None:
        found.append(event)
    return found


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"\r\nOK\r\n", [OK]),
        (b"\r\nOK\r", [OK]),
        (b"\r\nO", []),
        (b"OK\n", [OK]),
        (b"\r\n\r\n\r\n", []),
        (b"\r\nERROR\r\n", [Final("ERROR", ResultCode.ERROR)]),
        (b"\r\nDEACT OK\r\n", [Final("DEACT OK", ResultCode.DEACT_OK)]),
        (b"\r\nNO CARRIER\r\n", [Final("NO CARRIER", ResultCode.NO_CARRIER)]),
        (b"\r\n+CME ERROR: 4010\r\n", [Final("+CME ERROR: 4010", None)]),
        (b"\r\n+CMS ERROR: 500\r\n", [Final("+CMS ERROR: 500", None)]),
        (b"\r\nCONNECT\r\n", [Connect("CONNECT")]),
        (b"\r\nConnect\r\n", [Connect("Connect")]),
        (b"\r\nCONNECT 115200\r\n", [Connect("CONNECT 115200")]),
        (b"\r\nCONNECT FAIL\r\n", [Information("CONNECT FAIL")]),
        (b"\r\nTOKEN OK\r\n", [Information("TOKEN OK")]),
        (b"\r\n+QFTPSTAT: OK\r\n", [Information("+QFTPSTAT: OK")]),
        (b"\r\n+QFTPSTAT OPENED\r\n", [Information("+QFTPSTAT OPENED")]),
        (b"\r\n0\r\n", [Information("0")]),
        (b"\xff\xfeOK\r\n\r\nOK\r\n", [Noise(b"\xff\xfeOK"), OK]),
        (b"\x00\r\nOK\r\n", [Noise(b"\x00"), OK]),
    ],
)
def test_a_line_is_read_as_a_whole(stream: bytes, expected: list[Event]) -> None:
    assert events(stream) == expected


def test_an_echo_is_the_line_that_was_sent_once_and_nothing_else() -> None:
    assert events(b"AT+QFTPSTAT\r\r\nAT+QFTPSTAT\r\nOK\r\n") == [
        Echo("AT+QFTPSTAT"),
        Information("AT+QFTPSTAT"),
        OK,
    ]


def test_the_beginning_of_the_line_is_an_echo_that_was_cut() -> None:
    stream = b"AT+QF\r\n+QFTPSTAT: IDLE\r\n\r\nOK\r\n"

    assert events(stream) == [Echo("AT+QF"), Information("+QFTPSTAT: IDLE"), OK]


@pytest.mark.parametrize("name", ["CREG", "CGREG"])
def test_a_registration_that_changes_is_no_answer_to_the_question_for_it(name: str) -> None:
    stream = f'+{name}: 2\r\n+{name}: 1,"1801","2B5C"\r\n+{name}: 0,1\r\n+{name}: 2,1,"1801","2B5C"\r\n'

    assert events(stream.encode(), line=f"AT+{name}?") == [
        Urc(f"+{name}: 2"),
        Urc(f'+{name}: 1,"1801","2B5C"'),
        Information(f"+{name}: 0,1"),
        Information(f'+{name}: 2,1,"1801","2B5C"'),
    ]


@pytest.mark.parametrize(
    ("digit", "code"), [("0", ResultCode.OK), ("4", ResultCode.ERROR), ("3", ResultCode.NO_CARRIER)]
)
def test_a_digit_is_a_result_code_only_under_atv0(digit: str, code: ResultCode) -> None:
    stream = f"{digit}\r".encode()

    assert events(stream, numeric=True) == [Final(code.value, code)]
    assert events(stream) == [Information(digit)]


def test_a_digit_behind_a_code_in_words_is_text() -> None:
    assert events(b"\r\nOK\r\n0\r", numeric=True) == [OK, Information("0")]


def test_a_line_with_the_name_of_another_command_is_unsolicited() -> None:
    assert events(b"\r\n+QFTPOPEN: 0\r\n\r\n+QFTPSTAT: IDLE\r\n") == [
        Urc("+QFTPOPEN: 0"),
        Information("+QFTPSTAT: IDLE"),
    ]


def test_a_basic_command_may_print_any_name_but_a_urc() -> None:
    assert events(b"\r\n+IPR: 0\r\n\r\n+PDP DEACT\r\n", line="AT&V") == [
        Information("+IPR: 0"),
        Urc("+PDP DEACT"),
    ]


def test_between_commands_every_line_is_unsolicited() -> None:
    reader = ResponseReader()
    reader.sent("AT+QFTPSTAT")
    reader.settled()
    reader.feed(b"\r\nanything\r\nAT+QFTPSTAT\r")

    assert [reader.next(), reader.next()] == [Urc("anything"), Urc("AT+QFTPSTAT")]


def test_a_line_without_end_breaks_the_rules_and_is_dropped() -> None:
    reader = ResponseReader()
    reader.feed(b"U" * LINE_MAX)
    assert reader.next() is None
    reader.feed(b"U")

    with pytest.raises(MalformedResponse, match=r"V\.250 5\.7\.1"):
        reader.next()
    reader.feed(b"\r\nOK\r\n")
    assert reader.next() == OK


@pytest.mark.parametrize("payload", [b"\nabc", b"\r\nabc", b"abc", b""])
@pytest.mark.parametrize("cut", range(12))
def test_a_payload_begins_right_behind_the_line_end_of_connect(payload: bytes, cut: int) -> None:
    stream = b"\r\nCONNECT\r\n" + payload
    reader = ResponseReader()
    reader.feed(stream[:cut])
    early = reader.next()
    if early is None:
        reader.feed(stream[cut:])
        early = reader.next()
        cut = len(stream)
    reader.enter_data()
    data = reader.take_data()
    reader.feed(stream[cut:])

    assert early == Connect("CONNECT")
    assert data + reader.take_data() == payload


URCS = (
    "+QFTPERROR:-8",
    "+QFTPERROR: -8",
    "+PDP DEACT",
    "0,+PDP DEACT",
    "RDY",
    "+CFUN: 1",
    "+CFUN:1",
    "+CPIN: READY",
    "+CPIN: NOT READY",
    "Call Ready",
    "SMS Ready",
    "+CREG: 1",
    '+CGREG: 1,"28A1","0C55"',
    "+CGEV: NW DEACT",
    '+QNITZ: "18/11/20,10:00:00+32",0',
    "RING",
    "+CRING: VOICE",
    '+CLIP: "+4930",145',
    "+CSSU: 2",
    '+CMTI: "SM",1',
    '+CDSI: "SM",2',
    '+CUSD: 0,"15 EUR",15',
    "+CTZV: 4",
    "UNDER_VOLTAGE WARNING ",
    "OVER_VOLTAGE POWER DOWN",
    "NORMAL POWER DOWN",
    "CLOSED",
)


@pytest.mark.parametrize("text", URCS)
def test_a_urc_is_one_while_a_basic_command_runs(text: str) -> None:
    assert events(f"\r\n{text}\r\n\r\nOK\r\n".encode(), line="AT") == [Urc(text), OK]


def test_every_row_of_the_table_has_an_example_here_with_its_source() -> None:
    rows = [next(row for row in UNSOLICITED if row.pattern.fullmatch(text)) for text in URCS]

    assert set(rows) == set(UNSOLICITED)
    assert all(row.source for row in UNSOLICITED)


@pytest.mark.parametrize("text", ["RDY?", "xRDY", "+QFTPERROR", "10.1.83.188", "STATE: IP INITIAL"])
def test_what_only_looks_like_a_urc_is_none(text: str) -> None:
    assert events(f"\r\n{text}\r\n".encode(), line="ATI") == [Information(text)]
