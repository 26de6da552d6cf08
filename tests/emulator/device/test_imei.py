"""Check digits of IMEIs."""

from __future__ import annotations

import pytest

from hil.emulator.device.imei import check_digit, complete, consecutive
from hil.emulator.module import IMEI
from hil.errors import UsageError


@pytest.mark.parametrize("imei", ["490154203237518", "356938035643809", "352099001761481", IMEI])
def test_the_check_digit_of_known_imeis(imei: str) -> None:
    assert check_digit(imei[:14]) == imei[14]


def test_an_imei_without_check_digit_gets_it() -> None:
    assert complete("49015420323751") == complete("490154203237518") == "490154203237518"


def test_a_wrong_check_digit_is_named_with_the_right_one() -> None:
    with pytest.raises(
        UsageError, match="490154203237519 has a wrong check digit: it would be 490154203237518"
    ):
        complete("490154203237519")


@pytest.mark.parametrize(
    "text", ["", "4901542032375", "4901542032375181", "49015420323751x", "４９015420323751"]
)
def test_what_is_no_imei(text: str) -> None:
    with pytest.raises(UsageError, match="is no IMEI"):
        complete(text)


def test_those_of_a_rack_differ_in_serial_number_and_check_out() -> None:
    rack = consecutive("490154203237518", 12)

    assert [imei[:14] for imei in rack] == [str(49015420323751 + offset) for offset in range(12)]
    assert all(complete(imei) == imei for imei in rack)


def test_serial_numbers_end() -> None:
    with pytest.raises(UsageError, match="no 2 IMEIs from"):
        consecutive(complete("99999999999999"), 2)
