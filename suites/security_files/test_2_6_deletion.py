"""AT+QSECDEL deletes the named file and no other (note 2.6)."""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import cme_error, found
from ..security_data import NAMES, NVRAM_NAMES, Vacate

NOT_FOUND, INVALID = 4010, 4013  # note 3, Table 4

DELETED = (  # name, requirement
    ("RAM:ca_cert.pem", "SECDEL-03"),
    ("RAM:client_cert.pem", "SECDEL-03"),
    ("RAM:client_key.pem", "SECDEL-03"),
    ("NVRAM:CA0", "SECDEL-04"),
    ("NVRAM:CA1", "SECDEL-04"),
    ("NVRAM:CC0", "SECDEL-04"),
    ("NVRAM:CK0", "SECDEL-04"),
)
SMOKE_STORED, SMOKE_ABSENT = {"RAM:ca_cert.pem", "NVRAM:CA0"}, "RAM:ca_cert.pem"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[
                pytest.mark.requirement(requirement, "SECDEL-05"),
                *([pytest.mark.smoke] if name in SMOKE_STORED else []),
            ],
        )
        for name, requirement in DELETED
    ],
)
def test_a_deleted_file_is_not_found(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    modem.security.write(name, sample_content(1419, name)).check()

    exchange = modem.security.delete(name)

    assert exchange.lines == ("OK",)
    assert cme_error(modem.security.read(name)) == NOT_FOUND
    assert cme_error(modem.security.delete(name)) == NOT_FOUND


@pytest.mark.requirement("SECDEL-06", "SECDEL-11", "ERR-GEN-02")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.smoke] if name == SMOKE_ABSENT else []) for name in NAMES],
)
def test_a_missing_file_cannot_be_deleted(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)

    exchange = modem.security.delete(name)

    assert cme_error(exchange) == NOT_FOUND
    assert len(exchange.lines) == 1


@pytest.mark.requirement("SECDEL-07", "SECDEL-11")
@pytest.mark.parametrize("name", ["NVRAM:CA9", "XYZ:a", ""])
def test_an_illegal_name_is_refused(name: str, modem: Modem, observe: Observe) -> None:
    exchange = modem.security.delete(name)

    code = cme_error(exchange)
    observe("code", code)
    assert code in {NOT_FOUND, INVALID}


@pytest.mark.requirement("SECDEL-08")
@pytest.mark.parametrize("name", [*NVRAM_NAMES, "RAM:client_cert.pem"])
def test_the_other_files_are_kept(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, *NAMES)
    for other in NAMES:
        modem.security.write(other, sample_content(200, other)).check()
    others = [other for other in NAMES if other != name]
    before = {other: modem.security.read(other).lines for other in others}

    modem.security.delete(name).check()

    assert {other: modem.security.read(other).lines for other in others} == before
    assert [found(modem.security.read(other))[0] for other in others] == [1] * 6
    assert cme_error(modem.security.read(name)) == NOT_FOUND
