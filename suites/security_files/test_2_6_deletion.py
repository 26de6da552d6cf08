"""AT+QSECDEL deletes the named file and no other (note 2.6)."""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.spec.codes import ResultCode

from ..controls import control_name, store_and_delete
from ..responses import found, refusal_code, uploaded
from ..security_data import NAMES, NVRAM_NAMES, Vacate, delete

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
    ("name", "requirement"),
    [
        pytest.param(
            name,
            requirement,
            id=name,
            marks=[
                pytest.mark.requirement(requirement, "SECDEL-05"),
                *([pytest.mark.smoke] if name in SMOKE_STORED else []),
            ],
        )
        for name, requirement in DELETED
    ],
)
def test_a_deleted_file_is_not_found(name: str, requirement: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    preamble(modem.security.write(name, sample_content(1419, name))).succeeded()
    preamble(found(modem.security.read(name))[0], what="<good>").equals(1)

    exchange = delete(modem, name)

    expect(exchange, requirement).accepted()
    expect(modem.security.read(name), "SECDEL-05").refused_with(NOT_FOUND)
    expect(modem.security.delete(name), requirement).refused_with(NOT_FOUND)


@pytest.mark.requirement("SECDEL-06", "SECDEL-11", "ERR-GEN-02")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.smoke] if name == SMOKE_ABSENT else []) for name in NAMES],
)
def test_a_missing_file_cannot_be_deleted(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)

    exchange = modem.security.delete(name)

    expect(exchange, "SECDEL-06", "SECDEL-11", "ERR-GEN-02").refused_with(NOT_FOUND)
    store_and_delete(modem, vacate, name)


@pytest.mark.requirement("SECDEL-07", "SECDEL-11")
@pytest.mark.parametrize("name", ["NVRAM:CA9", "XYZ:a", ""])
def test_an_illegal_name_is_refused(name: str, vacate: Vacate, modem: Modem, observe: Observe) -> None:
    store_and_delete(modem, vacate, control_name(name))

    exchange = modem.security.delete(name)

    if not name and exchange.final is ResultCode.ERROR:
        left_open("an empty name may be a missing parameter of the command line: ERROR (V.250 5.4.3.1)")
    observe("code", refusal_code(exchange, "SECDEL-07", "SECDEL-11"))
    expect(exchange, "SECDEL-07").refused_with(NOT_FOUND, INVALID)


@pytest.mark.requirement("SECDEL-08", "SECDEL-06", "SECREAD-09")
@pytest.mark.parametrize("name", [*NVRAM_NAMES, "RAM:client_cert.pem"])
def test_the_other_files_are_kept(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, *NAMES)
    for other in NAMES:
        preamble(modem.security.write(other, sample_content(200, other))).succeeded()
    others = [other for other in NAMES if other != name]
    before = {other: found(modem.security.read(other)) for other in others}

    preamble(delete(modem, name)).accepted()
    again = modem.security.delete(name)

    expect(again, "SECDEL-06", what=f"the second AT+QSECDEL of {name}").refused_with(NOT_FOUND)
    for other in others:
        after = found(modem.security.read(other), "SECDEL-08")
        expect(after, "SECDEL-08", what=f"flag and checksum of {other}").equals(before[other])
        expect(after[0], "SECDEL-08", what=f"<good> of {other}").equals(1)
    expect(modem.security.read(name), "SECREAD-09").refused_with(NOT_FOUND)


@pytest.mark.requirement("SECDEL-03", "SECDEL-04", "SECDEL-05", "SECWRITE-15")
@pytest.mark.parametrize(
    ("name", "requirement"), [("RAM:client_cert.pem", "SECDEL-03"), ("NVRAM:CC0", "SECDEL-04")]
)
def test_each_of_nine_deletions_removes_the_file(
    name: str, requirement: str, vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, name)

    for number in range(1, 10):
        size, _ = uploaded(modem.security.write(name, bytes(number)), "SECWRITE-15")
        expect(size, "SECWRITE-15", what=f"<uploadsize> of file {number}").equals(number)
        preamble(found(modem.security.read(name))[0], what="<good>").equals(1)
        expect(delete(modem, name), requirement).accepted()
        expect(modem.security.read(name), "SECDEL-05").refused_with(NOT_FOUND)
