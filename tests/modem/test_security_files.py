"""The security files of a DUT: stored where they differ, released before they are deleted."""

from __future__ import annotations

import pytest

from hil.errors import UnexpectedResult
from tests.modem.scripted import Turn, turn
from tests.modem.turns import ERROR, OK, ModemOn, stored

NOT_ALLOWED = b"\r\n+CME ERROR: 3\r\n"
DELETION = b'AT+QSECDEL="NVRAM:CA0"\r'


def test_a_file_is_stored_once_and_replaced_when_it_differs(modem_on: ModemOn) -> None:
    modem = modem_on(
        *stored(b"NVRAM:CA0", b"abc"),
        *stored(b"NVRAM:CA0", b"xyz"),
        turn(b'AT+QSECDEL="NVRAM:CA0"\r', OK),
        *stored(b"NVRAM:CA0", b"xyz"),
    )

    assert modem.security.ensure("NVRAM:CA0", b"abc") is not None
    assert modem.security.ensure("NVRAM:CA0", b"abc") is None
    assert modem.security.ensure("NVRAM:CA0", b"xyz") is not None
    modem.security.delete("NVRAM:CA0")
    assert modem.security.ensure("NVRAM:CA0", b"xyz") is not None


def test_a_file_that_is_not_taken_is_no_set_up(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(b'AT+QSECDEL="NVRAM:CA0"\r', OK),
        turn(b'AT+QSECWRITE="NVRAM:CA0",3\r', b"\r\n+CME ERROR: 4008\r\n"),
    )

    with pytest.raises(UnexpectedResult):
        modem.security.ensure("NVRAM:CA0", b"abc")


def contexts(ca_of_context_1: bytes) -> tuple[Turn, ...]:
    """The answers of six contexts, of which only the second may name a file."""
    rows = [(index, ca_of_context_1 if index == 1 else b"") for index in range(6)]
    answer = b'\r\n+QSSLCFG: %d,4,0,"0X0005","%s","",""\r\n\r\nOK\r\n'
    return tuple(turn(b'AT+QSSLCFG="ctxindex",%d\r' % index, answer % (index, ca)) for index, ca in rows)


def test_a_file_that_a_context_names_is_released_before_it_is_deleted(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(DELETION, NOT_ALLOWED),
        *contexts(b"NVRAM:CA0"),
        turn(b'AT+QSSLCFG="cacert",1,""\r', ERROR),
        turn(b'AT+QSSLCFG="cacert",1,"RAM:ca_cert.pem"\r', OK),
        turn(DELETION, OK),
    )

    assert modem.security.free("NVRAM:CA0")


@pytest.mark.parametrize(("still_named", "is_free"), [(b"NVRAM:CA0", False), (b"", True)])
def test_a_file_is_kept_only_while_a_context_names_it(
    still_named: bytes, is_free: bool, modem_on: ModemOn
) -> None:
    names = (b"", b"RAM:ca_cert.pem", b"NVRAM:CA1")
    modem = modem_on(
        turn(DELETION, NOT_ALLOWED),
        *contexts(b"NVRAM:CA0"),
        *(turn(b'AT+QSSLCFG="cacert",1,"%s"\r' % name, ERROR) for name in names),
        turn(DELETION, NOT_ALLOWED),
        *contexts(still_named),
    )

    assert modem.security.free("NVRAM:CA0") == is_free


def test_a_refusal_of_a_file_that_no_context_names_is_that_of_the_command(modem_on: ModemOn) -> None:
    assert modem_on(turn(DELETION, ERROR), *contexts(b"")).security.free("NVRAM:CA0")
