"""One authority for all tests of this folder: keys take a while."""

from __future__ import annotations

import pytest

from hil.pki.authority import Authority


@pytest.fixture(scope="session")
def authority() -> Authority:
    return Authority()
