"""The line of the progress, fitted to the columns of a terminal: the counts always, the rest where it has room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hil.results.failure_lines import shortened

BAR = 20
"""Columns of the bar."""

GAP = 2
"""Columns between two parts."""

LEAST_NAME = 16
"""A name in fewer columns tells nothing; it is left out."""


@dataclass(frozen=True, slots=True)
class FittedLine:
    """What stands on the line; `name` is empty where it has no room."""

    has_bar: bool
    numbers: str
    name: str


def fitted(numbers: Sequence[str], name: str, columns: int) -> FittedLine:
    """The line in so many columns; `numbers` are the same ones in words, the longest first.

    The numbers come first, then the name of the case, then the bar.
    """
    words = next((text for text in numbers if len(text) <= columns), numbers[-1][:columns])
    room = columns - len(words) - GAP
    has_bar = room >= BAR + (GAP + LEAST_NAME if name else 0)
    if has_bar:
        room -= BAR + GAP
    return FittedLine(has_bar, words, shortened(name, room) if name and room >= LEAST_NAME else "")
