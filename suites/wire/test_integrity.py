"""A record that was tampered with is noticed (note 1: no tampering or forging)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.bench import Bench
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import secure
from hil.spec.tls import CipherSuite
from hil.verdict import Inconclusive

from .relay import Route, Way, relay

SUITES = (
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
)


@pytest.mark.requirement("GEN-04")
@pytest.mark.parametrize("suite", [pytest.param(suite, id=suite.code) for suite in SUITES])
def test_a_tampered_reply_is_no_success(
    suite: CipherSuite,
    online_modem: Modem,
    ftps_server: FtpsServer,
    bench: Bench,
    observe: Callable[[str, object], None],
) -> None:
    context = SslContext(version=3, suites=(suite,), seclevel=0)
    assert secure(online_modem, ftps_server, context, mode=Listener.IMPLICIT) == ()

    with (
        ftps_server.expecting(ServerProfile()),
        relay(Route("control", (bench.host, 0), ftps_server.address(Listener.IMPLICIT))) as between,
    ):
        assert online_modem.ftp.open(*between.addresses["control"]).ok
        between.arm("control", Way.DOWN)
        changed = online_modem.ftp.path("/")
        online_modem.ftp.ensure_closed()

    if not between.tampered:
        raise Inconclusive("nothing was sent by the server that could have been tampered with")
    observe("answer to a tampered record", changed.outcome)
    assert not changed.ok, "a forged reply was taken for success"
