"""Settings that other suites take for granted, put back after the cases that change them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hil.modem.modem import Modem


@pytest.fixture
def restored_modem(modem: Modem) -> Iterator[Modem]:
    """The DUT; afterwards the UART is transparent and the address of a passive reply counts (types 5 and 6)."""
    yield modem
    modem.ftp.apply({5: 0, 6: 0})
