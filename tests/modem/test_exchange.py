"""What an exchange calls success."""

from __future__ import annotations

import pytest

from hil.modem.exchange import Exchange
from hil.spec.codes import ResultCode


@pytest.mark.parametrize(
    ("command", "result", "ok"),
    [
        ('AT+QFTPOPEN="h",990', 0, True),
        ('AT+QFTPOPEN="h",990', -5, False),
        ('AT+QFTPOPEN="h",990', 5, False),  # a minus sign was lost
        ("AT+QFTPCLOSE", 1, False),
        ('AT+QFTPPATH="/"', 550, False),
        ("AT+QFTPCFG=7,1", 10, False),
        ('AT+QFTPPUT="f",5', 5, True),
        ('AT+QFTPGET="f"', 5, True),
        ('AT+QFTPGET="f"', -7, False),
    ],
)
def test_success_is_zero_or_a_count(command: str, result: int, ok: bool) -> None:
    assert Exchange(command, ("OK",), ResultCode.OK, result=result).ok is ok
