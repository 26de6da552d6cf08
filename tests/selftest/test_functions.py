"""Some cases of each test function."""

from __future__ import annotations

from hil.selftest.functions import some_of_each_function

CASES = (*(f"suites/a.py::test_x[{number}]" for number in range(9)), "suites/a.py::test_y")


def test_so_many_of_each_function_are_kept() -> None:
    kept = some_of_each_function(CASES, 4)

    assert len(kept) == 5
    assert kept[-1] == "suites/a.py::test_y"
    assert kept == tuple(case for case in CASES if case in kept)
    assert some_of_each_function(CASES, None) == CASES


def test_the_salt_draws_others_and_the_order_of_cases_does_not() -> None:
    drawn = {some_of_each_function(CASES, 2, salt=salt) for salt in "abcdefgh"}

    assert len(drawn) > 1
    assert set(some_of_each_function(CASES, 2, salt="a")) == set(
        some_of_each_function(CASES[::-1], 2, salt="a")
    )
