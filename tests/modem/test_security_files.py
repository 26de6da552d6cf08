"""The security files of a DUT are stored where they differ."""

from __future__ import annotations

import pytest

from hil.errors import UnexpectedResult
from tests.modem.scripted import turn
from tests.modem.turns import OK, ModemOn, stored


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
