"""Pairwise reduction: every pair that a case has stays, whatever the set of cases."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hil.campaign.covering import Row, reduce

AXES = ("version", "suite", "level", "mode")


def pairs(rows: Iterable[Row]) -> set[tuple[object, ...]]:
    return {(i, row[i], j, row[j]) for row in rows for i, j in combinations(range(len(row)), 2)}


def test_a_whole_product_needs_no_more_than_its_two_longest_axes() -> None:
    rows = list(product(range(5), range(6), range(3), ("implicit", "explicit")))

    kept, reduction = reduce("TLS matrix", AXES, rows)

    assert len(kept) == 30  # 5 x 6: no array can be shorter
    assert pairs(kept) == pairs(rows)
    assert (reduction.cases, reduction.kept, len(reduction.left_out)) == (180, 30, 150)
    assert reduction.uncovered == ()
    assert reduction.axes["mode"] == ("implicit", "explicit")


@given(
    st.sets(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 2), st.booleans()),
        min_size=1,
        max_size=40,
    )
)
def test_of_any_set_of_cases_every_pair_stays_and_nothing_is_invented(chosen: set[Row]) -> None:
    rows = sorted(chosen)

    kept, reduction = reduce("some", AXES, rows)

    assert kept <= set(rows)
    assert pairs(kept) == pairs(rows)
    assert len(reduction.left_out) == len(rows) - len(kept)


def test_what_no_case_has_is_listed() -> None:
    rows: list[Row] = [("up", "RAM"), ("up", "UFS"), ("down", "RAM")]

    _, reduction = reduce("transfers", ("direction", "storage"), rows)

    assert reduction.uncovered == ("direction=down, storage=UFS",)


def test_cases_at_one_place_stay_together() -> None:
    rows: list[Row] = [(1, "a"), (1, "a"), (2, "b")]

    kept, reduction = reduce("twins", ("number", "letter"), rows)

    assert kept == {(1, "a"), (2, "b")}
    assert (reduction.cases, reduction.kept) == (3, 3)


@pytest.mark.parametrize("values", [((1,), (2,), (3,)), ((1, "a"),)])
def test_few_axes_and_few_cases_are_kept_whole(values: tuple[Row, ...]) -> None:
    axes = AXES[: len(values[0])]

    kept, _ = reduce("few", axes, list(values))

    assert kept == set(values)


def test_the_choice_is_the_same_each_time() -> None:
    rows = [row for row in product(range(4), range(4), range(3)) if sum(row) % 3]

    chosen = {reduce("again", AXES[:3], rows)[0] for _ in range(5)}

    assert len(chosen) == 1


def test_an_array_is_built_over_claimed_places_and_the_others_are_uncovered() -> None:
    places = list(product(("0", "1", "2"), ("a", "b"), ("x", "y")))

    kept, reduction = reduce("P", ("one", "two", "three"), places, claimed=lambda row: row[0] != "0")

    assert {row[0] for row in kept} == {"1", "2"}
    assert reduction.axes["one"] == ("1", "2")
    assert set(reduction.uncovered) == {"one=0, two=a", "one=0, two=b", "one=0, three=x", "one=0, three=y"}
    assert reduction.cases == len(places)
    assert "one=0, two=a, three=x" in reduction.left_out


def test_a_product_without_claimed_places_keeps_none() -> None:
    kept, reduction = reduce("P", ("one", "two"), [("0", "a"), ("0", "b")], claimed=lambda _row: False)

    assert kept == frozenset()
    assert reduction.uncovered == ("one=0, two=a", "one=0, two=b")
