"""The markers that pytest is told of, and those under our names that somebody else has declared."""

from __future__ import annotations

import pytest

from hil.plugin import MARKERS, PREFIX, SHORT_NAMES

LINES = tuple(f"{PREFIX}{marker}" for marker in MARKERS)
"""What pytest is told of our markers."""

NAMES = frozenset(line.partition(":")[0].partition("(")[0] for line in LINES)

_OTHERS: pytest.StashKey[tuple[int, frozenset[str]]] = pytest.StashKey()
"""In the config: the number of declarations that were looked at, and what others have declared in them."""


@pytest.hookimpl(trylast=True)  # behind the project, which may declare one of the names
def pytest_configure(config: pytest.Config) -> None:
    """Register the markers that nobody else declares; a project that opted in gets the short names too."""
    theirs = declared_by_others(config)
    for line in LINES:
        if _name(line) not in theirs:
            config.addinivalue_line("markers", line)
    if config.getini(SHORT_NAMES):
        config.pluginmanager.import_plugin("hil.short_names")


def declared_by_others(config: pytest.Config) -> frozenset[str]:
    """The markers under our names that an ini file, a conftest or another plugin declares in words of its own."""
    lines = config.getini("markers")
    seen, found = config.stash.get(_OTHERS, (0, frozenset[str]()))
    if seen != len(lines):
        found = NAMES.intersection(_name(line) for line in lines if line not in LINES)
        config.stash[_OTHERS] = len(lines), found
    return found


def _name(line: str) -> str:
    return line.partition(":")[0].partition("(")[0].strip()
