"""The markers of a test by name: with the prefix anywhere, without it in hil.suites and where a project opted in."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import pytest

from hil.plugin import MARKERS, PREFIX, SHORT_NAMES

NAMES = frozenset(marker.partition(":")[0].partition("(")[0] for marker in MARKERS)
"""The names of the markers, without prefix."""


def own_marks(item: pytest.Item) -> Iterator[tuple[str, pytest.Mark]]:
    """Each marker of a test that is ours, innermost scope first, with its name without prefix."""
    for mark in item.iter_markers():
        name = mark.name.removeprefix(PREFIX)
        if name in NAMES and (name != mark.name or has_short_names(item)):
            yield name, mark


def marks(item: pytest.Item, name: str) -> Iterator[pytest.Mark]:
    """The markers of that name (without prefix), innermost scope first."""
    return (mark for own, mark in own_marks(item) if own == name)


def closest(item: pytest.Item, name: str) -> pytest.Mark | None:
    """The innermost marker of that name (without prefix)."""
    return next(marks(item, name), None)


def has_short_names(item: pytest.Item) -> bool:
    """Whether a marker without prefix is ours at this test."""
    return bool(item.config.getini(SHORT_NAMES)) or is_of_suites(item.path)


@cache
def is_of_suites(path: Path) -> bool:
    """Whether a file or folder lies in hil.suites."""
    resolved = path.resolve()
    return any(resolved.is_relative_to(home) for home in suite_folders())


@cache
def suite_folders() -> tuple[Path, ...]:
    """Where hil.suites is installed."""
    spec = find_spec("hil.suites")
    places = spec.submodule_search_locations if spec else None
    return tuple(Path(place).resolve() for place in places or ())
