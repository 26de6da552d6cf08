"""Information text and result codes in the forms of a profile, without a module."""

from __future__ import annotations

import pytest

from hil.emulator.at.outcome import Cme
from hil.emulator.at.profile import Profile
from hil.emulator.at.responses import Responses
from hil.spec.codes import ResultCode

RESPONSES = Responses({"4010": "absent"})


@pytest.mark.parametrize(
    ("level", "code", "written"),
    [
        (0, 4010, b"\r\nERROR\r\n"),
        (1, 4010, b"\r\n+CME ERROR: 4010\r\n"),
        (2, 4010, b"\r\n+CME ERROR: absent\r\n"),
        (2, 3, b"\r\n+CME ERROR: operation not allowed\r\n"),
        (2, 9999, b"\r\n+CME ERROR: 9999\r\n"),
    ],
)
def test_an_error_has_the_form_that_the_level_asks_for(level: int, code: int, written: bytes) -> None:
    assert RESPONSES.result(Cme(code), Profile(cmee=level)) == written


def test_a_quiet_profile_has_information_and_no_result_code() -> None:
    profile = Profile(quiet=True)

    assert RESPONSES.information("one", "two", profile=profile) == b"\r\none\r\ntwo\r\n"
    assert RESPONSES.result(ResultCode.OK, profile) == b""


def test_result_codes_are_digits_without_verbose() -> None:
    profile = Profile(verbose=False)

    assert RESPONSES.result(ResultCode.ERROR, profile) == b"4\r"
    assert RESPONSES.result(Cme(4010), profile) == b"+CME ERROR: 4010\r"
