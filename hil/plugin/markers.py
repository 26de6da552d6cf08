"""The markers of a test: by name, with the prefix or without it, and what they name.

A marker without prefix counts in hil.suites and where a project opted in.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from hil.plugin import MARKERS, PREFIX, SHORT_NAMES
from hil.plugin.declared import declared_by_others

NAMES = frozenset(marker.partition(":")[0].partition("(")[0] for marker in MARKERS)
"""The names of the markers, without prefix."""

MARKER = "requirement"
OURS = "hil.fixtures."
"""The modules of our fixtures."""

MATRIX = "TLS matrix"
"""The product whose places the marker `matrix` gives."""


def own_marks(item: pytest.Item) -> Iterator[tuple[str, pytest.Mark]]:
    """Each marker of a test that is ours, innermost scope first, with its name without prefix."""
    for mark in item.iter_markers():
        name = mark.name.removeprefix(PREFIX)
        if name in NAMES and (
            not _is_theirs(item, mark.name) if name != mark.name else has_short_names(item)
        ):
            yield name, mark


def _is_theirs(item: pytest.Item, name: str) -> bool:
    """Whether a marker under our name is one of the project: it declares it, and the test has no fixture of ours."""
    if name not in declared_by_others(item.config):
        return False
    found: dict[str, Any] = getattr(getattr(item, "_fixtureinfo", None), "name2fixturedefs", {})
    return not any(definitions[-1].func.__module__.startswith(OURS) for definitions in found.values())


def marks(item: pytest.Item, name: str) -> Iterator[pytest.Mark]:
    """The markers of that name (without prefix), innermost scope first."""
    return (mark for own, mark in own_marks(item) if own == name)


def closest(item: pytest.Item, name: str) -> pytest.Mark | None:
    """The innermost marker of that name (without prefix)."""
    return next(marks(item, name), None)


def requirement_ids(item: pytest.Item) -> tuple[str, ...]:
    """The ids that the markers of a test name, outermost scope first, each once."""
    outermost_first = reversed(list(marks(item, MARKER)))
    return tuple(dict.fromkeys(identifier for mark in outermost_first for identifier in mark.args))


def place(item: pytest.Item) -> tuple[str, dict[str, Any]] | None:
    """The product of axes that a test belongs to, and its place there; None if it stands alone."""
    axes = closest(item, "axes")
    if axes is not None:
        return str(axes.args[0]), dict(axes.kwargs)
    matrix = closest(item, "matrix")
    return (MATRIX, dict(matrix.kwargs)) if matrix is not None else None


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
