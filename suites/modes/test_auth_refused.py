"""Explicit mode against a server that does not answer AUTH by 234: no session, and no login in clear.

Note 2.2, RFC 4217, 4.  A client that begins TLS after another positive reply than 234 is
refused by the server, which has no TLS.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftps


@pytest.mark.requirement("MODE-08", "GEN-02")
@pytest.mark.parametrize(
    "reply",
    [
        pytest.param("500 what?", id="500"),
        pytest.param("502 not implemented", id="502"),
        pytest.param("534 refused for policy reasons", id="534"),
        pytest.param("431 not now", id="431"),
        pytest.param("504 not that mechanism", id="504"),
        pytest.param("334 more data, please", id="334"),
        pytest.param("230 logged in", id="230"),
        pytest.param("200 whatever", id="200"),
    ],
)
def test_no_login_in_clear_follows_a_refused_auth(
    reply: str, online_modem: Modem, ftps_server: FtpsServer, peers: Peers, observe: Observe
) -> None:
    context = SslContext.usual(seclevel=0)
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.EXPLICIT)
    preamble(refused, what="refused settings").is_empty()

    with peers.refusing(reply) as server:
        opened = online_modem.ftp.open(*server.address)
        online_modem.ftp.ensure_closed()

    observe("outcome", opened.outcome)
    login = [verb for verb in server.verbs if verb in {"USER", "PASS"}]
    expect(login, "MODE-08", "GEN-02", what="the login in clear").is_empty()
    expect(opened, "MODE-08").did_not_succeed()
    stimulus("AUTH" in server.verbs, f"the DUT did not ask for TLS: {opened.outcome}", of=opened)
