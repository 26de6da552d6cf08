"""The bodies of cases: what they tell, in plain words, and how they are packed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.report.html.bodies import CHUNK_BYTES, body, chunks, columns, plain
from hil.results.case import Attempt, TranscriptLine
from hil.verdict import FailedCheck, Ground, Verdict
from tests.report.unpacked import unpack
from tests.results.samples import FAILED, LINES, OTHERS


def test_a_packed_body_unpacks_as_it_was() -> None:
    (chunk,) = chunks([(7, {"id": "a — ü"}), (9, {"id": "b"})])

    assert chunk.cases == (7, 9)
    assert unpack(chunk.text) == [{"id": "a — ü"}, {"id": "b"}]


def test_a_full_chunk_is_followed_by_another() -> None:
    large = {"id": "x" * CHUNK_BYTES}

    assert [chunk.cases for chunk in chunks([(0, large), (1, large)])] == [(0,), (1,)]


def test_half_a_surrogate_does_not_break_a_page() -> None:
    (chunk,) = chunks([(0, {"id": "\ud800"})])

    assert unpack(chunk.text) == [{"id": "\ud800"}]


def test_times_are_microseconds_since_the_entry_before() -> None:
    times, codes, texts = columns(LINES)

    assert times == [1000, 1000, 8000, 40000]
    assert len(set(codes)) == 3  # the command, two responses, the ClientHello
    assert texts[-1] == "+QFTPOPEN: 0"


def test_an_entry_of_a_point_that_is_not_known_is_a_remark_of_the_bench() -> None:
    _, codes, _ = columns((TranscriptLine(0.1, "gpio", "→", "high"),))

    assert codes == columns((TranscriptLine(0.1, "harness", "·", "high"),))[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("expected <ErrorCode.NETWORK: -5>, came 0", "expected -5 (NETWORK), came 0"),
        ("<hil.modem.Modem object at 0x7f2570>", "an object of the kind hil.modem.Modem"),
        ("<3000 bytes, sha256 ab56…>", "<3000 bytes, sha256 ab56…>"),
        ("<uploadsize>", "<uploadsize>"),
    ],
)
def test_the_forms_of_python_become_words(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_a_check_does_not_say_its_sides_twice() -> None:
    check = FailedCheck(
        ("AUTH-05",), Ground.NOTE, "AT+QFTPOPEN: expected an error, came 0", "an error", "0", "a.py:7"
    )

    found = body(replace(FAILED, checks=(check,)), ())

    assert found["checks"] == [("note", "AT+QFTPOPEN", "an error", "0", ("AUTH-05",), "a.py:7")]
    assert "problem" not in found


def test_a_case_that_passed_tells_what_it_saw() -> None:
    found = body(OTHERS[-1], ())

    assert found["observed"] == (("answer", "+QFTPCLOSE: -10"),)
    assert not {"checks", "problem", "marked", "lines"} & set(found)


def test_the_transcript_of_the_last_attempt_stands_once() -> None:
    attempt = Attempt(Verdict.FAIL, "again", LINES)

    found = body(replace(FAILED, attempts=(attempt, attempt)), ())

    assert [lines is None for *_, lines in found["attempts"]] == [False, True]
