"""Servers without a version, suite or key type of the note: TLS1.3 only (1.1), AEAD only, ECDSA key (Table 1)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.openssl import Modern
from hil.lab.peers import Peers
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps

EVERYTHING = SslContext.usual(version=4, seclevel=0)


@pytest.mark.parametrize(
    ("kind", "identifier"),
    [
        pytest.param(
            Modern.TLS13_ONLY,
            "VER-05",
            id="tls13-only",
            marks=pytest.mark.requirement("VER-05", "ERR-GEN-10"),
        ),
        pytest.param(
            Modern.AEAD_ONLY,
            "SSLCFG-CIPHER-14",
            id="aead-only",
            marks=pytest.mark.requirement("SSLCFG-CIPHER-14", "ERR-GEN-10"),
        ),
    ],
)
def test_a_modern_only_server_is_refused(
    kind: Modern,
    identifier: str,
    online_modem: Modem,
    ftps_server: FtpsServer,
    peers: Peers,
    observe: Observe,
) -> None:
    refused = configure_ftps(online_modem, ftps_server, EVERYTHING, mode=Listener.IMPLICIT)
    preamble(refused, what="refused settings").is_empty()

    with peers.openssl(kind) as server:
        opened = online_modem.ftp.open(*server.address)
        online_modem.ftp.ensure_closed()

    observe(f"answer to a {kind} server", opened.outcome)
    observe(f"handshake with a {kind} server", ", ".join(server.outcomes))
    stimulus(server.outcomes != (), f"the DUT did not connect: {opened.outcome}", of=opened)
    expect(opened, identifier, "ERR-GEN-10").did_not_succeed()  # this server speaks no FTP


@pytest.mark.requirement("CIPH-08")
def test_a_server_without_an_rsa_key_is_refused(
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    refused = configure_ftps(online_modem, ftps_server, EVERYTHING, mode=Listener.IMPLICIT)
    preamble(refused, what="refused settings").is_empty()

    attempted = attempt(online_modem, ftps_server, ServerProfile(chain=authority.chain("ecdsa")))

    observe("answer to an ECDSA-only server", attempted.opened.outcome)
    expect(attempted, "CIPH-08").refused()
    expect(attempted.session, "CIPH-08").handshake_did_not_finish()
