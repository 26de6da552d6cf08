"""The checks when the DUT cannot connect to an FTPS server: query, correct, open again (note 5.2)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.expect import expect, preamble, stimulus
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import CONNECTION_MODE, configure_ftps, install_security_data, open_ftp
from hil.spec.tls import ALL_SUITES
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..security_data import Vacate

CA_NAME = "RAM:ca_cert.pem"
SUITES = ALL_SUITES[:2]


@pytest.mark.requirement("FTPSERR-01", "FTPCFG-T7-02")
@pytest.mark.parametrize("value", ["0", "1"])
def test_the_connection_mode_can_be_queried(value: str, modem: Modem) -> None:
    preamble(modem.ftp.configure(7, int(value))).succeeded()

    asked = modem.send("AT+QFTPCFG=7")

    expect(asked, "FTPSERR-01", "FTPCFG-T7-02").answered(value)


@pytest.mark.requirement("FTPSERR-04")
@pytest.mark.parametrize("index", [0, 5])
def test_the_ssl_context_can_be_queried(
    index: int, modem: Modem, authority: Authority, vacate: Vacate
) -> None:
    vacate(modem, CA_NAME)
    preamble(modem.security.write(CA_NAME, authority.ca_pem)).succeeded()
    context = SslContext(version=2, suites=SUITES, seclevel=1, ca=CA_NAME)
    for exchange in modem.ssl.apply(index, context):
        preamble(exchange).succeeded()

    asked = modem.ssl.context(index)

    expect(asked, "FTPSERR-04").accepted()
    read = modem.ssl.read_context(index)
    expect(set(read.suites or ()), "FTPSERR-04", what="the suites of the context").has_members(SUITES)
    shown = modem.ssl.with_kept_names(index, context)
    expect(replace(read, suites=context.suites), "FTPSERR-04", what="the SSL context").equals(shown)


@pytest.mark.requirement("FTPSERR-05")
def test_a_corrected_mode_opens_the_session_without_a_reboot(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    context = SslContext.usual(seclevel=0)
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile()) as pending:
        failed = open_ftp(online_modem, ftps_server, Listener.EXPLICIT)
        corrected = online_modem.ftp.configure(7, CONNECTION_MODE[Listener.EXPLICIT])
        opened = open_ftp(online_modem, ftps_server, Listener.EXPLICIT)
        online_modem.ftp.ensure_closed()

    stimulus(not failed.ok, "the session opened in the other mode: there was nothing to correct")
    expect(corrected, "FTPSERR-05").succeeded()
    expect(opened, "FTPSERR-05").succeeded()
    expect(pending.sessions[-1], "FTPSERR-05").logged_in()


@pytest.mark.requirement("FTPSERR-06")
def test_a_corrected_authentication_opens_the_session_without_a_reboot(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    before = SslContext.usual(seclevel=1, ca="NVRAM:CA0")
    after = SslContext.usual(
        seclevel=2,
        ca="NVRAM:CA0",
        certificate="NVRAM:CC0",
        key="NVRAM:CK0",
    )
    demanding = ServerProfile(tls=TlsPolicy(client_certificate=ClientCertificate.REQUIRED))

    with ftps_server.expecting(demanding) as pending:
        refused = configure_ftps(online_modem, ftps_server, before, mode=Listener.IMPLICIT)
        preamble(refused, what="refused settings").is_empty()
        failed = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)
        refused = configure_ftps(online_modem, ftps_server, after, mode=Listener.IMPLICIT)
        preamble(refused, what="refused settings").is_empty()
        opened = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)
        online_modem.ftp.ensure_closed()

    stimulus(not failed.ok, "the session opened without a client certificate: there was nothing to correct")
    expect(opened, "FTPSERR-06").succeeded()
    expect(pending.sessions[-1], "FTPSERR-06").logged_in()
