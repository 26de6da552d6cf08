"""What the selection of a campaign left out: the record of one reduced product of axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reduction:
    """What the campaign kept of a product of axes.

    `uncovered` are the pairs of values, as `axis=value, axis=value`, that no case
    has; `left_out` are the places of the cases that were not kept.
    """

    product: str
    axes: Mapping[str, tuple[str, ...]]
    cases: int
    kept: int
    uncovered: tuple[str, ...]
    left_out: tuple[str, ...]
