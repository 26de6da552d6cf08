"""A case is found by its number, its id, its name or a part of it; an error names the nearest ones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.errors import UsageError
from hil.results.finding import find, find_one
from tests.results.samples import FAILED, LAST, OTHERS, sample

CASES = (FAILED, *OTHERS)


@pytest.mark.parametrize(
    ("wanted", "numbers"),
    [
        ("1", [1]),
        ("2", [2]),
        (FAILED.id, [1]),
        ("test_hello.py::test_sni", [2]),
        ("EXPIRED_CHAIN", [1]),
        ("test_hello.py", [2, 3, 4, 5]),
    ],
)
def test_each_way_to_call_a_case(wanted: str, numbers: list[int]) -> None:
    found = find(CASES[:5], wanted)

    assert [number for number, _ in found] == numbers
    assert [case for _, case in found] == [CASES[number - 1] for number in numbers]


def test_a_whole_name_fits_one_case_where_it_begins_another_name() -> None:
    longer = replace(OTHERS[1], id=f"{OTHERS[1].id}_comes")

    assert find((longer, OTHERS[1]), "test_hello.py::test_no_session") == ((2, OTHERS[1]),)


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("0", "no case 0: the cases of this run have the numbers 1 to 2; hil show RUN lists them"),
        ("3", "no case 3"),
        ("test_hello.py::test_snj", "nearest: test_hello.py::test_sni"),
        ("%%%", "no case of this run has '%%%' in its id; hil show RUN lists all cases"),
        ("test_last", f"{LAST} was planned and not run; hil conformance --resume RUN runs it"),
    ],
)
def test_a_case_that_is_not_there_is_one_line(wanted: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        find(CASES[:2], wanted, sample().not_run)

    assert said in str(caught.value)


def test_one_case_is_asked_for_and_several_fit() -> None:
    assert find_one(CASES, "EXPIRED_CHAIN") is FAILED

    with pytest.raises(
        UsageError, match=r"'test_hello.py' is in the id of [0-9]+ cases: .*; name one by its number"
    ):
        find_one(CASES, "test_hello.py")
