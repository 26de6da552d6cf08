"""A server that has every suite of Table 1 but the one that the DUT is restricted to (note 1.1, 2.3)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_S, dial, secure
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy

from .matrix import SUITES


@pytest.mark.requirement("CIPH-09", "SSLCFG-CIPHER-14")
@pytest.mark.parametrize(
    "configured",
    [
        pytest.param(
            suite,
            id=suite.code,
            marks=[pytest.mark.smoke] if suite is CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA else [],
        )
        for suite in SUITES
    ],
)
def test_a_server_without_the_configured_suite_is_not_connected(
    configured: CipherSuite, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    refused = secure(
        online_modem,
        ftps_server,
        SslContext(version=3, suites=(configured,), seclevel=0),
        mode=Listener.IMPLICIT,
    )
    assert refused == ()
    others = tuple(suite for suite in SUITES if suite is not configured)

    with ftps_server.expecting(
        ServerProfile(tls=TlsPolicy(versions=(Version.TLS12,), suites=others))
    ) as pending:
        opened = dial(online_modem, ftps_server, Listener.IMPLICIT)
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_S))

    assert not opened.ok, f"a session came about without {configured.code}: {opened.outcome}"
    assert session.control.handshake is not None
    assert session.control.handshake.suite is None
    assert session.logged_in is False
