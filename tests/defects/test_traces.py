"""What a case saw, compared between two runs."""

from __future__ import annotations

import pytest

from hil.results.case import ASIDE, CaseResult, TranscriptLine
from hil.verdict import Verdict

from .traces import Correct


def case(*lines: TranscriptLine) -> CaseResult:
    return CaseResult("a", "a", ("MODE-01",), Verdict.PASS, "", 0.1, transcript=lines)


def at(text: str, *, t: float = 0.0, kind: str = "response") -> TranscriptLine:
    return TranscriptLine(t, "at", "←", text, kind)


def asked(text: str) -> TranscriptLine:
    return TranscriptLine(0.0, "at", "→", text, "command")


def server(text: str, kind: str = "command", direction: str = "←") -> TranscriptLine:
    return TranscriptLine(0.0, "ftp.control", direction, text, kind)


def deviation(seen: tuple[TranscriptLine, ...], expected: tuple[TranscriptLine, ...]) -> str:
    correct = Correct()
    correct.learn(case(*expected))
    return correct.deviation(case(*seen))


OK = at("OK")
BEGIN = server("connection with 127.0.0.1:40123", "connection", "·")
QUERY = asked('AT+QSSLCFG="ctxindex",2')
OPEN = 'AT+QFTPOPEN="a",40123'
GET, STATUS = asked('AT+QFTPGET="a"'), asked("AT+QFTPSTAT")
CLOSE, SET = asked("AT+QFTPCLOSE"), asked('AT+QSSLCFG="ftps",1')


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((OK,), (at("OK", t=2.0),)),
        ((OK, server("USER a")), (server("USER a"), OK)),
        ((asked(OPEN), OK), (asked(OPEN.replace("40123", "51789")), OK)),
        ((server("PORT 127,0,0,1,160,3"),), (server("PORT 127,0,0,1,9,255"),)),
        ((server("EPRT |1|127.0.0.1|40123|"),), (server("EPRT |1|127.0.0.1|59999|"),)),
        ((server("USER m95-0a1b2c"),), (server("USER m95-ffffff"),)),
        ((server("close_notify by the DUT; 5 bytes received, 6 bytes sent", "connection"),), ()),
        ((server("220 ready", "reply", "→"),), ()),
        ((server("QUIT"), BEGIN, server("USER a")), (BEGIN, server("USER a"))),
        ((asked("AT+QFTPSTAT"), at("+QFTPSTAT: IDLE")), (asked("AT+QFTPSTAT"), at("+QFTPSTAT: CLOSED"))),
        ((at("+QFTPSTAT:OPENED"),), (at("+QFTPSTAT:OPENED"), at("+QFTPSTAT:OPENED"))),
        ((asked('AT+QSSLCFG="ftps",1'), OK), ()),
        ((asked("ATS7?"), at("114")), (asked("ATS7?"), at("079"))),
        ((OK, asked("AT+QFTPPUT"), at("ERROR", kind=ASIDE)), (OK, asked("AT+QFTPPUT"))),
        (
            (QUERY, at('+QSSLCFG: 2,4,0,"0X0035","","",""')),
            (QUERY, at('+QSSLCFG: 2,3,1,"0X0004","RAM:ca_cert.pem","",""')),
        ),
        ((asked("AT+QFTPCFG=7"), at("+QFTPCFG: 0")), (asked("AT+QFTPCFG=7"), at("+QFTPCFG: 1"))),
        ((OK, TranscriptLine(0.0, "harness", "·", "a remark")), (OK,)),
        # a result comes before the next command, or after it
        ((GET, OK, STATUS, at("+QFTPGET: 5"), OK), (GET, OK, at("+QFTPGET: 5"), STATUS, OK)),
        ((GET, at("+PDP DEACT", kind="urc")), (at("+PDP DEACT", kind="urc"), GET)),
        # the driver sends a setting as often as an earlier case has left another value
        ((SET, OK, SET, at("+QSSLCFG: 1")), (SET, OK, SET, at("+QSSLCFG: 1"), SET, at("+QSSLCFG: 1"))),
        ((server("fault: Stall at data-handshake", "fault", "·"), server("RETR a")), (server("RETR a"),)),
        ((TranscriptLine(0.0, "ftp.data", "←", "connection with 127.0.0.1:40000", "connection"),), ()),
    ],
)
def test_what_varies_between_runs_is_no_deviation(
    one: tuple[TranscriptLine, ...], other: tuple[TranscriptLine, ...]
) -> None:
    assert deviation(one, other) == ""
    assert deviation(other, one) == ""


@pytest.mark.parametrize(
    ("seen", "expected", "said"),
    [
        ((CLOSE, at("ERROR")), (CLOSE, OK), "AT+QFTPCLOSE: ERROR instead of OK"),
        ((CLOSE,), (CLOSE, OK), "AT+QFTPCLOSE: nothing instead of OK"),
        ((asked("AT+QFTPGET"), OK), (), "AT+QFTPGET: OK instead of nothing"),
        ((CLOSE, OK, at("+QFTPCLOSE:0")), (CLOSE, OK), "AT+QFTPCLOSE: +QFTPCLOSE:0 instead of nothing"),
        ((at("+QFTPERROR:-6"),), (), "unasked: +QFTPERROR:-6 instead of nothing"),
        ((server("USER a"),), (), "ftp.control: USER a instead of nothing"),
        (
            (GET, OK, STATUS, at("+QFTPGET: 4"), OK),
            (GET, OK, at("+QFTPGET: 5"), STATUS, OK),
            'AT+QFTPGET="a": +QFTPGET: 4 instead of +QFTPGET: 5',
        ),
        (
            (SET, OK, SET, at("+QSSLCFG: 0"), SET, at("+QSSLCFG: 1")),
            (SET, OK, SET, at("+QSSLCFG: 1")),
            'AT+QSSLCFG="ftps",1: +QSSLCFG: 0 instead of nothing',
        ),
        ((), (server("connection with 127.0.0.1:40000", "connection"),), "ftp.control: nothing instead of"),
        (
            (SET, asked('AT+QSSLCFG="ftps"'), at('+QSSLCFG: "ftps",0')),
            (SET, asked('AT+QSSLCFG="ftps"'), at('+QSSLCFG: "ftps",1')),
            'AT+QSSLCFG="ftps": +QSSLCFG: "ftps",0 instead of +QSSLCFG: "ftps",1',
        ),
        (
            (QUERY, at('+QSSLCFG: "ctxindex",2')),
            (QUERY, at('+QSSLCFG: 2,4,0,"0X0035","","",""')),
            'at first AT+QSSLCFG="ctxindex",2: +QSSLCFG: "ctxindex",2, which no correct module says',
        ),
        (
            (asked("AT+QFTPCFG=7"), at("+QFTPCFG: 2")),
            (asked("AT+QFTPCFG=7"), at("+QFTPCFG: 1")),
            "at first AT+QFTPCFG=7: +QFTPCFG: 2, which no correct module says",
        ),
    ],
)
def test_a_deviation_is_the_first_line_that_differs(
    seen: tuple[TranscriptLine, ...], expected: tuple[TranscriptLine, ...], said: str
) -> None:
    assert deviation(seen, expected).startswith(said)


def test_what_one_of_several_runs_has_shown_is_no_deviation() -> None:
    correct = Correct()
    correct.learn(case(server("USER a")))
    correct.learn(case(server("USER b")))

    assert correct.deviation(case(server("USER b"))) == ""
    assert correct.deviation(case(server("USER c"))) == "ftp.control: USER c instead of USER a"
