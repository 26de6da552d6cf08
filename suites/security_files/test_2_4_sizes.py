"""The sizes of security files: 1 to 32768 bytes in RAM, 1 to 2017 bytes in NVRAM (note 2.4, <filesize>)."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content

from ..controls import store, store_and_read
from ..responses import found, refusal_code, rejected, uploaded
from ..security_data import Vacate

ACCEPTED = (
    ("RAM:ca_cert.pem", 1, "SECWRITE-SIZE-RAM-01", False),
    ("RAM:ca_cert.pem", 32767, "SECWRITE-SIZE-RAM-04", False),
    ("RAM:ca_cert.pem", 32768, "SECWRITE-SIZE-RAM-03", True),
    ("NVRAM:CA0", 1, "SECWRITE-SIZE-NVRAM-01", False),
    ("NVRAM:CA0", 2016, "SECWRITE-SIZE-NVRAM-04", False),
    ("NVRAM:CA0", 2017, "SECWRITE-SIZE-NVRAM-03", True),
)

# the note states no code for these; three codes of Table 4 are possible (notes of the requirements)
REFUSED = (
    ("RAM:ca_cert.pem", 0, "SECWRITE-SIZE-RAM-02", False),
    ("RAM:ca_cert.pem", 32769, "SECWRITE-SIZE-RAM-05", True),
    ("NVRAM:CA0", 0, "SECWRITE-SIZE-NVRAM-02", False),
    ("NVRAM:CA0", 2018, "SECWRITE-SIZE-NVRAM-05", True),
)
CODES = (4008, 4011, 4013)

SLOTS = (  # the largest size, the requirements of that size and of one more, the names
    (
        32768,
        ("SECWRITE-SIZE-RAM-03", "SECWRITE-SIZE-RAM-05"),
        ("RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem"),
    ),
    (
        2017,
        ("SECWRITE-SIZE-NVRAM-03", "SECWRITE-SIZE-NVRAM-05"),
        ("NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0"),
    ),
)
AROUND = (2, 255, 256, 257, 1023, 1024, 1025, 1460, 2016, 2048, 4096, 16384)
"""Sizes around powers of two, and that of a segment."""
TOO_LARGE = (65535, 65536, 65537)
"""Sizes that are legal, or none, in 16 bits."""


def rows(table: tuple[tuple[str, int, str, bool], ...]) -> list[object]:
    """The rows as parameter sets with their markers."""
    return [
        pytest.param(
            name,
            size,
            requirement,
            id=f"{name.partition(':')[0]}-{size}",
            marks=[pytest.mark.requirement(requirement), *([pytest.mark.smoke] if smoke else [])],
        )
        for name, size, requirement, smoke in table
    ]


@pytest.mark.parametrize(("name", "size", "requirement"), rows(ACCEPTED))
def test_a_file_of_a_legal_size_is_stored(
    name: str, size: int, requirement: str, vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, name)

    exchange = modem.security.write(name, sample_content(size, name), timeout_s=200)

    expect(uploaded(exchange, requirement)[0], requirement, what="<uploadsize>").equals(size)
    expect(found(modem.security.read(name), requirement)[0], requirement, what="<good>").equals(1)


@pytest.mark.parametrize(("name", "size", "requirement"), rows(REFUSED))
def test_a_file_of_an_illegal_size_is_refused_before_connect(
    name: str, size: int, requirement: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, name)

    exchange = modem.send(f'AT+QSECWRITE="{name}",{size},200')

    observe("code", refusal_code(exchange, requirement))
    expect(exchange, requirement).refused_with(*CODES)
    expect(modem.security.read(name), requirement).refused_with(4010)
    store_and_read(modem, vacate, name)


@pytest.mark.parametrize(
    ("name", "size", "ids"),
    [
        pytest.param(name, largest, ids, id=name, marks=pytest.mark.requirement(*ids))
        for largest, ids, names in SLOTS
        for name in names
    ],
)
def test_each_name_takes_the_same_sizes(
    name: str, size: int, ids: tuple[str, str], vacate: Vacate, modem: Modem
) -> None:
    accepted, refused = ids
    vacate(modem, name)

    with expect_all():
        for each in (*(smaller for smaller in AROUND if smaller < size), size):
            written = modem.security.write(name, sample_content(each, (name, each)), timeout_s=200)
            count, _ = uploaded(written, accepted)
            expect(count, accepted, what=f"<uploadsize> of {each} bytes").equals(each)
            good, _ = found(modem.security.read(name), accepted)
            expect(good, accepted, what=f"<good> of {each} bytes").equals(1)
            preamble(modem.security.delete(name)).succeeded()
        for beyond in (size + 1, *TOO_LARGE, 0x10000 + size):
            too_large = modem.send(f'AT+QSECWRITE="{name}",{beyond},200')
            expect(too_large, refused).refused_with(*CODES)
            expect(modem.security.read(name), refused).refused_with(4010)


@pytest.mark.requirement("SECWRITE-SIZE-01")
@pytest.mark.parametrize(
    "size",
    [pytest.param("-1", id="negative"), pytest.param("abc", id="letters"), pytest.param("", id="empty")],
)
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA0"])
def test_a_malformed_size_is_refused(
    name: str, size: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, name)

    exchange = modem.send(f'AT+QSECWRITE="{name}",{size}')

    observe("refusal", exchange.outcome)
    rejected(exchange, "SECWRITE-SIZE-01")
    store(modem, vacate, name)


@pytest.mark.requirement("SECWRITE-SIZE-02")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA0"])
def test_a_missing_size_is_refused(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)

    exchange = modem.send(f'AT+QSECWRITE="{name}"')

    rejected(exchange, "SECWRITE-SIZE-02")
    store(modem, vacate, name)
