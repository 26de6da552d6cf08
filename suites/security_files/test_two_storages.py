"""RAM and NVRAM are two storages: what happens to a file of one leaves the files of the other (note 2.4, 2.6)."""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import found, uploaded
from ..security_data import NAMES, NVRAM_NAMES, RAM_NAMES, Vacate, delete

NOT_FOUND = 4010  # note 3, Table 4
SAME = ("RAM:CA0", "NVRAM:CA0")
"""One name in both storages; Table 3 does not say whether RAM takes it (NAME-13)."""


@pytest.mark.requirement("SECDEL-08", "SECREAD-08", "SECDEL-05")
@pytest.mark.parametrize(
    ("deleted", "kept"),
    [pytest.param(RAM_NAMES, NVRAM_NAMES, id="RAM"), pytest.param(NVRAM_NAMES, RAM_NAMES, id="NVRAM")],
)
def test_the_deletion_of_all_files_of_a_storage_leaves_the_other(
    deleted: tuple[str, ...], kept: tuple[str, ...], vacate: Vacate, modem: Modem
) -> None:
    vacate(modem, *NAMES)
    for number, name in enumerate(NAMES):
        preamble(modem.security.write(name, sample_content(300 + number, name))).succeeded()
    before = {name: found(modem.security.read(name)) for name in NAMES}

    for name in deleted:
        preamble(delete(modem, name)).accepted()
        with expect_all():
            for other in kept:
                told = found(modem.security.read(other), "SECREAD-08")
                expect(told, "SECDEL-08", what=f"{other} without {name}").equals(before[other])

    for name in deleted:
        expect(modem.security.read(name), "SECDEL-05").refused_with(NOT_FOUND)
        size, _ = uploaded(modem.security.write(name, b"again"), "SECDEL-05")
        expect(size, "SECDEL-05", what=f"<uploadsize> of {name}").equals(5)
    for other in kept:
        told = found(modem.security.read(other), "SECREAD-08")
        expect(told, "SECREAD-08", what=f"{other} beside new files").equals(before[other])


@pytest.mark.requirement("SECWRITE-18", "SECDEL-08", "SECREAD-08")
@pytest.mark.needs(ram_bytes=400, nvram_bytes=400)
@pytest.mark.parametrize("first", [0, 1], ids=SAME)
def test_one_name_in_both_storages_is_two_files(
    first: int, vacate: Vacate, modem: Modem, observe: Observe
) -> None:
    vacate(modem, *SAME)
    before, after = SAME[first], SAME[1 - first]
    stored = modem.security.write(before, sample_content(300, "one"))
    observe(f"AT+QSECWRITE of {before}", stored.outcome)
    if not stored.ok:
        before, after = after, before  # RAM takes the names of Table 3 only
        preamble(modem.security.write(before, sample_content(300, "one"))).succeeded()
    told = found(modem.security.read(before), "SECREAD-08")

    expect(modem.security.read(after), "SECWRITE-18").did_not_succeed()
    second = modem.security.write(after, sample_content(400, "another"))

    observe(f"AT+QSECWRITE of {after}", second.outcome)
    if second.ok:
        expect(found(modem.security.read(after), "SECREAD-08"), "SECWRITE-18", what=after).differs_from(told)
        expect(found(modem.security.read(before), "SECREAD-08"), "SECWRITE-18", what=before).equals(told)
        preamble(delete(modem, after)).accepted()
    else:
        expect(second, "SECWRITE-18").refused()
    expect(found(modem.security.read(before), "SECREAD-08"), "SECDEL-08", what=before).equals(told)
