"""PDUs of short messages (23.040 9.2)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.emulator.device.short_message import TextParameters, decoded, submit

NUMBERS = st.builds(
    lambda plus, digits: plus + digits,
    st.sampled_from(["", "+"]),
    st.text("0123456789*#", min_size=1, max_size=20),
)


def test_a_message_that_was_received() -> None:
    message = decoded("07911326040000F0040B911346610089F60000208062917314080CC8F71D14969741F977FD07")

    assert (message.address, message.type_of_address) == ("+31641600986", 145)
    assert message.time == "02/08/26,19:37:41-00"
    assert message.text == "How are you?"


def test_a_message_to_be_sent() -> None:
    assert submit("+46708251358", 129, "hellohello", TextParameters(validity=170)) == (
        "0011000B916407281553F80000AA0AE8329BFD4697D9EC37"
    )


@given(NUMBERS, st.text("abc @£$Ωäöüß!?\r\n0", max_size=160))
def test_what_was_written_is_shown(number: str, text: str) -> None:
    message = decoded(submit(number, 129, text, TextParameters()))

    assert (message.address, message.text, message.time) == (number, text, "")


@pytest.mark.parametrize("coding", [4, 8])
def test_other_alphabets_are_hexadecimal_digits(coding: int) -> None:
    assert decoded(submit("1", 129, "00410042", TextParameters(coding=coding))).text == "00410042"


def test_an_unknown_character_becomes_a_question_mark() -> None:
    assert decoded(submit("1", 129, "a漢", TextParameters())).text == "a?"


@given(st.binary(max_size=40))
def test_no_octets_break_it(data: bytes) -> None:
    try:
        decoded(data.hex())
    except ValueError:
        return
