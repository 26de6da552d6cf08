"""How long a response may take."""

from __future__ import annotations

import pytest

from hil.at.command import outline
from hil.modem.response_timeouts import BENCH_S, response_s, shape_of, transfer_s, upload_wait_s
from hil.spec.commands import Shape


@pytest.mark.parametrize(
    ("line", "clock_rate", "documented_s"),
    [
        ("AT+QFTPSTAT", 1.0, 5.0),  # the note states none
        ("AT+QIACT", 1.0, 150.0),
        ('AT+QFTPOPEN="h",990', 1.0, 180.0),
        ('AT+QFTPOPEN="h",990', 10.0, 18.0),
        ('AT+QFTPOPEN="h",990', 1000.0, 10.0),  # TLS on the same host takes the time that it takes
        ("AT+QFTPSTAT", 1000.0, 5.0),
        ("AT+QIACT=?", 1.0, 5.0),
        ("AT+NOSUCH", 1.0, 5.0),
    ],
)
def test_the_documented_maximum_is_granted(line: str, clock_rate: float, documented_s: float) -> None:
    assert response_s(outline(line), clock_rate=clock_rate) == pytest.approx(documented_s + BENCH_S)


@pytest.mark.parametrize(
    ("line", "supplied", "clock_rate", "wait_s"),
    [
        ('AT+QSECWRITE="NVRAM:CA0",10,30', 3, 1.0, 30.0),
        ('AT+QSECWRITE="NVRAM:CA0",10,30', 3, 10.0, 3.0),
        ('AT+QSECWRITE="NVRAM:CA0",10', 3, 1.0, 100.0),
        ('AT+QSECWRITE="NVRAM:CA0",10,30', 10, 1.0, 0.0),
        ('AT+QFTPPUT="a,b",10,20', 0, 1.0, 20.0),
    ],
)
def test_bytes_that_do_not_come_are_waited_for_by_the_timeout_of_the_line(
    line: str, supplied: int, clock_rate: float, wait_s: float
) -> None:
    assert upload_wait_s(outline(line), supplied=supplied, clock_rate=clock_rate) == wait_s


def test_a_transfer_may_take_twice_the_time_of_its_bits() -> None:
    assert transfer_s(11520, baudrate=115200) == 2.0


@pytest.mark.parametrize(
    ("line", "shape"),
    [
        ("AT+QFTPOPEN?", Shape.FINAL),
        ("AT+QFTPOPEN=?", Shape.FINAL),
        ('AT+QFTPOPEN="h",21', Shape.RESULT),
        ("AT+QILOCIP", Shape.ADDRESS),
        ("AT+QILOCIP=?", Shape.FINAL),
        ("AT+NOSUCH", Shape.FINAL),
        ("ATI", Shape.FINAL),
        ("AT+CMEE=1;+QIDEACT", Shape.DEACT),
    ],
)
def test_the_form_decides_how_a_response_ends(line: str, shape: Shape) -> None:
    assert shape_of(outline(line), uploads=False) is shape
