"""The order of the tests: files that take longest by themselves begin first, so that no worker waits for one at the end."""

from __future__ import annotations

import pytest

FIRST = (
    "soak/test_mishaps.py",
    "defects/test_defects.py",
    "soak/test_soak.py",
    "frontends/test_gsm0710muxd.py",
)
"""Files that mostly wait, longest first; the workers of `make test` take a file at a time."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of `FIRST` in front, in that order."""
    items.sort(
        key=lambda item: next(
            (i for i, name in enumerate(FIRST) if item.path.as_posix().endswith(name)), len(FIRST)
        )
    )
