"""The end of a payload that has no length in front, where only a silence tells it."""

from __future__ import annotations

import pytest

from hil.at.payload import Payload, PayloadReader, beside_answer, is_answered

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
    assert reader.silence() == Payload(data, LINE + behind, is_short=True)


@pytest.mark.parametrize("behind", [b"and more of the file", b"\r\n+OTHER: 1\r\n", b"\xff\r\n"])
def test_a_line_with_something_else_behind_it_may_belong_to_the_file(behind: bytes) -> None:
    reader = PayloadReader("QFTPGET", size=1000)

    assert reader.feed(b"abc" + LINE + behind) is None
    assert reader.silence() is None


BETWEEN = [
    b"",
    b"\r\n",
    b"\r\n\r\n",
    b"\r\n \r\n\r\n",
    b"\r\nOK\r\n\r\n",
    b"\r\n+PDP DEACT\r\n\r\n",
    b"\n",
]
RESULTS = [b"+QFTPGET: 7\r\n", b"+QFTPGET:7\r\n", b"+QFTPGET 7\r\n", b"+QFTPGET : 7\r\n"]
CONTENTS = [b"abcdefg", b"abcde\r\n", b"\r\nOK\r\nx"]


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("result", RESULTS)
@pytest.mark.parametrize("between", BETWEEN)
def test_a_file_of_known_size_ends_at_once_in_every_form_cut_anywhere(
    between: bytes, result: bytes, content: bytes
) -> None:
    stream = content + between + result
    found = []
    for cut in range(len(stream) + 1):
        reader = PayloadReader("QFTPGET", size=7)
        found.append(reader.feed(stream[:cut]) or reader.feed(stream[cut:]))

    assert found[0] == Payload(content, between + result)
    assert {payload and payload.data for payload in found} == {content}


@pytest.mark.parametrize("content", [b"abcdefg", b"abcde\r\n"])
@pytest.mark.parametrize("between", [piece for piece in BETWEEN if piece not in {b"", b"\n"}])
def test_a_file_of_unknown_size_has_as_many_bytes_as_its_result_counts(
    between: bytes, content: bytes
) -> None:
    reader = PayloadReader("QFTPGET")

    found = reader.feed(content + between + RESULTS[0]) or reader.silence()

    assert found == Payload(content, between + RESULTS[0])


@pytest.mark.parametrize("error", [b"+CME ERROR: -7", b"+CME ERROR:-7", b"ERROR", b"NO CARRIER"])
def test_a_transfer_may_break_off_with_a_final_result_code(error: bytes) -> None:
    reader = PayloadReader("QFTPGET", size=1000)
    line = b"\r\n" + error + b"\r\n"

    assert reader.feed(b"abc" + line) is None
    assert reader.silence() == Payload(b"abc", line, is_short=True)


@pytest.mark.parametrize(
    ("received", "beside"),
    [
        (b"\r\n+CMEE: 1\r\n\r\nOK\r\n", b"\r\n"),
        (b"AT+CMEE?\r\r\n+CMEE:1\r\n\r\nOK\r\n", b"\r\n"),
        (b"\r\n+PDP DEACT\r\n\r\n+CMEE: 1\r\n\r\nOK\r\n", b"\r\n+PDP DEACT\r\n\r\n"),
        (b"\r\nERROR\r\n", b""),
        (b"\r\n+CME ERROR: 4\r\n", b""),
        (b"+CMEE: 1\r0\r", b""),
        (b"\r\n+CMEE: 1\r\n\r\nOK\r\n\r\nRING\r\n", b"\r\nRING\r\n"),
        (b'\r\nERROR\r\n\r\n+CMTI: "SM",1\r\n\r\nRING\r\n', b'+CMTI: "SM",1\r\n\r\nRING\r\n'),
    ],
)
def test_an_answer_to_the_question_is_recognised(received: bytes, beside: bytes) -> None:
    assert is_answered(received)
    assert beside_answer(received) == beside


@pytest.mark.parametrize(
    "received",
    [b"", b"\r\n+CMEE: 1\r\n", b"OK\r\n", b"\r\n+QFTPGET: -7\r\n", b"\r\nERROR\r\nmore", b"x\r\nERROR\r\n"],
)
def test_bytes_of_a_file_are_no_answer_to_the_question(received: bytes) -> None:
    assert not is_answered(received)
