"""The checks when the DUT cannot connect to an FTPS server: query, correct, open again (note 5.2)."""

from __future__ import annotations

import pytest

from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import CONNECTION_MODE, configure_ftps, install_security_data, open_ftp
from hil.spec.tls import ALL_SUITES
from hil.tls.policy import ClientCertificate, TlsPolicy


@pytest.mark.requirement("FTPSERR-01", "FTPCFG-T7-02")
@pytest.mark.parametrize("value", ["0", "1"])
def test_the_connection_mode_can_be_queried(value: str, modem: Modem) -> None:
    assert modem.ftp.configure(7, int(value)).ok

    asked = modem.send("AT+QFTPCFG=7")

    assert asked.values("QFTPCFG") == value


@pytest.mark.requirement("FTPSERR-04")
@pytest.mark.parametrize("index", [0, 5])
def test_the_ssl_context_can_be_queried(index: int, modem: Modem) -> None:
    context = SslContext(version=2, suites=ALL_SUITES[:2], seclevel=1, ca="RAM:ca_cert.pem")
    assert all(exchange.ok for exchange in modem.ssl.apply(index, context))

    asked = modem.ssl.context(index)

    assert len(asked.lines) == 2, asked.lines
    assert asked.lines[-1] == "OK"
    assert modem.ssl.read_context(index) == context


@pytest.mark.requirement("FTPSERR-05")
def test_a_corrected_mode_opens_the_session_without_a_reboot(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    context = SslContext.usual(seclevel=0)
    assert configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT) == ()

    with ftps_server.expecting(ServerProfile()):
        failed = open_ftp(online_modem, ftps_server, Listener.EXPLICIT)
        corrected = online_modem.ftp.configure(7, CONNECTION_MODE[Listener.EXPLICIT])
        opened = open_ftp(online_modem, ftps_server, Listener.EXPLICIT)
        online_modem.ftp.ensure_closed()

    assert not failed.ok, failed.outcome
    assert corrected.ok, corrected.outcome
    assert opened.result == 0, opened.outcome


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

    with ftps_server.expecting(demanding):
        assert configure_ftps(online_modem, ftps_server, before, mode=Listener.IMPLICIT) == ()
        failed = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)
        assert configure_ftps(online_modem, ftps_server, after, mode=Listener.IMPLICIT) == ()
        opened = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)
        online_modem.ftp.ensure_closed()

    assert not failed.ok, failed.outcome
    assert opened.result == 0, opened.outcome
