"""A probe never judges: what stood in its way makes it inconclusive, not the DUT a failure."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from hil.verdict import Inconclusive


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """An expectation on the way to the measurement did not hold."""
    try:
        return (yield)
    except AssertionError as trouble:
        raise Inconclusive(f"could not be measured: {trouble}") from trouble
