"""The text of any exception can be read, written and sent."""

from __future__ import annotations

import pytest

from hil.plugin.wording import LONGEST, first_line, in_one_line, printable, text_of, why_untold


class Unreadable(Exception):
    def __str__(self) -> str:
        raise SystemExit(1)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (RuntimeError("a\x00\x1b[31m\udcff\r\nb"), "a\\x00\\x1b[31m\\udcff\nb"),
        (RuntimeError("<Thing object at 0x7f8d79e36010> == 1"), "<Thing object> == 1"),
        (RuntimeError(), ""),
        (Unreadable(), "<an exception whose text cannot be read: its __str__ raises SystemExit>"),
    ],
)
def test_the_text_is_printable(error: BaseException, text: str) -> None:
    assert text_of(error) == text


def test_a_long_text_is_cut_and_its_length_told() -> None:
    assert printable("x" * 10_000_000) == f"{'x' * LONGEST}… (10000000 characters)"


def test_an_exception_without_a_text_is_told_by_its_type() -> None:
    assert first_line(MemoryError()) == "MemoryError"


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (AssertionError("told"), ""),
        (AssertionError("\udcff"), "its text has characters that cannot be encoded"),
        (Unreadable(), "its text cannot be read: SystemExit"),
    ],
)
def test_a_text_that_cannot_be_told_is_known(error: BaseException, why: str) -> None:
    assert why_untold(error) == why


def test_a_worker_of_xdist_is_told_by_its_name() -> None:
    assert in_one_line("<WorkerController gw1>\n received it") == "worker gw1 received it"
