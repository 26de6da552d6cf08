"""The names of security files by class, beside the file that a DUT could take them for, and the slots (note Table 3)."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import found, rejected, uploaded
from ..security_data import NAMES, NVRAM_NAMES, Vacate, delete

NOT_FOUND, INVALID = 4010, 4013  # Table 4
SIZE = 100

BESIDE = {  # requirement: names that are not in Table 3, each near one that is
    "NAME-08": (
        *("NVRAM:CA", "NVRAM:CA2", "NVRAM:CA9", "NVRAM:CA10", "NVRAM:CA00", "NVRAM:CA01", "NVRAM:CA0x"),
        *("NVRAM:CA-1", "NVRAM:CA256", "NVRAM:CA0.pem", "NVRAM:CA0,", "NVRAM:C"),
    ),
    "NAME-09": ("NVRAM:CC", "NVRAM:CC1", "NVRAM:CC00", "NVRAM:CC256", "NVRAM:CC0.pem"),
    "NAME-10": ("NVRAM:CK", "NVRAM:CK1", "NVRAM:CK00", "NVRAM:CK256", "NVRAM:CK0.pem"),
    "NAME-11": ("NVRAM:CD0", "NVRAM:XCA0", "NVRAM:0", "NVRAM:ca_cert.pem", "NVRAM:RAM:ca_cert.pem"),
    "NAME-12": ("XNVRAM:CA0", "VRAM:CA0", "NVRAM1:CA0", "NVRAMCA0", "CA0", ":CA0", "NV:CA0", "FLASH:CA0"),
}
NEAR_RAM = (
    *("RAM:ca_cert.pe", "RAM:ca_cert", "RAM:ca_cert.pem1", "RAM:ca_cert.pem.pem", "RAM:c", "RAM:a_cert.pem"),
    *("RAM:ca,cert.pem", "RAM:ca cert.pem", "RAM:client_cert.pe", "RAM:client", "RAM:client_key.pemx"),
)
"""Names that Table 3 does not have, of which a part, or of whose names a part, is one of its."""
ALIKE = (
    *("RAM:ca", "RAM:ca cert.pem", "RAM:ca,cert.pem", "RAM:ca_cert", "RAM:ca_cert.pe", "RAM:ca_cert.pem"),
    *("RAM:ca_cert.pem1", "RAM:ca_cert.pem.old"),
)
"""Names of which each begins like the one before, the shorter ones first."""
LONG = (
    *("RAM:Certificate_Number_1.pem", "RAM:Certificate_Number_2.pem", "RAM:Certificate_Number_10.pem"),
    *("RAM:Certificate_Number_1.key", "RAM:Certificate_Number_1", "RAM:client_cert.pem"),
)
"""Names that differ behind more characters than a short buffer holds, and the longest one of Table 3."""
PERHAPS_THE_SAME = ("nvram:ca0", "NVRAM:ca0", "nvram:CA0", " NVRAM:CA0", "NVRAM:CA0 ", "NVRAM: CA0")
"""The note does not say whether letters and spaces count."""
NO_MORE = ("NVRAM:ca0", "NVRAM:Ca1", "NVRAM:cc0", "NVRAM:cK0", "NVRAM:CA0 ", "NVRAM: CA0")
"""Such names in NVRAM: each is that of a stored file, or none of the four that it takes."""


def fill(modem: Modem, seed: str) -> dict[str, tuple[int, str]]:
    """Store a file of its own under each name of Table 3; the flag and the checksum of each."""
    for name in NAMES:
        preamble(modem.security.write(name, sample_content(SIZE, f"{seed} {name}"))).succeeded()
    return told(modem)


def told(modem: Modem, *ids: str) -> dict[str, tuple[int, str]]:
    """The flag and the checksum of each file of Table 3; they have to be stored."""
    return {name: found(modem.security.read(name), *ids) for name in NAMES}


def _expect_unknown(exchange: Exchange, name: str, *ids: str) -> None:
    """Judge that no file has that name; one with a comma is a matter of the command line, too (V.250 5.4.2.2)."""
    __tracebackhide__ = True
    if "," in name:
        rejected(exchange, *ids)
    else:
        expect(exchange, *ids).refused_with(NOT_FOUND, INVALID)


@pytest.mark.requirement("NAME-08", "NAME-09", "NAME-10", "NAME-11", "NAME-12")
@pytest.mark.requirement("SECREAD-10", "SECDEL-07", "SECDEL-08")
def test_a_name_beside_those_of_table_3_is_none_of_them(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, *NAMES)
    before = fill(modem, "beside")
    preamble(delete(modem, "NVRAM:CA1")).accepted()  # so that one slot is free
    del before["NVRAM:CA1"]

    with expect_all():
        for requirement, names in BESIDE.items():
            for name in names:
                rejected(modem.send(f'AT+QSECWRITE="{name}",{SIZE}'), requirement)
                _expect_unknown(modem.security.read(name), name, "SECREAD-10")
                _expect_unknown(modem.security.delete(name), name, "SECDEL-07")
    for name, file in before.items():
        after = found(modem.security.read(name), "SECDEL-08")
        expect(after, "SECDEL-08", what=f"flag and checksum of {name}").equals(file)
    expect(modem.security.read("NVRAM:CA1"), "NAME-08").refused_with(NOT_FOUND)


@pytest.mark.requirement("NAME-16", "SECDEL-08")
def test_a_file_is_not_found_under_a_part_of_its_name_or_a_longer_one(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, *NAMES, *NEAR_RAM)
    before = fill(modem, "near")

    with expect_all():
        for name in NEAR_RAM:
            _expect_unknown(modem.security.read(name), name, "NAME-16")
            _expect_unknown(modem.security.delete(name), name, "NAME-16")
    expect(told(modem, "SECDEL-08"), "SECDEL-08", what="flag and checksum of each file").equals(before)
    preamble(delete(modem, NAMES[0])).accepted()


@pytest.mark.requirement("NAME-16", "SECDEL-08", "NAME-13")
@pytest.mark.parametrize(
    "names",
    [
        pytest.param(ALIKE, id="short"),
        pytest.param(LONG, id="long"),
        pytest.param(LONG[::-1], id="long-reversed"),
    ],
)
def test_files_whose_names_begin_alike_are_different_files(
    names: tuple[str, ...], vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, *names)
    stored = {}
    for name in names:
        _expect_unknown(modem.security.read(name), name, "NAME-16")
        written = modem.security.write(name, sample_content(SIZE, name))
        if written.ok:
            stored[name] = found(modem.security.read(name), "NAME-16")
        else:
            expect(written, "NAME-13").refused()

    observe("names beside those of Table 3 that RAM takes", ", ".join(stored.keys() - NAMES) or "none")
    for name in list(stored):
        for other, file in stored.items():
            told_now = found(modem.security.read(other), "NAME-16")
            expect(told_now, "NAME-16", what=f"flag and checksum of {other}").equals(file)
        expect(delete(modem, name), "SECDEL-08").accepted()
        del stored[name]


@pytest.mark.requirement("NAME-13", "NAME-11", "SECDEL-08")
def test_a_name_in_other_letters_or_with_spaces_is_the_same_or_none(
    vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, *NVRAM_NAMES)
    for name in NVRAM_NAMES:
        preamble(modem.security.write(name, sample_content(SIZE, name))).succeeded()
    before = {name: found(modem.security.read(name)) for name in NVRAM_NAMES}
    same = []

    with expect_all():
        for name in PERHAPS_THE_SAME:
            read = modem.security.read(name)
            if read.ok:
                same.append(name)
                expect(found(read, "NAME-13"), "NAME-13", what=f"flag and checksum of {name!r}").equals(
                    before["NVRAM:CA0"]
                )
            else:
                expect(read, "NAME-13").refused_with(NOT_FOUND, INVALID)
        for name in NO_MORE:  # no fifth file: it exists, or its name is illegal
            rejected(modem.send(f'AT+QSECWRITE="{name}",{SIZE}'), "NAME-11")
    observe("names that are NVRAM:CA0", ", ".join(map(repr, same)) or "none")
    for name in NVRAM_NAMES:
        after = found(modem.security.read(name), "SECDEL-08")
        expect(after, "SECDEL-08", what=f"flag and checksum of {name}").equals(before[name])


@pytest.mark.requirement("NAME-14", "SECREAD-11", "SECDEL-08", "SECWRITE-09", "SECWRITE-15")
def test_each_slot_has_the_file_that_was_written_into_it(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, *NAMES)
    first = _written(modem, NAMES)
    before = told(modem)
    for name in reversed(NAMES):
        again = found(modem.security.read(name), "SECREAD-11")
        expect(again, "SECREAD-11", what=f"flag and checksum of {name}").equals(before[name])
    checksums = {checksum for _, checksum in before.values()}
    expect(checksums, "NAME-14", what="different checksums of seven different files").has_length(len(NAMES))

    left = dict(before)
    for name in (*NAMES[1::2], *NAMES[::2]):
        preamble(delete(modem, name)).accepted()
        del left[name]
        expect(modem.security.read(name), "SECDEL-08").refused_with(NOT_FOUND)
        for other, file in left.items():
            after = found(modem.security.read(other), "SECDEL-08")
            expect(after, "SECDEL-08", what=f"flag and checksum of {other}, {name} deleted").equals(file)

    second = _written(modem, (*NAMES[1:], NAMES[0]))  # each content moves into another slot
    expect(second, "SECWRITE-09", "SECWRITE-15", what="the checksums of the same seven contents").equals(
        first
    )


def _written(modem: Modem, names: tuple[str, ...]) -> list[str]:
    """Store seven contents under these names; the checksums that AT+QSECWRITE tells."""
    return [
        uploaded(modem.security.write(name, sample_content(SIZE, f"content {number}")))[1]
        for number, name in enumerate(names)
    ]


@pytest.mark.requirement("SYN-10", "SECDEL-08")
def test_a_surplus_or_missing_parameter_is_refused_and_no_file_changes(vacate: Vacate, modem: Modem) -> None:
    vacate(modem, *NVRAM_NAMES)
    for name in ("NVRAM:CA0", "NVRAM:CC0", "NVRAM:CK0"):
        preamble(modem.security.write(name, sample_content(SIZE, name))).succeeded()
    before = {name: found(modem.security.read(name)) for name in ("NVRAM:CA0", "NVRAM:CC0", "NVRAM:CK0")}

    for parameters in ('"NVRAM:CA0",1', '"NVRAM:CA0","NVRAM:CC0"', '"NVRAM:CC0",100,100', "", ","):
        rejected(modem.send(f"AT+QSECDEL={parameters}"), "SYN-10")
        rejected(modem.send(f"AT+QSECREAD={parameters}"), "SYN-10")
    for parameters in ('"NVRAM:CA1",100,100,1', '"NVRAM:CA1",100,100,"NVRAM:CA0"', ",100", ",,"):
        rejected(modem.send(f"AT+QSECWRITE={parameters}"), "SYN-10")

    for name, file in before.items():
        after = found(modem.security.read(name), "SECDEL-08")
        expect(after, "SECDEL-08", what=f"flag and checksum of {name}").equals(file)
    expect(modem.security.read("NVRAM:CA1"), "SYN-10").refused_with(NOT_FOUND)
    preamble(delete(modem, "NVRAM:CA0")).accepted()
