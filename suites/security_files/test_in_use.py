"""The DUT uses the stored file: files of the largest size, damaged and deleted files (note 2.4 to 2.6, 2.3).

A session at seclevel 1 opens only with the complete and right CA.
"""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import open_ftp

from ..responses import uploaded
from ..security_data import Vacate, open_session, use_ca

INDEX = 5
BAD_CERTIFICATE = (
    -1,
    -5,
    -6,
    -9,
    -10,
)  # Table 4 has no code for a refused certificate: each of these is accepted


def open_with_ca(modem: Modem, server: FtpsServer, name: str) -> tuple[Exchange, bool]:
    """A session at seclevel 1 with the CA of that name: what the DUT said, and whether it logged in."""
    use_ca(modem, server, name, index=INDEX)
    return open_session(modem, server)


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(name, size, id=f"{name.partition(':')[0]}-{size}", marks=pytest.mark.requirement(*ids))
        for name, size, ids in (
            ("NVRAM:CA1", 2016, ("SECWRITE-SIZE-NVRAM-04",)),
            ("NVRAM:CA1", 2017, ("SECWRITE-SIZE-NVRAM-03", "SECWRITE-20")),
            ("RAM:ca_cert.pem", 32767, ("SECWRITE-SIZE-RAM-04",)),
            ("RAM:ca_cert.pem", 32768, ("SECWRITE-SIZE-RAM-03", "SECWRITE-20")),
        )
    ],
)
def test_a_ca_of_the_largest_size_authenticates_a_session(
    name: str, size: int, vacate: Vacate, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    vacate(online_modem, name)
    ca = authority.ca_pem_of_size(size)
    assert uploaded(online_modem.security.write(name, ca, timeout_s=200))[0] == size

    opened, logged_in = open_with_ca(online_modem, ftps_server, name)

    assert opened.result == 0, opened.outcome
    assert logged_in


@pytest.mark.requirement("SECREAD-13")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA1"])
@pytest.mark.parametrize("damage", ["cut", "changed"])
def test_no_session_opens_with_a_damaged_ca(
    damage: str,
    name: str,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
) -> None:
    vacate(online_modem, name)
    middle = len(authority.ca_pem) // 2
    rest = b"" if damage == "cut" else b"AAAA" + authority.ca_pem[middle + 4 :]
    damaged = authority.ca_pem[:middle] + rest
    _, whole = uploaded(online_modem.security.write(name, authority.ca_pem))
    vacate(online_modem, name)
    _, other = uploaded(online_modem.security.write(name, damaged))

    opened, logged_in = open_with_ca(online_modem, ftps_server, name)

    assert other != whole, "the checksum does not show the damage"
    assert opened.result in BAD_CERTIFICATE, opened.outcome
    assert not logged_in


@pytest.mark.requirement("SECDEL-10", "AUTH-04")
@pytest.mark.parametrize("name", ["RAM:ca_cert.pem", "NVRAM:CA1"])
def test_no_session_opens_with_a_deleted_ca(
    name: str,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    vacate(online_modem, name)
    online_modem.security.write(name, authority.ca_pem).check()
    use_ca(online_modem, ftps_server, name, index=INDEX)

    observe("AT+QSECDEL of a CA that a context names", online_modem.security.delete(name).outcome)
    observe("AT+QSSLCFG then", online_modem.ssl.query("cacert", INDEX).lines)
    opened, logged_in = open_with_ca(online_modem, ftps_server, name)

    assert not opened.ok, f"a session opened: {opened.outcome}"
    assert not logged_in


@pytest.mark.requirement("SECDEL-10")
def test_the_effect_of_deleting_the_ca_on_an_open_session_is_recorded(
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    vacate(online_modem, "RAM:ca_cert.pem")
    online_modem.security.write("RAM:ca_cert.pem", authority.ca_pem).check()
    use_ca(online_modem, ftps_server, "RAM:ca_cert.pem", index=INDEX)

    with ftps_server.expecting(ServerProfile()):
        open_ftp(online_modem, ftps_server, Listener.IMPLICIT).check()
        deleted = online_modem.security.delete("RAM:ca_cert.pem")
        path = online_modem.ftp.path("/")
        online_modem.ftp.ensure_closed()

    observe("AT+QSECDEL during a session", deleted.outcome)
    observe("AT+QFTPPATH then", path.outcome)
