"""Each of the six SSL contexts can be bound to FTPS, and it is the bound one that counts (note 2.3, ftpsctxi)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_S, dial, secure
from hil.spec.tls import CipherSuite

from .matrix import SUITES

REQUIREMENT = {
    0: "SSLCFG-FTPSCTX-04",
    1: "SSLCFG-FTPSCTX-05",
    2: "SSLCFG-FTPSCTX-06",
    3: "SSLCFG-FTPSCTX-07",
    4: "SSLCFG-FTPSCTX-08",
    5: "SSLCFG-FTPSCTX-09",
}


def offered_through(modem: Modem, server: FtpsServer, index: int, suite: CipherSuite) -> frozenset[int]:
    """What the ClientHello offers when context `index` is restricted to `suite` and bound."""
    context = SslContext(version=3, suites=(suite,), seclevel=0)
    assert secure(modem, server, context, mode=Listener.IMPLICIT, index=index) == ()
    with server.expecting(ServerProfile()) as pending:
        opened = dial(modem, server, Listener.IMPLICIT)
        assert opened.result == 0, opened.outcome
        modem.ftp.close()
        handshake = pending.session(Deadline.after(SESSION_S)).control.handshake
    assert handshake is not None
    assert handshake.hello is not None
    return handshake.hello.offered


@pytest.mark.parametrize(
    "index",
    [
        pytest.param(
            index,
            marks=[
                pytest.mark.requirement(identifier, "SSLCFG-FTPSCTX-01"),
                *([pytest.mark.smoke] if index in {0, 5} else []),
            ],
            id=f"context{index}",
        )
        for index, identifier in REQUIREMENT.items()
    ],
)
def test_the_bound_context_decides(index: int, online_modem: Modem, ftps_server: FtpsServer) -> None:
    suite = SUITES[index]

    assert offered_through(online_modem, ftps_server, index, suite) == {suite}


@pytest.mark.requirement("SSLCFG-FTPSCTX-13")
def test_rebinding_takes_effect_on_the_next_open(online_modem: Modem, ftps_server: FtpsServer) -> None:
    first = offered_through(online_modem, ftps_server, 0, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA)
    second = offered_through(online_modem, ftps_server, 1, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)

    assert first == {0x0035}
    assert second == {0x002F}
