"""Restores the settings that other suites rely on."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from hil.modem.modem import Modem

from ..restoring import carry_out


@pytest.fixture
def restored_modem(modem: Modem) -> Iterator[Modem]:
    """The DUT; after the case types 5 and 6 are 0 again: transparent UART, address of the passive reply."""
    yield modem
    carry_out(partial(modem.ftp.apply, {kind: 0}) for kind in (5, 6))
