"""A probe never judges: a failed assertion makes it inconclusive."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from hil.verdict import Inconclusive


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Raise `Inconclusive` for a failed assertion."""
    try:
        return (yield)
    except AssertionError as trouble:
        raise Inconclusive(f"could not be measured: {trouble}") from trouble
