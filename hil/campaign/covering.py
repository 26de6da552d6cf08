"""Pairwise reduction: a subset of the cases on common axes that has every pair of values that any case has.

covertable computes the array.  Only places of existing cases are rows: a pair
that no case has cannot be covered, and is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import combinations
from math import prod

from hil.results.reduction import Reduction

Row = tuple[Hashable, ...]
Pair = tuple[int, Hashable, int, Hashable]


def reduce(
    product: str,
    axes: Sequence[str],
    places: Sequence[Row],
    *,
    claimed: Callable[[Row], bool] = lambda _row: True,
) -> tuple[frozenset[Row], Reduction]:
    """The places to keep; the result depends only on the places and their order.

    The array is built over the places that are claimed; a pair that only others have
    is uncovered.
    """
    everything = list(dict.fromkeys(places))
    rows = [row for row in everything if claimed(row)]
    values = [list(dict.fromkeys(row[axis] for row in rows)) for axis in range(len(axes))]
    kept = _complete(rows, _array(values, rows))
    of_all = [list(dict.fromkeys(row[axis] for row in everything)) for axis in range(len(axes))]
    possible, existing = prod(map(len, of_all)), _pairs(rows)
    missing = () if possible == len(rows) else _missing(axes, of_all, existing)
    return kept, Reduction(
        product=product,
        axes={axis: tuple(map(str, of_axis)) for axis, of_axis in zip(axes, values, strict=True)},
        cases=len(places),
        kept=sum(row in kept for row in places),
        uncovered=missing,
        left_out=tuple(_place(axes, row) for row in everything if row not in kept),
    )


def _array(values: Sequence[Sequence[Hashable]], rows: Sequence[Row]) -> list[Row]:
    """A covering array over the indices of values, so that it does not depend on how values compare or print."""
    from covertable import make  # noqa: PLC0415 - other campaigns need none

    if len(values) < 2 or not rows:
        return list(rows)
    names = [str(axis) for axis in range(len(values))]
    existing = {
        tuple(of_axis.index(value) for of_axis, value in zip(values, row, strict=True)) for row in rows
    }
    allowed = {
        "operator": "fn",
        "requires": names,
        "evaluate": lambda row: tuple(row[name] for name in names) in existing,
    }
    complete = len(existing) == prod(map(len, values))
    made = make(
        {name: list(range(len(of_axis))) for name, of_axis in zip(names, values, strict=True)},
        constraints=None if complete else [allowed],
    )
    return [tuple(values[axis][row[name]] for axis, name in enumerate(names)) for row in made]


def _complete(rows: Sequence[Row], array: Iterable[Row]) -> frozenset[Row]:
    """The array, and a row for each pair that it does not have."""
    existing = set(rows)
    kept = [row for row in array if row in existing]
    covered = _pairs(kept)
    for row in rows:
        of_row = _pairs([row])
        if not of_row <= covered:
            kept.append(row)
            covered |= of_row
    return frozenset(kept)


def _pairs(rows: Iterable[Row]) -> set[Pair]:
    return {
        (first, row[first], second, row[second])
        for row in rows
        for first, second in combinations(range(len(row)), 2)
    }


def _missing(
    axes: Sequence[str], values: Sequence[Sequence[Hashable]], existing: set[Pair]
) -> tuple[str, ...]:
    return tuple(
        f"{axes[first]}={left}, {axes[second]}={right}"
        for first, second in combinations(range(len(axes)), 2)
        for left in values[first]
        for right in values[second]
        if (first, left, second, right) not in existing
    )


def _place(axes: Sequence[str], row: Row) -> str:
    return ", ".join(f"{axis}={value}" for axis, value in zip(axes, row, strict=True))
