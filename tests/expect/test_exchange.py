"""Expectations about exchanges: each kind holds for what the note allows, and fails with a sentence."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import ExchangeExpectation, expect
from hil.modem.exchange import CmeError, Exchange
from hil.spec.codes import ErrorCode, ResultCode
from hil.verdict import Mismatch
from tests.expect.samples import answer, failure

OPEN = 'AT+QFTPOPEN="192.0.2.9",990'
OPENED = answer(OPEN, "OK", "+QFTPOPEN: 0", result=0)
TIMED_OUT = answer(OPEN, "OK", "+QFTPOPEN: -9", result=-9)
NUMBER = CmeError(4012, "4012")
WORDS = CmeError(None, "file exists")
SSL_REFUSED = answer('AT+QSSLCFG="seclevel",0,9', "ERROR")
STORED = answer('AT+QSECWRITE="NVRAM:CA0",3', "CONNECT", "+QSECWRITE: 3,ab", "OK")
EXISTS = answer('AT+QSECWRITE="NVRAM:CA0",3', "+CME ERROR: 4012", error=NUMBER)

Check = Callable[[ExchangeExpectation], object]

HOLDS: tuple[tuple[Exchange, Check], ...] = (
    (OPENED, lambda it: it.succeeded().accepted().result(0).final(ResultCode.OK)),
    (answer('AT+QFTPPUT="a",3,200', "OK", "CONNECT", "+QFTPPUT: 3", "OK", result=3), lambda it: it.succeeded().result(3)),
    (answer("AT+QFTPOPEN=?", "OK"), lambda it: it.succeeded()),
    (answer("AT+QFTPCFG=7", "+QFTPCFG: 0", "OK"), lambda it: it.succeeded().answered(0)),
    (answer("AT+QIDEACT", "DEACT OK"), lambda it: it.accepted()),
    (TIMED_OUT, lambda it: it.failed().refused().failed_with(-9).result(-7, -9).did_not_succeed()),
    (SSL_REFUSED, lambda it: it.refused()),
    (answer('AT+QSSLCFG="seclevel",0,9', "+CME ERROR: 3", error=CmeError(3, "3")), lambda it: it.refused()),
    (answer("AT+QFTPCFG=7,2", "+QFTPCFG: -10", result=-10), lambda it: it.refused().failed_with(-10)),
    (answer("AT+QFTPCFG=7,2", "ERROR"), lambda it: it.refused()),
    (answer(OPEN, "+CME ERROR: -10", error=CmeError(-10, "-10")), lambda it: it.refused_with(-10)),
    (answer(OPEN, "+CME ERROR: -530", error=CmeError(-530, "-530")), lambda it: it.result(-530).failed()),
    (answer(OPEN, "OK", "+QFTPERROR: -10"), lambda it: it.final(ResultCode.OK)),
    (answer(OPEN, "ERROR", "+QFTPERROR: -10"), lambda it: it.refused_with(ErrorCode.ILLEGAL_PARAMETER)),
    (EXISTS, lambda it: it.refused_with(ErrorCode.FILE_EXISTS)),
    (answer("AT+CGATT=9", "ERROR"), lambda it: it.refused()),
    (answer('AT+QSSLCFG="sslversion",0', '+QSSLCFG: "sslversion", 2', "OK"), lambda it: it.answered("sslversion", 2)),
    (answer('AT+QSSLCFG="sslversion",0', '+QSSLCFG: "sslversion",2', "OK"), lambda it: it.answered("sslversion", None)),
    (
        answer('AT+QSSLCFG="ctxindex",0', '+QSSLCFG: 0,3,2,"0X0004,0X0035","","",""', "OK"),
        lambda it: it.answered(0, 3, 2, {"0X0035", "0X0004"}, "", "", ""),
    ),
    (
        answer('AT+QSSLCFG="ciphersuite",0', '+QSSLCFG: "ciphersuite",0X0004,0X0035', "OK"),
        lambda it: it.answered("ciphersuite", {"0X0035", "0X0004"}),
    ),
    (answer('AT+QFTPGET="a"', "OK", "CONNECT", "+QFTPGET: 2", result=2, data=b"ab"), lambda it: it.carried(b"ab").carried_beginning_of(b"abc")),
    (STORED, lambda it: it.form_lines("Connect", "+QSECWRITE:3,ab", "OK").form_count(3)),
    (STORED, lambda it: it.form_match(r"\+QSECWRITE:\d+,\w+", "+QSECWRITE: <size>,<checksum>")),
    (STORED, lambda it: it.took(at_most_s=1)),
)  # fmt: skip

FAILS: tuple[tuple[Exchange, Check, str], ...] = (
    (
        TIMED_OUT,
        lambda it: it.result(-7),
        "AT+QFTPOPEN: expected -7 (the server closed the data connection), came -9 (timeout)",
    ),
    (
        TIMED_OUT,
        lambda it: it.result(-6, -7),
        ("AT+QFTPOPEN: expected -6 (the server closed the FTP(S) session) or "
        "-7 (the server closed the data connection), came -9 (timeout)"),
    ),
    (answer(OPEN, "ERROR"), lambda it: it.result(-5), "AT+QFTPOPEN: expected -5 (network error), came ERROR"),
    (TIMED_OUT, lambda it: it.succeeded(), "AT+QFTPOPEN: expected success, came -9 (timeout)"),
    (answer(OPEN, "OK"), lambda it: it.succeeded(), "AT+QFTPOPEN: expected success, came OK"),
    (
        answer("AT+QFTPCLOSE", "OK"),
        lambda it: it.succeeded(),
        "AT+QFTPCLOSE: expected success, came OK",
    ),
    (answer(OPEN, "OK", "+QFTPOPEN: 5", result=5), lambda it: it.failed(), "AT+QFTPOPEN: expected an error, came 5"),
    (
        answer('AT+QSECREAD="NVRAM:CA9"', "ERROR"),
        lambda it: it.failed(),
        'AT+QSECREAD="NVRAM:CA9": expected an error as +CME ERROR: <err> or its result line with a negative number, came ERROR',
    ),
    (OPENED, lambda it: it.did_not_succeed(), "AT+QFTPOPEN: expected no success, came 0"),
    (
        SSL_REFUSED,
        lambda it: it.accepted(),
        'AT+QSSLCFG="seclevel",0,9: expected OK, came ERROR',
    ),
    (
        answer('AT+QSECDEL="NVRAM:CA0"', "ERROR"),
        lambda it: it.refused(),
        'AT+QSECDEL="NVRAM:CA0": expected a refusal (+CME ERROR: <err>), came ERROR',
    ),
    (
        answer('AT+QSECDEL="NVRAM:CA0"', "ERROR"),
        lambda it: it.refused_with(4010),
        'AT+QSECDEL="NVRAM:CA0": expected 4010 (the file is not found), came ERROR',
    ),
    (
        answer('AT+QSECWRITE="NVRAM:CA0",3', "+CME ERROR: file exists", error=WORDS),
        lambda it: it.refused_with(4012),
        'AT+QSECWRITE="NVRAM:CA0",3: expected 4012 (the file already exists), came +CME ERROR: file exists',
    ),
    (
        answer("AT+CGATT=9", "OK"),
        lambda it: it.refused(),
        "AT+CGATT=9: expected a refusal (ERROR or +CME ERROR: <err>), came OK",
    ),
    (
        answer('AT+QSSLCFG="seclevel",0', '+QSSLCFG: "seclevel",1', "OK"),
        lambda it: it.answered("seclevel", 2),
        'AT+QSSLCFG="seclevel",0: expected +QSSLCFG: seclevel,2, came +QSSLCFG: seclevel,1',
    ),
    (
        answer('AT+QSSLCFG="seclevel",0', "OK"),
        lambda it: it.answered("seclevel", 2),
        'AT+QSSLCFG="seclevel",0: expected a line +QSSLCFG:, came OK',
    ),
    (
        answer('AT+QFTPGET="a"', "OK", "CONNECT", "+QFTPGET: 3", result=3, data=b"abX"),
        lambda it: it.carried(b"abcd", what="the file"),
        ("AT+QFTPGET: the file: expected 4 bytes; first difference at offset 2: 61 62 63 64 (the end), "
        "came 3 bytes: 61 62 58 (the end)"),
    ),
    (
        STORED,
        lambda it: it.form_lines("OK", "CONNECT", "+QSECWRITE:3,ab"),
        ('AT+QSECWRITE="NVRAM:CA0",3: expected OK | CONNECT | +QSECWRITE:3,ab, '
        "came CONNECT | +QSECWRITE: 3,ab | OK"),
    ),
    (STORED, lambda it: it.took(at_least_s=3), 'AT+QSECWRITE="NVRAM:CA0",3: expected at least 3 s, came 0.0 s'),
    (
        answer('AT+QFTPPASS="secret"', "ERROR"),
        lambda it: it.accepted(),
        "AT+QFTPPASS: expected OK, came ERROR",
    ),
)  # fmt: skip


@pytest.mark.parametrize(("exchange", "check"), HOLDS)
def test_what_the_note_allows_holds(exchange: Exchange, check: Check) -> None:
    check(expect(exchange))


@pytest.mark.parametrize(("exchange", "check", "sentence"), FAILS)
def test_a_failure_is_a_sentence(exchange: Exchange, check: Check, sentence: str) -> None:
    with pytest.raises(Mismatch) as failed:
        check(expect(exchange))

    assert failure(failed).sentence == sentence


def test_the_fields_of_an_answer_have_no_quotation_marks() -> None:
    exchange = answer('AT+QSSLCFG="cacert",0', '+QSSLCFG: "cacert","NVRAM:CA0",', "OK")

    assert expect(exchange).fields() == ("cacert", "NVRAM:CA0", "")


@pytest.mark.parametrize(
    ("line", "told"),
    [('AT+QSECWRITE="NVRAM:CA0",9', "+QSECWRITE: 9,1a2b"), ('AT+QSECREAD="NVRAM:CA0"', "+QSECREAD: 1,1a2b")],
)
def test_a_success_about_a_security_file_has_its_line(line: str, told: str) -> None:
    expect(answer(line, told, "OK")).succeeded()
    for lines in (("OK",), (told, told, "OK")):
        with pytest.raises(Mismatch) as trouble:
            expect(answer(line, *lines)).succeeded()

        assert f"success, with one line {told.partition(' ')[0]}" in failure(trouble).sentence


@pytest.mark.parametrize(
    ("line", "told", "beside"),
    [
        ("AT+QFTPCFG=7", "+QFTPCFG: 1", "+QFTPCFG: 1"),
        ('AT+QSSLCFG="seclevel",0', '+QSSLCFG: "seclevel",1', '+QSSLCFG: "sslversion",4'),
        ('AT+QSSLCFG="ftps"', '+QSSLCFG: "ftps",1', "+QFTPCFG: 1"),
        ('AT+QSECREAD="NVRAM:CA0"', "+QSECREAD: 1,1a2b", "+QSECWRITE: 9,1a2b"),
        ("AT+QFTPSTAT", "+QFTPSTAT: OPENED", "+QFTPSTAT: OPENED"),
    ],
)
def test_a_line_beside_the_answer_of_the_note_is_none(line: str, told: str, beside: str) -> None:
    for lines in ((told, beside, "OK"), (beside, told, "OK")):
        with pytest.raises(Mismatch, match="one line"):
            expect(answer(line, *lines)).fields()
    assert expect(answer(line, told, "OK")).fields()


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("AT+QSSLCFG=?", ('+QSSLCFG: "sslversion",(0-5),(0-4)', '+QSSLCFG: "ftps",(0,1)')),
        ("AT+CGDCONT?", ('+CGDCONT: 1,"IP","CMNET"', '+CGDCONT: 2,"IP","CMNET"')),
        ("AT+QFTPCFG=7", ("+QFTPCFG: 1", "+CREG: 1")),
    ],
)
def test_more_lines_may_come_where_the_note_has_no_single_one(line: str, lines: tuple[str, ...]) -> None:
    assert expect(answer(line, *lines, "OK")).fields()


@pytest.mark.parametrize("line", ["AT+QSECWRITE=?", "AT+QSECREAD?", 'AT+QSECDEL="NVRAM:CA0"'])
def test_a_success_that_tells_of_no_file_needs_no_line(line: str) -> None:
    expect(answer(line, "OK")).succeeded()
