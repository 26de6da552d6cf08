"""An existing security file is never overwritten; it has to be deleted first (note 2.4)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.modem.modem import Modem

from ..responses import found, rejected, uploaded
from ..security_data import NAMES, Vacate, delete

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


WRONG = ("0", "2018", "32769", "65536", "100,2", "100,201", "100,100,1", "-1", "", "x")
"""Size, or size and timeout: each is refused for the file that exists, and most for themselves, too."""
LEGAL = tuple(f"{size},{timeout}" for size, timeout in zip(range(10, 19), range(3, 12), strict=True))
"""Size and timeout of uploads that are refused for the file that exists only."""


@pytest.mark.requirement("ERR-CME-4012", "SECWRITE-14")
@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        pytest.param(
            name,
            requirement,
            id=name,
            marks=[
                pytest.mark.requirement(requirement),
                *([pytest.mark.smoke] if name in SMOKE else []),
            ],
        )
        for name, requirement in REFUSED
    ],
)
def test_duplicate_upload_is_refused_and_the_stored_file_kept(
    name: str, requirement: str, vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, name)
    preamble(modem.security.write(name, b"the first file")).succeeded()
    before = found(modem.security.read(name))

    again = modem.security.write(name, b"another, longer file")

    expect(again, "ERR-CME-4012", requirement).refused_with(FILE_EXISTS)
    after = found(modem.security.read(name), "SECWRITE-14")
    expect(after, "SECWRITE-14", what="flag and checksum of the first file").equals(before)
    for parameters in LEGAL:
        legal = modem.send(f'AT+QSECWRITE="{name}",{parameters}')
        expect(legal, "ERR-CME-4012", requirement).refused_with(FILE_EXISTS)
    for parameters in WRONG:
        rejected(modem.send(f'AT+QSECWRITE="{name}",{parameters}'), requirement)
        after = found(modem.security.read(name), "SECWRITE-14")
        what = f"flag and checksum of the first file after a refused upload of {parameters}"
        expect(after, "SECWRITE-14", what=what).equals(before)


@pytest.mark.requirement("SECWRITE-14")
@pytest.mark.parametrize("name", ["RAM:client_key.pem", "NVRAM:CK0"])
def test_a_refused_upload_does_not_change_the_checksum(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    _, checksum = uploaded(modem.security.write(name, b"the first file"))
    before = found(modem.security.read(name))

    expect(modem.security.write(name, b"the second file"), "SECWRITE-14").refused_with(FILE_EXISTS)

    after = found(modem.security.read(name), "SECWRITE-14")
    expect(after, "SECWRITE-14", what="flag and checksum of the first file").equals(before)
    vacate(modem, name)
    _, again = uploaded(modem.security.write(name, b"the first file"))
    expect(again, "SECWRITE-14", what="the checksum of the first file, stored again").equals(checksum)


@pytest.mark.requirement("SECWRITE-15")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.smoke] if name == "NVRAM:CA0" else []) for name in NAMES],
)
def test_a_file_can_be_written_again_after_its_deletion(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    _, old = uploaded(modem.security.write(name, b"the first file"))

    preamble(delete(modem, name)).accepted()

    size, new = uploaded(modem.security.write(name, b"another file"), "SECWRITE-15")
    expect(size, "SECWRITE-15", what="<uploadsize>").equals(12)
    expect(new, "SECWRITE-15", what="the checksum of the second file").differs_from(old)
