"""The DUT with an empty local storage."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import pytest

from hil.modem.modem import Modem

from ..restoring import carry_out
from .local_files import delete_files


@pytest.fixture
def clean_storage(online_modem: Modem) -> Iterator[Modem]:
    """The DUT without local files of these cases, before and after; then type 4 is the UART again."""
    delete_files(online_modem)
    yield online_modem
    carry_out((lambda: online_modem.ftp.configure(4, "/COM/").check(), partial(delete_files, online_modem)))
