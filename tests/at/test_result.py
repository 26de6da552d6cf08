"""The DCE's framing of responses; V.250 table 1 and the series' manual as literals."""

from __future__ import annotations

import pytest

from hil.at.result import Framing, information, result_code
from hil.spec.codes import ResultCode


@pytest.mark.parametrize(
    ("framing", "expected"),
    [
        (Framing(), b"\r\n+CSQ: 28,0\r\n"),
        (Framing(verbose=False), b"+CSQ: 28,0\r\n"),
        (Framing(s3=1, s4=2), b"\x01\x02+CSQ: 28,0\x01\x02"),
    ],
)
def test_information_text(framing: Framing, expected: bytes) -> None:
    assert information("+CSQ: 28,0", framing=framing) == expected


def test_information_text_of_several_lines_has_one_header() -> None:
    assert (
        information("Quectel_Ltd", "Quectel_M95", framing=Framing()) == b"\r\nQuectel_Ltd\r\nQuectel_M95\r\n"
    )


@pytest.mark.parametrize(
    ("code", "words", "digits"),
    [
        (ResultCode.OK, b"\r\nOK\r\n", b"0\r"),
        (ResultCode.CONNECT, b"\r\nCONNECT\r\n", b"1\r"),
        (ResultCode.NO_CARRIER, b"\r\nNO CARRIER\r\n", b"3\r"),
        (ResultCode.ERROR, b"\r\nERROR\r\n", b"4\r"),
        (ResultCode.DEACT_OK, b"\r\nDEACT OK\r\n", b"DEACT OK\r"),
        ("+CME ERROR: 4010", b"\r\n+CME ERROR: 4010\r\n", b"+CME ERROR: 4010\r"),
    ],
)
def test_result_code(code: ResultCode | str, words: bytes, digits: bytes) -> None:
    assert result_code(code, framing=Framing()) == words
    assert result_code(code, framing=Framing(verbose=False)) == digits
