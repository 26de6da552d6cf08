"""The DTE's side of the chapter 4 transcripts: it sends these bytes and reads those."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from hil.at.payload import PayloadReader
from hil.at.response import Connect, Echo, Event, Final, Information, ResponseReader
from hil.modem.channel import Channel
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.spec.codes import ResultCode
from hil.transcript import Transcript
from tests.golden import transcripts
from tests.golden.transcripts import Step
from tests.modem.scripted import ScriptedDce, Turn

OK = Final("OK", ResultCode.OK)

Calls = Callable[[Modem], list[Exchange]]

CALLS: dict[str, Calls] = {
    "4.1.1": lambda modem: [
        modem.security.write("RAM:ca_cert.pem", transcripts.CA_1614, timeout_s=100),
        modem.security.write("RAM:client_cert.pem", transcripts.CERTIFICATE_1419, timeout_s=100),
        modem.security.write("RAM:client_key.pem", transcripts.KEY_1679, timeout_s=100),
    ],
    "4.1.2": lambda modem: [
        modem.security.write("NVRAM:CA0", transcripts.CA_1614, timeout_s=100),
        modem.security.write("NVRAM:CC0", transcripts.CERTIFICATE_1419, timeout_s=100),
        modem.security.write("NVRAM:CK0", transcripts.KEY_1679, timeout_s=100),
    ],
    "4.2.1": lambda modem: [
        modem.pdp.foreground(0),
        modem.pdp.context("CMNET"),
        modem.pdp.register(),
        modem.pdp.activate(),
        modem.pdp.local_address(),
        modem.security.write("NVRAM:CA0", transcripts.CA_1273, timeout_s=100),
        modem.ssl.set_ca(0, "NVRAM:CA0"),
        modem.ssl.ignore_rtc_time(True),
        modem.ssl.set_seclevel(0, 1),
        modem.ssl.set_version(0, 4),
        modem.ssl.context(0),
        modem.send("AT+IFC=2,2"),
        modem.ssl.enable_ftps(True),
        modem.ssl.bind_context(0),
        modem.ftp.user("admin"),
        modem.ftp.password("123456"),
        modem.ftp.open("220.180.239.212", 990),
        modem.ftp.status(),
        modem.ftp.close(),
        modem.pdp.deactivate(),
    ],
    "4.2.2": lambda modem: [
        modem.ftp.path("/"),
        modem.ftp.put("test.txt", transcripts.FILE_10220, timeout_s=200),
    ],
    "4.2.3": lambda modem: [modem.ftp.path("/"), modem.ftp.get("test.txt")],
    "4.2.4": lambda modem: [
        modem.ssl.enable_ftps(False),
        modem.ftp.user("test"),
        modem.ftp.password("test"),
        modem.ftp.open("ftp2.quectel.com", 21),
    ],
}

OUTCOMES = {
    "4.1.1": ["OK"] * 3,
    "4.1.2": ["OK"] * 3,
    "4.2.1": [*["OK"] * 4, "10.1.83.188", *["OK"] * 11, "OK, 0", "OK", "OK, 0", "DEACT OK"],
    "4.2.2": ["OK, 0", "OK, 10220"],
    "4.2.3": ["OK, 0", "OK, 10220"],
    "4.2.4": ["OK", "OK", "OK", "OK, 0"],
}


T = TypeVar("T")


def play(steps: tuple[Step, ...], calls: Callable[[Modem], T]) -> T:
    with (
        ScriptedDce([Turn(step.sent, (step.received,)) for step in steps]) as dce,
        Channel.open(dce.path, transcript=Transcript()) as channel,
    ):
        return calls(Modem(channel))


@pytest.mark.parametrize("clause", transcripts.EXAMPLES)
def test_the_driver_sends_the_bytes_of_the_note_and_understands_its_answers(clause: str) -> None:
    exchanges = play(transcripts.EXAMPLES[clause], CALLS[clause])

    assert [exchange.outcome for exchange in exchanges] == OUTCOMES[clause]
    assert all(exchange.ok for exchange in exchanges)


@pytest.mark.parametrize(
    "steps", [transcripts.SWITCH_TO_FTP_WITH_ECHO, transcripts.SWITCH_TO_FTP_NUMERIC], ids=["echo", "numeric"]
)
def test_echo_and_numeric_result_codes_make_no_difference(steps: tuple[Step, ...]) -> None:
    def calls(modem: Modem) -> list[Exchange]:
        modem.channel.reader.numeric = True
        return CALLS["4.2.4"](modem)

    exchanges = play(steps, calls)

    assert [exchange.lines for exchange in exchanges] == [("OK",), ("OK",), ("OK",), ("OK", "+QFTPOPEN: 0")]


@pytest.mark.parametrize("answer", [transcripts.CONTEXT_BY_SYNTAX, transcripts.CONTEXT_AS_PRINTED])
def test_a_context_is_read_with_and_without_its_colon(answer: bytes) -> None:
    steps = (Step(b'AT+QSSLCFG="ctxindex",0\r', answer),)

    context = play(steps, lambda modem: modem.ssl.read_context(0))

    assert context == SslContext(version=4, seclevel=1, suites=(5, 4, 0x35, 0x2F, 0x3D, 0x0A), ca="NVRAM:CA0")


def test_the_downloaded_file_is_the_one_that_was_sent() -> None:
    exchanges = play(transcripts.DOWNLOAD_FILE, CALLS["4.2.3"])

    assert exchanges[1].data == transcripts.FILE_10220
    assert exchanges[1].lines == ("OK", "CONNECT", "+QFTPGET: 10220", "OK")


STREAMS: tuple[tuple[str, bytes, list[Event]], ...] = (
    (
        'AT+QSSLCFG="ctxindex",0',
        transcripts.CONTEXT_BY_SYNTAX,
        [
            Information('+QSSLCFG: 0,4,1,"0X0005,0X0004,0X0035,0X002F,0X003D,0X000A","NVRAM:CA0","",""'),
            OK,
        ],
    ),
    (
        "AT+QFTPSTAT",
        transcripts.OPEN_AND_CLOSE[3].received,
        [Information("+QFTPSTAT: OPENED"), OK],
    ),
    ("AT+QFTPCLOSE", transcripts.OPEN_AND_CLOSE[4].received, [OK, Information("+QFTPCLOSE: 0")]),
    ("AT+QIDEACT", transcripts.OPEN_AND_CLOSE[5].received, [Final("DEACT OK", ResultCode.DEACT_OK)]),
    ("AT+QILOCIP", transcripts.CONFIGURE_PDP[4].received, [Information("10.1.83.188")]),
    ('AT+QFTPPUT="test.txt",10220,200', transcripts.UPLOAD_FILE[1].received, [OK, Connect("CONNECT")]),
    (
        'AT+QFTPOPEN="ftp2.quectel.com",21',
        transcripts.SWITCH_TO_FTP_WITH_ECHO[3].received,
        [Echo('AT+QFTPOPEN="ftp2.quectel.com",21'), OK, Information("+QFTPOPEN: 0")],
    ),
    (
        'AT+QFTPOPEN="ftp2.quectel.com",21',
        transcripts.SWITCH_TO_FTP_NUMERIC[3].received,
        [OK, Information("+QFTPOPEN: 0")],
    ),
)


def events(line: str, pieces: tuple[bytes, ...]) -> list[Event]:
    reader = ResponseReader(numeric=True)
    reader.sent(line)
    found = []
    for piece in pieces:
        reader.feed(piece)
        while (event := reader.next()) is not None:
            found.append(event)
    return found


@pytest.mark.parametrize(("line", "stream", "expected"), STREAMS, ids=[line for line, _, _ in STREAMS])
def test_responses_may_be_cut_anywhere(line: str, stream: bytes, expected: list[Event]) -> None:
    found = [events(line, (stream[:cut], stream[cut:])) for cut in range(len(stream) + 1)]

    assert found == [expected] * (len(stream) + 1)


def download(pieces: tuple[bytes, ...], size: int | None) -> tuple[bytes, list[Event]]:
    reader = ResponseReader()
    reader.sent('AT+QFTPGET="test.txt"')
    payload, found = PayloadReader("QFTPGET", size=size), None
    before: list[Event] = []
    after: list[Event] = []
    in_data = False
    for piece in pieces:
        reader.feed(piece)
        while not in_data and (event := reader.next()) is not None:
            before.append(event)
            if isinstance(event, Connect):
                reader.enter_data()
                in_data = True
        if in_data and found is None:
            found = payload.feed(reader.take_data())
            if found is not None:
                reader.leave_data(found.rest)
        while found is not None and (event := reader.next()) is not None:
            after.append(event)
    assert found is not None
    assert before == [OK, Connect("CONNECT")]
    return found.data, after


@pytest.mark.parametrize("size", [None, 10220])
def test_a_download_may_be_cut_anywhere(size: int | None) -> None:
    stream = transcripts.DOWNLOAD_FILE[1].received
    cuts = [*range(40), *range(40, len(stream) - 60, 97), *range(len(stream) - 60, len(stream) + 1)]

    found = [download((stream[:cut], stream[cut:]), size) for cut in cuts]

    assert found == [(transcripts.FILE_10220, [Information("+QFTPGET: 10220"), OK])] * len(cuts)


def test_a_download_may_come_byte_by_byte() -> None:
    stream = transcripts.DOWNLOAD_FILE[1].received

    data, lines = download(tuple(stream[i : i + 1] for i in range(len(stream))), 10220)

    assert (data, lines) == (transcripts.FILE_10220, [Information("+QFTPGET: 10220"), OK])
