"""Refusals without a code of Table 4: they leave a case open, and a wrong code stays a fail."""

from __future__ import annotations

import pytest

from hil.modem.exchange import CmeError, Exchange
from hil.verdict import Cause, Inconclusive, Mismatch
from suites.errors.alternatives import expect_code_or_refusal, leave_open_without, with_overlapping
from tests.expect.samples import answer

LINE = 'AT+QFTPOPEN="192.0.2.9",65536'
ILLEGAL = answer(LINE, "OK", "+QFTPOPEN: -10", result=-10)
AT_ONCE = (
    answer(LINE, "ERROR"),
    answer(LINE, "+CME ERROR: 3", error=CmeError(3, "3")),
    answer(LINE, "+CME ERROR: operation not supported", error=CmeError(None, "operation not supported")),
)
NO_REFUSAL = (answer(LINE, "OK", "+QFTPOPEN: 0", result=0), answer(LINE, "OK"))
WRONG_CODE = (
    answer(LINE, "OK", "+QFTPOPEN: -1", result=-1),
    answer(LINE, "+CME ERROR: -1", error=CmeError(-1, "-1")),
    answer(LINE, "ERROR", "+QFTPERROR: -1"),
)


def outcome(exchange: Exchange) -> str:
    return " / ".join((*exchange.lines, str(exchange.final)))


def test_the_code_of_the_case_passes() -> None:
    expect_code_or_refusal(ILLEGAL, codes=(-10,))
    leave_open_without(ILLEGAL, -10)


@pytest.mark.parametrize("exchange", AT_ONCE, ids=outcome)
def test_a_refusal_without_a_code_leaves_the_case_open(exchange: Exchange) -> None:
    expect_code_or_refusal(exchange, codes=(-10,))
    with pytest.raises(Inconclusive) as left:
        leave_open_without(exchange, -10)

    assert left.value.cause is Cause.LEFT_OPEN


@pytest.mark.parametrize("exchange", [*WRONG_CODE, *NO_REFUSAL], ids=outcome)
def test_another_code_or_no_refusal_fails(exchange: Exchange) -> None:
    with pytest.raises(Mismatch):
        expect_code_or_refusal(exchange, codes=(-10,))


def test_rows_that_say_the_same_are_taken_and_leave_the_case_open() -> None:
    said = answer(LINE, "OK", "+QFTPOPEN: -421", result=-421)

    assert with_overlapping(-6, -9) == (-6, -9, -421)
    with pytest.raises(Inconclusive):
        leave_open_without(said, -6)
