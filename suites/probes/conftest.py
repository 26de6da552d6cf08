"""A probe never judges: a step that fails leaves its question open.  What it changes is undone after it."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator

import pytest

from hil.modem.exchange import UnexpectedResult
from hil.modem.modem import Modem
from hil.verdict import Cause, Inconclusive


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Raise `Inconclusive` for a step that did not succeed."""
    try:
        return (yield)
    except (AssertionError, UnexpectedResult, Inconclusive) as trouble:
        raise Inconclusive(f"could not be measured: {trouble}", Cause.LEFT_OPEN) from trouble


@pytest.fixture
def afterwards(modem: Modem) -> Iterator[Callable[[str], None]]:
    """`afterwards(line)` sends a command line after the probe, whatever happened in it; the last one first."""
    lines: list[str] = []
    yield lines.append
    for line in reversed(lines):
        modem.send(line)
    if lines:  # the driver did not see what was set by these lines
        modem.ssl.forget()
        modem.ftp.forget()
