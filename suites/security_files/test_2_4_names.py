"""The names of security files (note 2.4, Table 3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem

from ..controls import control_name, store, store_and_read
from ..responses import found, refusal_code, rejected, uploaded
from ..security_data import NVRAM_NAMES, Vacate, delete

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
    ("name", "requirements"),
    [
        pytest.param(
            name,
            requirements,
            id=name,
            marks=[pytest.mark.requirement(*requirements), *([pytest.mark.smoke] if smoke else [])],
        )
        for name, requirements, smoke in LEGAL
    ],
)
def test_a_file_is_stored_under_each_name_of_table_3(
    name: str, requirements: tuple[str, ...], vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, name)

    size, _ = uploaded(modem.security.write(name, DATA), *requirements)
    good, _ = found(modem.security.read(name), *requirements)

    expect(size, *requirements, what="<uploadsize>").equals(100)
    expect(good, *requirements, what="<good>").equals(1)


@pytest.mark.parametrize(
    ("name", "requirement"),
    [
        pytest.param(
            name,
            requirement,
            id=name,
            marks=[
                pytest.mark.requirement(requirement, "SECWRITE-23"),
                *([pytest.mark.smoke] if smoke else []),
            ],
        )
        for name, requirement, smoke in ILLEGAL
    ],
)
def test_a_name_outside_table_3_is_refused(
    name: str, requirement: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, "NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0", "RAM:ca_cert.pem")

    exchange = modem.send(f'AT+QSECWRITE="{name}",100')

    observe("code", refusal_code(exchange, requirement, "SECWRITE-23"))
    store(modem, vacate, control_name(name))


@pytest.mark.requirement("NAME-14", "SECREAD-08")
def test_nvram_stores_two_cas_a_client_certificate_and_its_key(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, *NVRAM_NAMES)
    for number, name in enumerate(NVRAM_NAMES):
        size, _ = uploaded(modem.security.write(name, bytes([number + 1]) + DATA), "NAME-14")
        expect(size, "NAME-14", what=f"<uploadsize> of {name}").equals(101)

    readings = [found(modem.security.read(name), "NAME-14", "SECREAD-08") for name in NVRAM_NAMES]

    expect([good for good, _ in readings], "NAME-14", what="<good> of the four files").equals([1, 1, 1, 1])
    expect(
        {checksum for _, checksum in readings}, "NAME-14", what="different checksums of four different files"
    ).has_length(4)


@pytest.mark.requirement("SECWRITE-18")
@pytest.mark.parametrize(
    ("name", "elsewhere", "codes"),
    [
        pytest.param("RAM:ca_cert.pem", "NVRAM:CA0", (4010,), id="RAM:ca_cert.pem-NVRAM:CA0"),
        pytest.param("NVRAM:CA0", "RAM:ca_cert.pem", (4010,), id="NVRAM:CA0-RAM:ca_cert.pem"),
        pytest.param("NVRAM:CA0", "RAM:CA0", (4010, 4013), id="NVRAM:CA0-RAM:CA0"),  # not in Table 3: NAME-13
    ],
)
def test_a_file_is_only_in_the_storage_of_its_prefix(
    name: str, elsewhere: str, codes: tuple[int, ...], vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, name, elsewhere)

    preamble(modem.security.write(name, DATA)).succeeded()

    found(modem.security.read(name), "SECWRITE-18")
    expect(modem.security.read(elsewhere), "SECWRITE-18").refused_with(*codes)


@pytest.mark.requirement("NAME-13", "NAME-16")
@pytest.mark.parametrize(
    "name", ["RAM:my_ca.pem", "RAM:cacert.pem", "RAM:a", "RAM:name with blanks", "RAM:CA_CERT.PEM"]
)
def test_whether_ram_accepts_other_names_is_recorded(
    name: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, "RAM:ca_cert.pem", name)

    exchange = modem.security.write(name, DATA)

    observe(f"AT+QSECWRITE of {name}", exchange.outcome)
    if exchange.ok:
        good, _ = found(modem.security.read(name), "NAME-16")
        expect(good, "NAME-16", what="<good>").equals(1)
    else:
        expect(exchange, "NAME-13").refused()
        store(modem, vacate, control_name(name))


@pytest.mark.requirement("NAME-13")
@pytest.mark.parametrize(
    ("name", "other"),
    [("RAM:ca_cert.pem", "RAM:CA_CERT.PEM"), ("NVRAM:CA0", "NVRAM:ca0"), ("NVRAM:CA0", "nvram:CA0")],
)
def test_whether_case_matters_in_a_name_is_recorded(
    name: str, other: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, name, other)
    preamble(modem.security.write(name, DATA)).succeeded()

    observe(f"AT+QSECREAD of {other}, stored as {name}", modem.security.read(other).outcome)

    expect(modem.security.read(name), "NAME-13").succeeded()


@pytest.mark.requirement("NAME-15", "NAME-16")
@pytest.mark.parametrize("length", [32, 64, 128, 200])
def test_the_length_limit_of_a_ram_name_is_recorded(
    length: int, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    names = [f"RAM:{'n' * size}" for size in (length * 3 // 4, length - 1, length)]
    others = [other for name in names for other in (name[:-1], f"{name[:-1]}m")]
    vacate(modem, *names, *others)
    accepted = []

    for name in names:
        exchange = modem.security.write(name, DATA)
        observe(f"a name of {len(name) - len('RAM:')} characters", exchange.outcome)
        reading = modem.security.read(name)
        if not exchange.ok:
            rejected(exchange, "NAME-15")  # the parser of the command line has limits, too
            rejected(reading, "NAME-16")
            continue
        accepted.append(name)
        good, _ = found(reading, "NAME-16")
        expect(good, "NAME-16", what="<good>").equals(1)
        for other in (name[:-1], f"{name[:-1]}m"):
            rejected(modem.security.read(other), "NAME-16")
        preamble(delete(modem, name)).accepted()

    if len(accepted) < len(names):
        store_and_read(modem, vacate, control_name(names[0]))
