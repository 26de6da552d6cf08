"""Security files after a power loss (note 2.4), on benches that can switch the supply."""

from __future__ import annotations

import pytest

from hil.bench import Supply
from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import found, uploaded
from ..security_data import NVRAM_NAMES, Vacate, delete

NOT_FOUND, FILE_EXISTS = 4010, 4012  # note 3, Table 4


@pytest.mark.requirement("PERSIST-03", "SECWRITE-13")
@pytest.mark.parametrize("name", NVRAM_NAMES)
def test_a_file_in_nvram_survives_a_loss_of_power(
    name: str, vacate: Vacate, fast_modem: Modem, supply: Supply
) -> None:
    vacate(fast_modem, name)
    preamble(fast_modem.security.write(name, sample_content(1614, name), timeout_s=200)).succeeded()
    before = found(fast_modem.security.read(name))
    preamble(before[0], what="<good>").equals(1)

    fast_modem.power_cycle(supply)

    again = fast_modem.security.write(name, b"another")
    expect(again, "SECWRITE-13", what="the first upload after a loss of power").refused_with(FILE_EXISTS)
    after = found(fast_modem.security.read(name), "PERSIST-03")
    expect(after, "PERSIST-03", what="flag and checksum after a loss of power").equals(before)


@pytest.mark.requirement("PERSIST-02", "PERSIST-03", "SECDEL-06")
def test_a_file_in_ram_does_not_survive_a_loss_of_power(
    vacate: Vacate, fast_modem: Modem, supply: Supply
) -> None:
    vacate(fast_modem, "RAM:ca_cert.pem", "NVRAM:CA0")
    for name in ("RAM:ca_cert.pem", "NVRAM:CA0"):
        preamble(fast_modem.security.write(name, sample_content(1614, "ca"), timeout_s=200)).succeeded()

    fast_modem.power_cycle(supply)

    gone = fast_modem.security.delete("RAM:ca_cert.pem")
    expect(gone, "SECDEL-06", what="the first AT+QSECDEL after a loss of power").refused_with(NOT_FOUND)
    expect(fast_modem.security.read("RAM:ca_cert.pem"), "PERSIST-02").refused_with(NOT_FOUND)
    good, _ = found(fast_modem.security.read("NVRAM:CA0"), "PERSIST-03")
    expect(good, "PERSIST-03", what="<good>").equals(1)
    preamble(delete(fast_modem, "NVRAM:CA0")).accepted()


@pytest.mark.requirement("PERSIST-04", "SECWRITE-15")
def test_the_effect_of_a_power_loss_during_an_upload_is_recorded(
    vacate: Vacate, fast_modem: Modem, supply: Supply, observe: Observe
) -> None:
    vacate(fast_modem, "NVRAM:CC0")
    upload = fast_modem.security.begin("NVRAM:CC0", 2017, timeout_s=200)
    upload.feed(sample_content(1000, "half"))

    fast_modem.power_cycle(supply)

    reading = fast_modem.security.read("NVRAM:CC0")
    observe("after a cut in mid-upload", reading.outcome if not reading.ok else reading.values("QSECREAD"))
    if reading.ok:
        expect(found(reading)[0], "PERSIST-04", what="<good> after a cut in mid-upload").equals(0)
    else:
        expect(reading, "PERSIST-04").refused_with(NOT_FOUND)
    delete(fast_modem, "NVRAM:CC0")
    whole = fast_modem.security.write("NVRAM:CC0", sample_content(2017, "whole"), timeout_s=200)
    expect(uploaded(whole, "SECWRITE-15")[0], "SECWRITE-15", what="<uploadsize>").equals(2017)
    preamble(found(fast_modem.security.read("NVRAM:CC0"))[0], what="<good>").equals(1)
