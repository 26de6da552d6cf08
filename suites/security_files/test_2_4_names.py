"""The names of security files (note 2.4, Table 3)."""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.modem.exchange import CmeError
from hil.modem.modem import Modem

from ..responses import cme_error, found, uploaded
from ..security_data import NVRAM_NAMES, Vacate

DATA = b"m95-hil: a hundred bytes of no particular meaning ".ljust(100, b".")

LEGAL = (
    ("RAM:ca_cert.pem", ("NAME-01", "SECWRITE-19"), True),
    ("RAM:client_cert.pem", ("NAME-02", "SECWRITE-19"), False),
    ("RAM:client_key.pem", ("NAME-03", "SECWRITE-19"), False),
    ("NVRAM:CA0", ("NAME-04", "SECWRITE-19"), True),
    ("NVRAM:CA1", ("NAME-05", "SECWRITE-19"), False),
    ("NVRAM:CC0", ("NAME-06", "SECWRITE-19"), False),
    ("NVRAM:CK0", ("NAME-07", "SECWRITE-19"), False),
)

ILLEGAL = (
    ("NVRAM:CA2", "NAME-08", True),
    ("NVRAM:CA", "NAME-08", False),
    ("NVRAM:CC1", "NAME-09", False),
    ("NVRAM:CK1", "NAME-10", False),
    ("NVRAM:ca_cert.pem", "NAME-11", False),
    ("NVRAM:", "NAME-11", False),
    ("UFS:ca_cert.pem", "NAME-12", False),
    ("XYZ:ca_cert.pem", "NAME-12", False),
    ("ca_cert.pem", "NAME-12", False),
    ("RAM:", "NAME-12", False),
)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            marks=[pytest.mark.requirement(*requirements), *([pytest.mark.smoke] if smoke else [])],
        )
        for name, requirements, smoke in LEGAL
    ],
)
def test_a_file_is_stored_under_each_name_of_table_3(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)

    exchange = modem.security.write(name, DATA)

    assert exchange.lines[:1] == ("CONNECT",)
    assert uploaded(exchange)[0] == 100
    assert modem.security.read(name).ok


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(
            name,
            id=name,
            marks=[
                pytest.mark.requirement(requirement, "SECWRITE-23"),
                *([pytest.mark.smoke] if smoke else []),
            ],
        )
        for name, requirement, smoke in ILLEGAL
    ],
)
def test_a_name_outside_table_3_is_refused(name: str, vacate: Vacate, modem: Modem, observe: Observe) -> None:
    vacate(modem, "NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0", "RAM:ca_cert.pem")

    exchange = modem.send(f'AT+QSECWRITE="{name}",100')

    observe("code", cme_error(exchange))


@pytest.mark.requirement("NAME-14", "SECREAD-08")
def test_nvram_stores_two_cas_a_client_certificate_and_its_key(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, *NVRAM_NAMES)
    for number, name in enumerate(NVRAM_NAMES):
        assert uploaded(modem.security.write(name, bytes([number + 1]) + DATA))[0] == 101

    readings = [found(modem.security.read(name)) for name in NVRAM_NAMES]

    assert [good for good, _ in readings] == [1, 1, 1, 1]
    assert len({checksum for _, checksum in readings}) == 4


@pytest.mark.requirement("SECWRITE-18")
@pytest.mark.parametrize(
    ("name", "elsewhere"),
    [("RAM:ca_cert.pem", "NVRAM:CA0"), ("NVRAM:CA0", "RAM:ca_cert.pem"), ("NVRAM:CA0", "RAM:CA0")],
)
def test_a_file_is_only_in_the_storage_of_its_prefix(
    name: str, elsewhere: str, vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, name, elsewhere)

    modem.security.write(name, DATA).check()

    assert modem.security.read(name).ok
    assert cme_error(modem.security.read(elsewhere)) == 4010


@pytest.mark.requirement("NAME-13", "NAME-16")
@pytest.mark.parametrize(
    "name", ["RAM:my_ca.pem", "RAM:cacert.pem", "RAM:a", "RAM:name with blanks", "RAM:CA_CERT.PEM"]
)
def test_whether_ram_accepts_other_names_is_recorded(
    name: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, "RAM:ca_cert.pem", name)

    exchange = modem.security.write(name, DATA)

    observe(f"AT+QSECWRITE={name!r}", exchange.outcome)
    if isinstance(exchange.final, CmeError):
        assert exchange.final.code == 4013
    else:
        assert modem.security.read(name).ok


@pytest.mark.requirement("NAME-13")
@pytest.mark.parametrize(
    ("name", "other"),
    [("RAM:ca_cert.pem", "RAM:CA_CERT.PEM"), ("NVRAM:CA0", "NVRAM:ca0"), ("NVRAM:CA0", "nvram:CA0")],
)
def test_whether_case_matters_in_a_name_is_recorded(
    name: str, other: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, name)
    modem.security.write(name, DATA).check()

    observe(f"AT+QSECREAD={other!r} of {name!r}", modem.security.read(other).outcome)

    assert modem.security.read(name).ok


@pytest.mark.requirement("NAME-15", "NAME-16")
@pytest.mark.parametrize("length", [32, 64, 128, 200])
def test_the_length_limit_of_a_ram_name_is_recorded(
    length: int, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    name = "RAM:" + "n" * length
    vacate(modem, name)

    exchange = modem.security.write(name, DATA)

    observe(f"a name of {length} characters", exchange.outcome)
    assert exchange.ok or isinstance(exchange.final, CmeError)
    assert modem.security.read(name).ok is exchange.ok
