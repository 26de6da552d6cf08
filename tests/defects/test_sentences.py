"""What is no sentence is seen; what is one, is left alone."""

from __future__ import annotations

import pytest

from .sentences import is_expression


@pytest.mark.parametrize(
    "text",
    [
        "assert 0 == -5",
        "opened.result == ErrorCode.NETWORK",
        "handshake is not None",
        "expected nothing, came b'USER m95'",
        "<hil.modem.exchange.Exchange object at 0x7f3a2c1b9d90>",
        "expected <ErrorCode.NETWORK: -5>, came 0",
        "Exchange(command='AT', lines=('OK',))",
        "expected True, came False",
        "came None",
        "namedtuple('Row', 'a b')",
        "7f 3a " * 20,
    ],
)
def test_an_expression_is_seen(text: str) -> None:
    assert is_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "[note] AT+QFTPOPEN: expected -7 (the server closed the data connection), came -9 (timeout) (ERR-LOCAL-07)",
        "expected: TLS1.1; the DUT offered TLS1.2",
        "the stored file: expected 10 bytes; first difference at offset 4: 00 01 02 03 04 05 06 07, came 9 bytes: 00 01",
        'AT+QSSLCFG="seclevel",0,9: expected OK, came ERROR',
        "expected a refusal (ERROR or +CME ERROR: <err>), came OK",
        "expected 0X0035 (TLS_RSA_WITH_AES_256_CBC_SHA), came none",
        "AT+QSECREAD: expected success, came +CME ERROR: 4010 (the file is not found)",
        "0x0303 was offered at test_client_hello.py:42",
        "AT+QFTPPUT: expected -11 (the file is not found in the local position), came -534 (not in Table 4)",
    ],
)
def test_a_sentence_is_left_alone(text: str) -> None:
    assert not is_expression(text)
