from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from tests.emulator.dte import Bench, Dte


@pytest.fixture
def bench() -> Iterator[Bench]:
    before = threading.active_count()
    bench = Bench()
    yield bench
    bench.close()
    assert threading.active_count() == before


@pytest.fixture
def dte(bench: Bench) -> Dte:
    return bench.dte
