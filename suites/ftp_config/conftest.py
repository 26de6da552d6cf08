"""Restores the settings that other suites rely on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.modem.modem import Modem


@pytest.fixture
def restored_modem(modem: Modem) -> Iterator[Modem]:
    """The DUT; after the case types 5 and 6 are 0 again: transparent UART, address of the passive reply."""
    yield modem
    modem.ftp.apply({5: 0, 6: 0})
