"""Some cases of each test function."""

from __future__ import annotations

from tests.functions import some_of_each_function

CASES = (*(f"suites/a.py::test_x[{number}]" for number in range(9)), "suites/a.py::test_y")


def test_so_many_of_each_function_are_kept() -> None:
    kept = some_of_each_function(CASES, 4)

    assert len(kept) == 5
    assert "suites/a.py::test_y" in kept


def test_the_salt_draws_others_and_the_same_salt_the_same() -> None:
    drawn = {some_of_each_function(CASES, 2, salt=salt) for salt in "abcdefgh"}

    assert len(drawn) > 1
    assert some_of_each_function(CASES, 2, salt="a") == some_of_each_function(CASES[::-1], 2, salt="a")
