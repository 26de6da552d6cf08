"""The short names of markers and fixtures, which the cases of hil.suites use, and the fixture `vacate`."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.modem.modem import Modem
from hil.short_names import *  # noqa: F403 - a conftest offers every fixture of that module

from .security_data import Vacate


@pytest.fixture
def vacate() -> Iterator[Vacate]:
    """`vacate(modem, name, ...)` deletes these files now and again after the case."""
    kept: list[tuple[Modem, str]] = []

    def free(modem: Modem, *names: str) -> None:
        for name in names:
            modem.security.delete(name)
            kept.append((modem, name))

    yield free
    for modem, name in kept:
        modem.security.delete(name)
