"""Files and settings after a reboot: NVRAM is non-volatile, RAM is not (note 2.4, Table 6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import found, uploaded
from ..restoring import Step
from ..security_data import NVRAM_NAMES, RAM_NAMES, Vacate, delete

NOT_FOUND, FILE_EXISTS = 4010, 4012  # note 3, Table 4


def stored(modem: Modem, vacate: Vacate, name: str) -> tuple[int, str]:
    """Store a file of 1614 bytes; `<good>`, which is 1, and `<checksum>` of AT+QSECREAD: a step."""
    __tracebackhide__ = True
    vacate(modem, name)
    preamble(modem.security.write(name, sample_content(1614, name), timeout_s=200)).succeeded()
    reading = found(modem.security.read(name))
    preamble(reading[0], what="<good>").equals(1)
    return reading


@pytest.mark.requirement("PERSIST-01", "SECWRITE-13")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.smoke] if name == "NVRAM:CA0" else []) for name in NVRAM_NAMES],
)
def test_a_file_in_nvram_survives_a_reboot(name: str, vacate: Vacate, fast_modem: Modem) -> None:
    before = stored(fast_modem, vacate, name)

    fast_modem.reboot()

    again = fast_modem.security.write(name, b"another")
    expect(again, "SECWRITE-13", what="the first upload after a reboot").refused_with(FILE_EXISTS)
    after = found(fast_modem.security.read(name), "PERSIST-01")
    expect(after, "PERSIST-01", what="flag and checksum after a reboot").equals(before)


@pytest.mark.requirement("PERSIST-01")
def test_all_of_nvram_survives_a_reboot(vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, *NVRAM_NAMES)
    for name in NVRAM_NAMES:
        written = fast_modem.security.write(name, sample_content(2017, name), timeout_s=200)
        preamble(written).succeeded()
    before = {name: found(fast_modem.security.read(name)) for name in NVRAM_NAMES}

    fast_modem.reboot()

    for name in NVRAM_NAMES:
        after = found(fast_modem.security.read(name), "PERSIST-01")
        expect(after, "PERSIST-01", what=f"flag and checksum of {name} after a reboot").equals(before[name])


@pytest.mark.requirement("PERSIST-02")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.smoke] if name == "RAM:ca_cert.pem" else [])
        for name in RAM_NAMES
    ],
)
def test_a_file_in_ram_does_not_survive_a_reboot(name: str, vacate: Vacate, fast_modem: Modem) -> None:
    stored(fast_modem, vacate, name)

    fast_modem.reboot()

    expect(fast_modem.security.read(name), "PERSIST-02").refused_with(NOT_FOUND)
    size, _ = uploaded(fast_modem.security.write(name, b"another", timeout_s=200), "PERSIST-02")
    expect(size, "PERSIST-02", what="<uploadsize> of the next file of that name").equals(7)


@pytest.mark.requirement("SECDEL-09", "SECDEL-06")
@pytest.mark.parametrize("name", ["NVRAM:CA0", "NVRAM:CK0"])
def test_a_deleted_file_stays_deleted(name: str, vacate: Vacate, fast_modem: Modem) -> None:
    stored(fast_modem, vacate, name)
    preamble(delete(fast_modem, name)).accepted()

    fast_modem.reboot()

    again = fast_modem.security.delete(name)
    expect(again, "SECDEL-06", what="the first AT+QSECDEL after a reboot").refused_with(NOT_FOUND)
    expect(fast_modem.security.read(name), "SECDEL-09").refused_with(NOT_FOUND)


@pytest.mark.needs("implicit")
@pytest.mark.requirement("FTPCFG-09")
def test_whether_ftp_settings_survive_a_reboot_is_recorded(
    fast_modem: Modem, observe: Observe, undo: Callable[[Step], None]
) -> None:
    undo(lambda: fast_modem.ftp.configure(7, 0).check())
    preamble(fast_modem.ftp.configure(7, 1)).succeeded()

    fast_modem.reboot()

    after = expect(fast_modem.ftp.setting(7), "FTPCFG-09").fields("QFTPCFG")[0]
    observe("type 7, set to 1, after a reboot", after)
    expect(after, "FTPCFG-09", what="type 7, set to 1, after a reboot").is_one_of("0", "1")


@pytest.mark.requirement("SSLCFG-GEN-11")
def test_whether_ssl_settings_survive_a_reboot_is_recorded(
    fast_modem: Modem, observe: Observe, undo: Callable[[Step], None]
) -> None:
    undo(lambda: fast_modem.ssl.set_version(2, 4).check())
    preamble(fast_modem.ssl.set_version(2, 3)).accepted()

    fast_modem.reboot()

    after = fast_modem.ssl.read_context(2).version
    observe("sslversion, set to 3, after a reboot", after)
    expect(after, "SSLCFG-GEN-11", what="sslversion, set to 3, after a reboot").is_one_of(3, 4)
