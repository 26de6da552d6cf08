"""Sessions with security data in RAM and in NVRAM, and without a CA (note 2.3, NOTE; Table 3)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, left_open, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, configure_ftps, install_security_data, open_ftp
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..security_data import open_session

STORAGES = {  # Table 3: CA, client certificate, client key
    "RAM": ("RAM:ca_cert.pem", "RAM:client_cert.pem", "RAM:client_key.pem"),
    "NVRAM": ("NVRAM:CA0", "NVRAM:CC0", "NVRAM:CK0"),
}
CASES = (  # storage, seclevel, requirements
    ("RAM", 1, ("AUTH-03", "SSLCFG-CACERT-01")),
    ("RAM", 2, ("AUTH-08", "SSLCFG-CACERT-01", "SSLCFG-CLICERT-01", "SSLCFG-CLIKEY-01")),
    ("NVRAM", 1, ("AUTH-03", "SSLCFG-CACERT-02")),
    ("NVRAM", 2, ("AUTH-08", "SSLCFG-CACERT-02", "SSLCFG-CLICERT-02", "SSLCFG-CLIKEY-02")),
)
DEMAND = {1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}


@pytest.mark.parametrize(
    ("storage", "seclevel", "requirements"),
    [
        pytest.param(
            storage,
            level,
            requirements,
            id=f"{storage}-seclevel{level}",
            marks=[
                pytest.mark.requirement(*requirements),
                *([pytest.mark.smoke] if level == 2 else []),
            ],
        )
        for storage, level, requirements in CASES
    ],
)
def test_security_data_of_either_storage_authenticate_a_session(
    storage: str,
    seclevel: int,
    requirements: tuple[str, ...],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
) -> None:
    ca, certificate, key = STORAGES[storage]
    client = authority.client()
    for name, data in ((ca, authority.ca_pem), (certificate, client.certificate), (key, client.key)):
        online_modem.security.ensure(name, data)
    context = SslContext.usual(
        seclevel=seclevel,
        ca=ca,
        certificate=certificate if seclevel == 2 else "",
        key=key if seclevel == 2 else "",
    )
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=0)
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile(tls=TlsPolicy(client_certificate=DEMAND[seclevel]))) as pending:
        opened = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)
        expect(opened, *requirements).result(0)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session, *requirements).logged_in().is_protected()
    if seclevel == 2:
        expect(session, *requirements).proved_the_client()


@pytest.mark.smoke
@pytest.mark.parametrize(
    ("seclevel", "requirement"),
    [
        pytest.param(1, "AUTH-04", id="seclevel1", marks=pytest.mark.requirement("AUTH-04")),
        pytest.param(2, "AUTH-11", id="seclevel2", marks=pytest.mark.requirement("AUTH-11")),
    ],
)
def test_no_session_opens_without_a_ca(
    seclevel: int, requirement: str, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    named = SslContext.usual(seclevel=seclevel, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0")
    refused = configure_ftps(online_modem, ftps_server, named, mode=Listener.IMPLICIT, index=4)
    preamble(refused, what="refused settings").is_empty()
    opened, is_logged_in = open_session(online_modem, ftps_server)
    preamble(opened, what="with a CA").result(0)
    preamble(is_logged_in, what="a login at the server with a CA").is_yes()

    unnamed = SslContext.usual(seclevel=seclevel, ca="", certificate="NVRAM:CC0", key="NVRAM:CK0")
    refused = configure_ftps(online_modem, ftps_server, unnamed, mode=Listener.IMPLICIT, index=3)
    if any("cacert" in line for line in refused):
        left_open("the DUT takes no empty name, and its context has a CA")
    preamble(refused, what="refused settings").is_empty()
    opened, is_logged_in = open_session(online_modem, ftps_server)

    expect(opened, requirement).failed()
    expect(is_logged_in, requirement, what="a login at the server").is_no()
