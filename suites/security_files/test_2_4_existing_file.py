"""An existing security file is never overwritten: it has to be deleted first (note 2.4)."""

from __future__ import annotations

import pytest

from hil.modem.exchange import CmeError
from hil.modem.modem import Modem

FILE_EXISTS = 4012  # note 3, Table 4


@pytest.mark.smoke
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("RAM:ca_cert.pem", marks=pytest.mark.requirement("SECWRITE-12", "ERR-CME-4012")),
        pytest.param("NVRAM:CA1", marks=pytest.mark.requirement("SECWRITE-13", "ERR-CME-4012")),
    ],
)
def test_duplicate_upload_is_refused_and_the_stored_file_kept(name: str, modem: Modem) -> None:
    modem.security.delete(name)
    first = modem.security.write(name, b"the first file")
    assert first.ok, first.outcome
    before = modem.security.read(name)

    again = modem.security.write(name, b"another, longer file")

    assert isinstance(again.final, CmeError), again.outcome
    assert again.final.code == FILE_EXISTS
    assert modem.security.read(name).lines == before.lines
    modem.security.delete(name)
