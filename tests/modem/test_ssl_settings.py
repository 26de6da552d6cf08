"""The SSL contexts of a DUT: what differs is sent, what is refused is known, a restart makes all unknown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.errors import UnexpectedResult
from hil.modem.ssl import SslContext
from tests.modem.scripted import Pause, turn
from tests.modem.turns import APPLIED, CONFIGURED, CONTEXT, ERROR, OK, SETTLED, ModemOn, stored


def test_applying_a_context_sends_what_differs_and_no_more(modem_on: ModemOn) -> None:
    modem = modem_on(*APPLIED, turn(b'AT+QSSLCFG="cacert",0,""\r', OK))

    first = modem.ssl.apply(0, CONTEXT)
    again = modem.ssl.apply(0, CONTEXT)
    without_ca = modem.ssl.apply(0, SslContext(version=3, suites=CONTEXT.suites, seclevel=1))

    assert (len(first), len(again), len(without_ca)) == (4, 0, 1)


def test_a_refused_setting_is_returned_and_sent_again(modem_on: ModemOn) -> None:
    refused = turn(b'AT+QSSLCFG="cacert",0,"NVRAM:CA0"\r', b"\r\nERROR\r\n")
    modem = modem_on(*APPLIED[:-1], refused, APPLIED[-1])

    first = modem.ssl.apply(0, CONTEXT)
    again = modem.ssl.apply(0, CONTEXT)

    assert [exchange.ok for exchange in first] == [True, True, True, False]
    assert [exchange.ok for exchange in again] == [True]


def test_a_setting_that_depends_on_a_later_one_is_sent_once_more(modem_on: ModemOn) -> None:
    modem = modem_on(
        *APPLIED[:3],
        turn(b'AT+QSSLCFG="seclevel",0,1\r', ERROR),
        APPLIED[-1],
        turn(b'AT+QSSLCFG="seclevel",0,1\r', OK),
    )

    answers = modem.ssl.apply(0, CONTEXT)

    assert [exchange.ok for exchange in answers] == [True, True, True, True]
    assert modem.ssl.apply(0, CONTEXT) == ()


def test_a_setting_that_is_refused_again_is_returned_once(modem_on: ModemOn) -> None:
    refused = turn(b'AT+QSSLCFG="sslversion",0,3\r', ERROR)
    modem = modem_on(APPLIED[0], refused, *APPLIED[2:], refused)

    answers = modem.ssl.apply(0, CONTEXT)

    assert [exchange.ok for exchange in answers] == [False, True, True, True]


def test_an_empty_name_may_be_refused_where_its_file_is_not_used(modem_on: ModemOn) -> None:
    without = turn(b'AT+QSSLCFG="cacert",0,""\r', ERROR)
    kept = turn(b'AT+QSSLCFG="ctxindex",0\r', b'\r\n+QSSLCFG: 0,3,0,"0X002F","NVRAM:CA0","",""\r\n\r\nOK\r\n')
    unset = turn(b'AT+QSSLCFG="seclevel",0,0\r', OK)
    modem = modem_on(*APPLIED, unset, without, kept, APPLIED[3], without, kept)
    modem.ssl.apply(0, CONTEXT)

    unused = modem.ssl.apply(0, replace(CONTEXT, seclevel=0, ca=""))
    used = modem.ssl.apply(0, replace(CONTEXT, ca=""))

    assert [exchange.ok for exchange in unused] == [True]
    assert [exchange.ok for exchange in used] == [True, False]


def test_an_empty_name_may_be_refused_by_a_context_that_has_none(modem_on: ModemOn) -> None:
    without = turn(b'AT+QSSLCFG="cacert",0,""\r', ERROR)
    none = turn(b'AT+QSSLCFG="ctxindex",0\r', b'\r\n+QSSLCFG: 0,3,1,"0X002F","","",""\r\n\r\nOK\r\n')
    modem = modem_on(*APPLIED, without, none)
    modem.ssl.apply(0, CONTEXT)

    assert modem.ssl.apply(0, replace(CONTEXT, ca="")) == ()


@pytest.mark.parametrize(
    "answer",
    [
        b"\r\nERROR\r\n",
        b'\r\n+QSSLCFG: 1,4,0,"0X0005","","",""\r\n\r\nOK\r\n',
        b'\r\n+QSSLCFG: 0,4,0,"0X0005",""\r\n\r\nOK\r\n',
        b'\r\n+QSSLCFG: 0,4,0,"AES","","",""\r\n\r\nOK\r\n',
    ],
    ids=["refused", "another context", "too few values", "no codes"],
)
def test_a_context_that_cannot_be_read_is_unexpected(answer: bytes, modem_on: ModemOn) -> None:
    modem = modem_on(turn(b'AT+QSSLCFG="ctxindex",0\r', answer))

    with pytest.raises(UnexpectedResult):
        modem.ssl.read_context(0)


def test_a_line_of_the_caller_makes_the_settings_uncertain(modem_on: ModemOn) -> None:
    line = 'AT+CMEE=1;+QSSLCFG="seclevel",0,2'
    modem = modem_on(*APPLIED, turn(line.encode() + b"\r", OK), *APPLIED)
    modem.ssl.apply(0, CONTEXT)

    modem.send(line)

    assert len(modem.ssl.apply(0, CONTEXT)) == 4


def test_a_reboot_forgets_what_was_set_and_attaches_again(modem_on: ModemOn) -> None:
    modem = modem_on(
        *APPLIED,
        CONFIGURED,
        *stored(b"NVRAM:CA0", b"abc"),
        turn(b"AT+CFUN=1,1\r", OK, Pause(0.05), b"\r\nRDY\r\n"),
        turn(b"AT\r", OK),
        *SETTLED,
        turn(b"AT+CGATT?\r", b"\r\n+CGATT: 1\r\n", OK),
        *APPLIED,
        CONFIGURED,
        *stored(b"NVRAM:CA0", b"abc"),
    )
    modem.ssl.apply(0, CONTEXT)
    modem.ftp.apply({1: 1})
    modem.security.ensure("NVRAM:CA0", b"abc")

    modem.reboot()

    assert len(modem.ssl.apply(0, CONTEXT)) == 4
    assert len(modem.ftp.apply({1: 1})) == 1
    assert modem.security.ensure("NVRAM:CA0", b"abc") is not None
