"""The client certificate on the data connection, for which the server asks there alone (note 2.3, <seclevel>)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, install_security_data
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..transfer.sessions import DataMode
from .transfers import Direction, judge_success, transfer, use_data_mode


@pytest.mark.requirement("AUTH-08")
@pytest.mark.parametrize(
    ("mode", "data_mode", "direction"),
    [
        pytest.param(
            mode, data_mode, direction, id=f"{mode.value}-{data_mode.name.lower()}-{direction.value}"
        )
        for mode, data_mode, direction in (
            (Listener.IMPLICIT, DataMode.PASSIVE, Direction.UP),
            (Listener.IMPLICIT, DataMode.ACTIVE, Direction.DOWN),
            (Listener.EXPLICIT, DataMode.PASSIVE, Direction.DOWN),
            (Listener.EXPLICIT, DataMode.ACTIVE, Direction.UP),
        )
    ],
)
def test_the_client_proves_itself_on_the_data_connection(
    mode: Listener,
    data_mode: DataMode,
    direction: Direction,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
) -> None:
    install_security_data(online_modem, authority)
    context = SslContext.usual(seclevel=2, ca="NVRAM:CA0", certificate="NVRAM:CC0", key="NVRAM:CK0")
    refused = configure_ftps(online_modem, ftps_server, context, mode=mode)
    preamble(refused, what="refused settings").is_empty()
    use_data_mode(online_modem, data_mode)
    profile = ServerProfile(data_tls=TlsPolicy(client_certificate=ClientCertificate.REQUIRED))

    came = transfer(online_modem, ftps_server, profile, mode, direction)

    handshake = expect(came.connection.handshake, "AUTH-08", what="a handshake").is_present()
    expect(handshake, "AUTH-08", what="the data connection").proved_the_client()
    judge_success(came, "AUTH-08")
