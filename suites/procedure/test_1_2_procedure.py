"""The procedure of the SSL function: in the order of 1.2, in the order of 4.2.1, and without step 1."""

from __future__ import annotations

from ipaddress import IPv4Address

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import CmeError, Exchange
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, open_ftp, refusals, round_trip, sample_content, use_context

FILE_NOT_FOUND = 4010  # note 3, Table 4

CONFIGURATION = (  # step 4; the procedure does not set the clock, hence ignorertctime
    'AT+QSSLCFG="sslversion",0,3',
    'AT+QSSLCFG="ciphersuite",0,"0X0035"',
    'AT+QSSLCFG="seclevel",0,2',
    'AT+QSSLCFG="cacert",0,"NVRAM:CA0"',
    'AT+QSSLCFG="clientcert",0,"NVRAM:CC0"',
    'AT+QSSLCFG="clientkey",0,"NVRAM:CK0"',
    'AT+QSSLCFG="ignorertctime",1',
)


@pytest.fixture
def empty_modem(modem: Modem) -> Modem:
    """The DUT after a reboot, without security data."""
    modem.reboot()
    modem.security.clear()
    return modem


def install(modem: Modem, authority: Authority) -> list[Exchange]:
    """Step 1: store the security data in NVRAM and verify them."""
    client = authority.client()
    files = {"NVRAM:CA0": authority.ca_pem, "NVRAM:CC0": client.certificate, "NVRAM:CK0": client.key}
    return [modem.security.write(name, data) for name, data in files.items()] + [
        modem.security.read(name) for name in files
    ]


def go_online(modem: Modem) -> list[Exchange]:
    """Steps 2 and 3: configure, register and activate the PDP context."""
    return [modem.send(line) for line in ("AT+QIFGCNT=0", 'AT+QICSGP=1,"CMNET"', "AT+QIREGAPP", "AT+QIACT")]


@pytest.mark.smoke
@pytest.mark.requirement(
    "PROC-01",
    "PROC-03",
    "PROC-05",
    "PROC-06",
    "PROC-07",
    "PROC-08",
    "PROC-09",
    "PROC-10",
    "PROC-12",
    "PROC-13",
)
@pytest.mark.parametrize("certificates_first", [True, False], ids=["order-of-1.2", "order-of-4.2.1"])
def test_the_procedure_of_chapter_1_2_succeeds(
    certificates_first: bool, empty_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    data = sample_content(3000, "procedure")
    exchanges = (
        [*install(empty_modem, authority), *go_online(empty_modem)]
        if certificates_first
        else [*go_online(empty_modem), *install(empty_modem, authority)]
    )
    assert refusals(exchanges) == ()
    address = empty_modem.pdp.address(empty_modem.pdp.local_address())
    assert not IPv4Address(address).is_unspecified
    assert refusals(empty_modem.send(line) for line in CONFIGURATION) == ()
    assert use_context(empty_modem, ftps_server, 0) == ()

    with ftps_server.expecting(ServerProfile()):
        trip = round_trip(empty_modem, ftps_server, Listener.IMPLICIT, data)

    assert trip.opened.result == 0, trip.opened.outcome
    assert trip.stored == data
    assert trip.downloaded is not None
    assert trip.downloaded.data == data


@pytest.mark.smoke
@pytest.mark.requirement("PROC-04", "EX411-05", "AUTH-01")
def test_step_1_is_required_only_for_authentication(empty_modem: Modem, ftps_server: FtpsServer) -> None:
    assert refusals(go_online(empty_modem)) == ()
    assert empty_modem.send('AT+QSSLCFG="seclevel",0,0').ok
    assert use_context(empty_modem, ftps_server, 0) == ()

    with ftps_server.expecting(ServerProfile()) as pending:
        opened = open_ftp(empty_modem, ftps_server, Listener.IMPLICIT)
        assert opened.result == 0, opened.outcome
        empty_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    assert session.logged_in


@pytest.mark.requirement("PROC-02", "SECDEL-05")
def test_security_data_can_be_removed(empty_modem: Modem, authority: Authority) -> None:
    assert empty_modem.security.write("NVRAM:CA0", authority.ca_pem).ok

    removed = empty_modem.security.delete("NVRAM:CA0")

    assert removed.lines == ("OK",)
    again = empty_modem.security.read("NVRAM:CA0")
    assert isinstance(again.final, CmeError), again.outcome
    assert again.final.code == FILE_NOT_FOUND
