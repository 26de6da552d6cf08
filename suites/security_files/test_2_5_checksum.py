"""AT+QSECREAD: the good flag and the checksum of a stored file (note 2.5)."""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content
from hil.spec.codes import ResultCode

from .. import between
from ..controls import control_name, store_and_read
from ..responses import found, refusal_code, uploaded
from ..security_data import NAMES, Vacate

NOT_FOUND, INVALID = 4010, 4013  # note 3, Table 4

SMOKE_STORED, SMOKE_ABSENT = "RAM:ca_cert.pem", "NVRAM:CA1"
BETWEEN = (
    *(between.NOTHING, between.QUERY, between.SETTING, between.NO_FILE, between.NO_LEVEL),
    *(between.SSL_SETTING, between.NO_TYPE, between.NO_FILE, between.NOTHING),
)
"""Commands between nine queries of a file: none of them has to do with it."""


def names(*, smoke: str) -> list[object]:
    """The seven names of Table 3."""
    return [pytest.param(name, marks=[pytest.mark.smoke] if name == smoke else []) for name in NAMES]


@pytest.mark.requirement("SECREAD-03", "SECREAD-04", "SECREAD-08")
@pytest.mark.parametrize("name", names(smoke=SMOKE_STORED))
def test_a_stored_file_is_reported_good(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    preamble(modem.security.write(name, sample_content(1614, name))).succeeded()

    exchange = modem.security.read(name)

    good, _ = found(exchange, "SECREAD-03", "SECREAD-08")
    expect(exchange, "SECREAD-03").accepted()
    expect(good, "SECREAD-04", what="<good>").equals(1)


@pytest.mark.requirement("SECREAD-06")
@pytest.mark.parametrize("name", ["RAM:client_key.pem", "NVRAM:CK0"])
def test_the_checksum_is_that_of_the_upload(
    name: str, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    """A DUT that computes the checksum of encrypted storage returns other checksums, for all files."""
    files = (b"\x12\x12", b"ab", b"ab\x00", b"ab\x01", b"\x00\x05", sample_content(1679, "key"))
    pairs: list[tuple[str, str]] = []
    for data in files:
        vacate(modem, name)
        _, written = uploaded(modem.security.write(name, data))
        good, read = found(modem.security.read(name))
        preamble(good, what="<good>").equals(1)
        pairs.append((written, read))

    repeated = [written == read for written, read in pairs]
    observe("AT+QSECREAD repeats the checksum of AT+QSECWRITE", all(repeated))
    expect(
        sum(repeated), "SECREAD-06", what="files whose checksum of AT+QSECWRITE is that of AT+QSECREAD"
    ).is_one_of(0, len(files))
    expect(
        len({read for _, read in pairs}), "SECREAD-06", what="different checksums of six different files"
    ).is_at_least(4)


@pytest.mark.requirement("SECREAD-09", "SECREAD-14", "ERR-GEN-02")
@pytest.mark.parametrize("name", names(smoke=SMOKE_ABSENT))
def test_a_missing_file_is_not_found(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)

    exchange = modem.security.read(name)

    expect(exchange, "SECREAD-09", "SECREAD-14", "ERR-GEN-02").refused_with(NOT_FOUND)
    store_and_read(modem, vacate, name)


@pytest.mark.requirement("SECREAD-10", "SECREAD-14")
@pytest.mark.parametrize("name", ["NVRAM:CA2", "XYZ:a", ""])
def test_an_illegal_name_is_refused(name: str, vacate: Vacate, modem: Modem, observe: Observe) -> None:
    store_and_read(modem, vacate, control_name(name))

    exchange = modem.security.read(name)

    if not name and exchange.final is ResultCode.ERROR:
        left_open("an empty name may be a missing parameter of the command line: ERROR (V.250 5.4.3.1)")
    observe("code", refusal_code(exchange, "SECREAD-10", "SECREAD-14"))
    expect(exchange, "SECREAD-10").refused_with(NOT_FOUND, INVALID)


@pytest.mark.requirement("SECREAD-11")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA0"])
def test_a_query_does_not_change_the_file(name: str, vacate: Vacate, modem: Modem) -> None:
    vacate(modem, name)
    preamble(modem.security.write(name, sample_content(1614, "ca"))).succeeded()
    first = found(modem.security.read(name))
    preamble(first[0], what="<good>").equals(1)

    for _ in range(2):
        again = found(modem.security.read(name), "SECREAD-11")
        expect(again, "SECREAD-11", what="flag and checksum, asked again").equals(first)


@pytest.mark.requirement("SECREAD-05")
@pytest.mark.parametrize("name", ["RAM:client_cert.pem", "NVRAM:CC0"])
def test_a_damaged_file_is_reported_bad(name: str, decaying_modem: Modem) -> None:
    preamble(decaying_modem.security.write(name, sample_content(1419, "certificate"))).succeeded()

    for line in BETWEEN:
        between.send(decaying_modem, line)
        good, _ = found(decaying_modem.security.read(name), "SECREAD-05")
        expect(good, "SECREAD-05", what=f"<good> of a damaged file after {line}").equals(0)


@pytest.mark.requirement("SECREAD-07")
@pytest.mark.parametrize(
    ("damaged", "intact"), [("RAM:client_cert.pem", "RAM:ca_cert.pem"), ("NVRAM:CC0", "NVRAM:CA0")]
)
def test_the_checksum_is_computed_by_each_query(damaged: str, intact: str, decaying_modem: Modem) -> None:
    security, data = decaying_modem.security, sample_content(1419, "certificate")
    preamble(security.write(damaged, data)).succeeded()
    preamble(security.write(intact, data)).succeeded()

    good, checksum = found(security.read(intact))
    wrong, other = found(security.read(damaged), "SECREAD-07")

    preamble(good, what="<good> of the intact file").equals(1)
    expect(wrong, "SECREAD-07", what="<good> of the damaged file").equals(0)
    expect(other, "SECREAD-07", what="the checksum of the damaged file").differs_from(checksum)
