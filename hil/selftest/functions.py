"""Test functions of node ids, and some cases of each."""

from __future__ import annotations

from collections.abc import Sequence
from zlib import crc32


def function_of(case: str) -> str:
    """The test function of a node id, without its parameters."""
    return case.partition("[")[0]


def some_of_each_function(cases: Sequence[str], most: int | None, *, salt: str = "") -> tuple[str, ...]:
    """At most so many cases of each test function in their order, drawn by a checksum of the salt and the node id; None is all."""
    if most is None:
        return tuple(cases)
    taken: dict[str, int] = {}
    kept = set()
    for case in sorted(cases, key=lambda case: crc32(f"{salt}{case}".encode())):
        count = taken[function_of(case)] = taken.get(function_of(case), 0) + 1
        if count <= most:
            kept.add(case)
    return tuple(case for case in cases if case in kept)
