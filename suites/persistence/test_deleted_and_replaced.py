"""Files that were kept, deleted and replaced, after a reboot and after a loss of power; and their use (note 2.4, 2.6)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.bench import Supply
from hil.expect import expect, expect_all, preamble
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, install_security_data, sample_content
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..responses import found, uploaded
from ..security_data import NAMES, RAM_NAMES, Vacate, delete, open_session

NOT_FOUND = 4010  # note 3, Table 4
KEPT, DELETED, REPLACED, LATE = "NVRAM:CA0", "NVRAM:CA1", "NVRAM:CC0", "NVRAM:CK0"


def expect_files_in_place(modem: Modem, restart: Callable[[], None]) -> None:
    """Judge what is there after a restart, and after a second one before which all was deleted.

    One file is kept, one deleted, one replaced, one stored last; RAM is full before each restart.
    """
    for name in NAMES:
        preamble(modem.security.write(name, sample_content(500, name), timeout_s=200)).succeeded()
    for name in (DELETED, REPLACED, LATE):
        preamble(delete(modem, name)).accepted()
    for name, size in ((REPLACED, 2017), (LATE, 1)):
        content = sample_content(size, f"new {name}")
        preamble(modem.security.write(name, content, timeout_s=200)).succeeded()
    before = {name: found(modem.security.read(name)) for name in (KEPT, REPLACED, LATE)}

    restart()

    with expect_all():
        for name, told in before.items():
            after = found(modem.security.read(name), "PERSIST-01", "PERSIST-03")
            expect(after, "PERSIST-01", "PERSIST-03", what=name).equals(told)
        expect(modem.security.read(DELETED), "SECDEL-09").refused_with(NOT_FOUND)
        for name in RAM_NAMES:
            expect(modem.security.read(name), "PERSIST-02").refused_with(NOT_FOUND)
    for name in before:
        expect(delete(modem, name), "SECDEL-04").accepted()
    size, _ = uploaded(modem.security.write(RAM_NAMES[0], b"again", timeout_s=200), "PERSIST-02")
    expect(size, "PERSIST-02", what="<uploadsize> of a new file in RAM").equals(5)

    restart()

    with expect_all():
        for name in NAMES:
            wanted = "PERSIST-02" if name in RAM_NAMES else "SECDEL-09"
            expect(modem.security.read(name), wanted, what="after the second restart").refused_with(NOT_FOUND)


JUDGED = pytest.mark.requirement("PERSIST-01", "PERSIST-02", "PERSIST-03", "SECDEL-04", "SECDEL-09")


@JUDGED
def test_what_was_deleted_and_replaced_is_so_after_a_reboot(vacate: Vacate, fast_modem: Modem) -> None:
    vacate(fast_modem, *NAMES)

    expect_files_in_place(fast_modem, fast_modem.reboot)


@JUDGED
def test_what_was_deleted_and_replaced_is_so_after_a_loss_of_power(
    vacate: Vacate, fast_modem: Modem, supply: Supply
) -> None:
    vacate(fast_modem, *NAMES)

    expect_files_in_place(fast_modem, lambda: fast_modem.power_cycle(supply))


@pytest.mark.requirement("PERSIST-01", "AUTH-08")
def test_files_of_nvram_authenticate_a_session_after_a_reboot(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)

    online_modem.reboot()

    online_modem.pdp.ensure_active()
    context = SslContext.usual(seclevel=2, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0")
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=0)
    preamble(refused, what="refused settings").is_empty()
    demanding = TlsPolicy(client_certificate=ClientCertificate.REQUIRED)
    opened, is_logged_in = open_session(online_modem, ftps_server, demanding)
    expect(opened, "PERSIST-01", "AUTH-08").succeeded()
    expect(is_logged_in, "PERSIST-01", "AUTH-08", what="a login at the server").is_yes()
