"""The procedure of the SSL function: in the order of 1.2, in the order of 4.2.1, and without step 1."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt, round_trip, sample_content, use_context
from hil.spec.codes import ResultCode

from ..rebooting import reboot_with_defaults
from ..security_data import delete

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
    reboot_with_defaults(modem)
    modem.security.clear()
    return modem


def install(modem: Modem, authority: Authority) -> None:
    """Step 1: store the security data in NVRAM and verify them."""
    client = authority.client()
    files = {"NVRAM:CA0": authority.ca_pem, "NVRAM:CC0": client.certificate, "NVRAM:CK0": client.key}
    for name, data in files.items():
        expect(modem.security.write(name, data), "PROC-01", "PROC-13").succeeded()
    for name in files:
        expect(modem.security.read(name), "PROC-03").succeeded().answered("1", None)


def go_online(modem: Modem) -> None:
    """Steps 2 and 3: configure, register and activate the PDP context."""
    preamble(modem.send("AT+QIFGCNT=0")).accepted()
    expect(modem.send(modem.pdp.context_line), "PROC-05").accepted()
    expect(modem.send("AT+QIREGAPP"), "PROC-06").accepted()
    expect(modem.send("AT+QIACT"), "PROC-07").accepted()


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
    if certificates_first:
        install(empty_modem, authority)
        go_online(empty_modem)
    else:
        go_online(empty_modem)
        install(empty_modem, authority)
    told = empty_modem.pdp.local_address()
    addresses = [line for line in told.lines if line != ResultCode.OK.value]  # an OK is not judged
    expect(addresses, "PROC-08", what="AT+QILOCIP: the addresses").has_length(1)
    expect(addresses[0], "PROC-08", what="AT+QILOCIP: the local address").matches(
        r"[1-9]\d{0,2}(\.\d{1,3}){3}", "an IPv4 address that is not 0.0.0.0"
    )
    for line in CONFIGURATION:
        expect(empty_modem.send(line), "PROC-09").accepted()
    expect(use_context(empty_modem, ftps_server, 0), "PROC-10", what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()):
        trip = round_trip(empty_modem, ftps_server, Listener.IMPLICIT, data, offered=data[::-1])

    expect(trip.opened, "PROC-09", "PROC-12", "PROC-13").succeeded()
    uploaded = expect(trip.uploaded, "PROC-12", what="the upload").is_present()
    expect(uploaded, "PROC-12").succeeded()
    stored = expect(trip.stored, "PROC-12", what="the uploaded file").is_present()
    expect(stored, "PROC-12", what="the uploaded file").equals(data)
    downloaded = expect(trip.downloaded, "PROC-12", what="the download").is_present()
    expect(downloaded, "PROC-12").result(len(data)).carried(data[::-1])


@pytest.mark.smoke
@pytest.mark.requirement("PROC-04", "EX411-05", "AUTH-01")
def test_step_1_is_required_only_for_authentication(empty_modem: Modem, ftps_server: FtpsServer) -> None:
    preamble(empty_modem.send("AT+QIFGCNT=0")).accepted()
    for line in (empty_modem.pdp.context_line, "AT+QIREGAPP", "AT+QIACT"):
        preamble(empty_modem.send(line)).accepted()
    preamble(empty_modem.send('AT+QSSLCFG="seclevel",0,0')).accepted()
    preamble(use_context(empty_modem, ftps_server, 0), what="refused settings").is_empty()

    attempted = attempt(empty_modem, ftps_server)

    expect(attempted, "PROC-04", "EX411-05", "AUTH-01").opened()


@pytest.mark.requirement("PROC-02", "SECDEL-05")
def test_security_data_can_be_removed(empty_modem: Modem, authority: Authority) -> None:
    preamble(empty_modem.security.write("NVRAM:CA0", authority.ca_pem)).succeeded()
    preamble(empty_modem.security.read("NVRAM:CA0")).succeeded()

    removed = delete(empty_modem, "NVRAM:CA0")
    again = empty_modem.security.read("NVRAM:CA0")

    expect(removed, "PROC-02").accepted()
    expect(again, "PROC-02", "SECDEL-05").refused_with(FILE_NOT_FOUND)
