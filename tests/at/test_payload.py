"""The end of a payload that has no length in front, where only a silence tells it."""

from __future__ import annotations

import pytest

from hil.at.payload import Payload, PayloadReader

LINE = b"\r\n+QFTPGET: -8\r\n"


@pytest.mark.parametrize("data", [b"", b"abc", b"x" * 100])
@pytest.mark.parametrize(
    "behind",
    [b"", b"\r\nOK\r\n", b"0\r", b"\r\n+PDP DEACT\r\n", b"\r\nOK\r\n\r\n+QFTPERROR:-8\r\n\r\nRING\r\n"],
)
def test_a_transfer_that_broke_off_ends_with_its_line_whatever_is_said_behind_it(
    data: bytes, behind: bytes
) -> None:
    reader = PayloadReader("QFTPGET", size=1000)

    assert reader.feed(data + LINE + behind) is None
    assert reader.silence() == Payload(data, LINE + behind)


@pytest.mark.parametrize("behind", [b"and more of the file", b"\r\n+OTHER: 1\r\n", b"\xff\r\n"])
def test_a_line_with_something_else_behind_it_may_belong_to_the_file(behind: bytes) -> None:
    reader = PayloadReader("QFTPGET", size=1000)

    assert reader.feed(b"abc" + LINE + behind) is None
    assert reader.silence() is None
