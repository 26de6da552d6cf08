"""A security file that a context names: what frees its name (note 2.6)."""

from __future__ import annotations

import pytest

from hil.modem.ssl import SslContext
from tests.modem.scripted import Turn, turn
from tests.modem.turns import ERROR, OK, ModemOn

NOT_ALLOWED = b"\r\n+CME ERROR: 3\r\n"
NO_SPACE = b"\r\n+CME ERROR: 4008\r\n"
NAMES = (b"", b"RAM:ca_cert.pem", b"NVRAM:CA1")
DELETION = b'AT+QSECDEL="NVRAM:CA0"\r'


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


def test_a_file_is_stored_for_a_context_that_takes_names_of_stored_files_only(modem_on: ModemOn) -> None:
    modem = modem_on(
        turn(DELETION, NOT_ALLOWED),
        *contexts(b"NVRAM:CA0"),
        *(turn(b'AT+QSSLCFG="cacert",1,"%s"\r' % name, ERROR) for name in NAMES),
        turn(b'AT+QSECWRITE="RAM:ca_cert.pem",1\r', b"\r\nCONNECT\r\n"),
        turn(b"-", b"\r\n+QSECWRITE: 1,45\r\n", OK),
        turn(b'AT+QSSLCFG="cacert",1,"RAM:ca_cert.pem"\r', OK),
        turn(DELETION, OK),
    )

    assert modem.security.free("NVRAM:CA0")


@pytest.mark.parametrize(("still_named", "is_free"), [(b"NVRAM:CA0", False), (b"", True)])
def test_a_file_is_kept_only_while_a_context_names_it(
    still_named: bytes, is_free: bool, modem_on: ModemOn
) -> None:
    modem = modem_on(
        turn(DELETION, NOT_ALLOWED),
        *contexts(b"NVRAM:CA0"),
        *(turn(b'AT+QSSLCFG="cacert",1,"%s"\r' % name, ERROR) for name in NAMES),
        *(turn(b'AT+QSECWRITE="%s",1\r' % name, NO_SPACE) for name in NAMES[1:]),
        turn(DELETION, NOT_ALLOWED),
        *contexts(still_named),
    )

    assert modem.security.free("NVRAM:CA0") == is_free


def test_a_refusal_of_a_file_that_no_context_names_is_that_of_the_command(modem_on: ModemOn) -> None:
    assert modem_on(turn(DELETION, ERROR), *contexts(b"")).security.free("NVRAM:CA0")


def test_a_name_that_cannot_be_made_empty_is_shown_as_it_was(modem_on: ModemOn) -> None:
    context = b'\r\n+QSSLCFG: 0,4,0,"0X0005","","RAM:client_cert.pem",""\r\n\r\nOK\r\n'
    modem = modem_on(
        turn(b'AT+QSSLCFG="ctxindex",0\r', context),
        turn(b'AT+QSSLCFG="sslversion",0,4\r', OK),
        turn(b'AT+QSSLCFG="ciphersuite",0,"0X0005"\r', OK),
        turn(b'AT+QSSLCFG="seclevel",0,0\r', OK),
        turn(b'AT+QSSLCFG="clientcert",0,""\r', ERROR),
        turn(b'AT+QSSLCFG="ctxindex",0\r', context),
    )
    wanted = SslContext(version=4, suites=(5,), seclevel=0)

    assert all(answer.ok for answer in modem.ssl.apply(0, wanted))
    assert modem.ssl.with_kept_names(0, wanted).certificate == "RAM:client_cert.pem"
    assert modem.ssl.with_kept_names(1, wanted) == wanted
