"""An existing security file is never overwritten; it has to be deleted first (note 2.4)."""

from __future__ import annotations

import pytest

from hil.modem.exchange import CmeError
from hil.modem.modem import Modem

from ..responses import found, uploaded
from ..security_data import NAMES, Vacate

FILE_EXISTS = 4012  # note 3, Table 4

SMOKE = {"RAM:ca_cert.pem", "NVRAM:CA1"}


REFUSED = (  # name, requirement
    ("RAM:ca_cert.pem", "SECWRITE-12"),
    ("RAM:client_cert.pem", "SECWRITE-12"),
    ("RAM:client_key.pem", "SECWRITE-12"),
    ("NVRAM:CA0", "SECWRITE-13"),
    ("NVRAM:CA1", "SECWRITE-13"),
    ("NVRAM:CC0", "SECWRITE-13"),
    ("NVRAM:CK0", "SECWRITE-13"),
)


@pytest.mark.requirement("ERR-CME-4012")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[
                pytest.mark.requirement(requirement),
                *([pytest.mark.smoke] if name in SMOKE else []),
            ],
        )
        for name, requirement in REFUSED
    ],
)
def test_duplicate_upload_is_refused_and_the_stored_file_kept(
    name: str, vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, name)
    first = modem.security.write(name, b"the first file")
    assert first.ok, first.outcome
    before = modem.security.read(name)

    again = modem.security.write(name, b"another, longer file")

    assert isinstance(again.final, CmeError), again.outcome
    assert again.final.code == FILE_EXISTS
    assert modem.security.read(name).lines == before.lines


@pytest.mark.requirement("SECWRITE-14")
@pytest.mark.parametrize("name", ["RAM:client_key.pem", "NVRAM:CK0"])
def test_a_refused_upload_does_not_change_the_checksum(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    _, checksum = uploaded(modem.security.write(name, b"the first file"))
    before = found(modem.security.read(name))

    modem.security.write(name, b"the second file")

    assert found(modem.security.read(name)) == before
    vacate(modem, name)
    assert uploaded(modem.security.write(name, b"the first file")) == (14, checksum)


@pytest.mark.requirement("SECWRITE-15")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.smoke] if name == "NVRAM:CA0" else []) for name in NAMES],
)
def test_a_file_can_be_written_again_after_its_deletion(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    _, old = uploaded(modem.security.write(name, b"the first file"))

    modem.security.delete(name).check()

    size, new = uploaded(modem.security.write(name, b"another file"))
    assert size == 12
    assert new != old
