"""Files and settings after a reboot: NVRAM is non-volatile, RAM is not (note 2.4, Table 6)."""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.modem.modem import Modem
from hil.session import sample_content

from ..responses import cme_error, found, uploaded
from ..security_data import NVRAM_NAMES, RAM_NAMES, Vacate

NOT_FOUND = 4010  # note 3, Table 4


@pytest.mark.requirement("PERSIST-01")
@pytest.mark.parametrize(
    "name",
    [pytest.param(name, marks=[pytest.mark.smoke] if name == "NVRAM:CA0" else []) for name in NVRAM_NAMES],
)
def test_a_file_in_nvram_survives_a_reboot(name: str, vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, name)
    fast_modem.security.write(name, sample_content(1614, name), timeout_s=200).check()
    before = found(fast_modem.security.read(name))

    fast_modem.reboot()

    assert before[0] == 1
    assert found(fast_modem.security.read(name)) == before


@pytest.mark.requirement("PERSIST-01")
def test_all_of_nvram_survives_a_reboot(vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, *NVRAM_NAMES)
    for name in NVRAM_NAMES:
        fast_modem.security.write(name, sample_content(2017, name), timeout_s=200).check()
    before = [found(fast_modem.security.read(name)) for name in NVRAM_NAMES]

    fast_modem.reboot()

    assert [found(fast_modem.security.read(name)) for name in NVRAM_NAMES] == before


@pytest.mark.requirement("PERSIST-02")
@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.smoke] if name == "RAM:ca_cert.pem" else [])
        for name in RAM_NAMES
    ],
)
def test_a_file_in_ram_does_not_survive_a_reboot(name: str, vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, name)
    fast_modem.security.write(name, sample_content(1614, name), timeout_s=200).check()

    fast_modem.reboot()

    assert cme_error(fast_modem.security.read(name)) == NOT_FOUND
    assert uploaded(fast_modem.security.write(name, b"another", timeout_s=200))[0] == 7


@pytest.mark.requirement("SECDEL-09")
@pytest.mark.parametrize("name", ["NVRAM:CA0", "NVRAM:CK0"])
def test_a_deleted_file_stays_deleted(name: str, vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, name)
    fast_modem.security.write(name, sample_content(1614, name), timeout_s=200).check()
    fast_modem.security.delete(name).check()

    fast_modem.reboot()

    assert cme_error(fast_modem.security.read(name)) == NOT_FOUND


@pytest.mark.requirement("FTPCFG-09")
def test_whether_ftp_settings_survive_a_reboot_is_recorded(fast_modem: Modem, observe: Observe) -> None:
    fast_modem.ftp.configure(7, 1).check()

    fast_modem.reboot()

    after = fast_modem.ftp.setting(7).values("QFTPCFG")
    fast_modem.ftp.configure(7, 0).check()
    observe("type 7, set to 1, after a reboot", after)
    assert after in {"0", "1"}


@pytest.mark.requirement("SSLCFG-GEN-11")
def test_whether_ssl_settings_survive_a_reboot_is_recorded(fast_modem: Modem, observe: Observe) -> None:
    fast_modem.ssl.set_version(2, 3).check()

    fast_modem.reboot()

    after = fast_modem.ssl.read_context(2).version
    fast_modem.ssl.set_version(2, 4).check()
    observe("sslversion, set to 3, after a reboot", after)
    assert after in {3, 4}
