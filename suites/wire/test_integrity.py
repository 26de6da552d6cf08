"""A record that was changed on the wire is detected (note 1: no tampering, no forging)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.lab.relay import Way
from hil.lab.tap import CONTROL, DATA
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftps, sample_content
from hil.spec.tls import CipherSuite

SUITES = (
    CipherSuite.TLS_RSA_WITH_RC4_128_MD5,
    CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA,
    CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256,
)
CONTEXT = SslContext.usual(seclevel=0)
NAME = "confidential-name.bin"
SIZE = 20000
HANDSHAKE = 8192  # bytes: more than the handshake of one connection, in either direction


@pytest.mark.requirement("GEN-04")
@pytest.mark.parametrize("suite", [pytest.param(suite, id=suite.code) for suite in SUITES])
def test_a_tampered_reply_is_not_reported_as_success(
    suite: CipherSuite, online_modem: Modem, ftps_server: FtpsServer, peers: Peers, observe: Observe
) -> None:
    context = SslContext(version=3, suites=(suite,), seclevel=0)
    refused = configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT)
    preamble(refused, what="refused settings").is_empty()
    (ftps_server.root / NAME).write_bytes(sample_content(SIZE, suite.code))

    with (
        ftps_server.expecting(ServerProfile()),
        peers.relayed(ftps_server, Listener.IMPLICIT) as between,
    ):
        preamble(online_modem.ftp.open(*between.addresses[CONTROL])).succeeded()
        between.arm(CONTROL, Way.DOWN)
        changed = online_modem.ftp.path("/")
        if changed.ok and not between.tampered:  # 4.2.2 does not say when the server gets the path
            changed = online_modem.ftp.get(NAME, expected_size=SIZE)
        online_modem.ftp.ensure_closed()

    observe("answer to a tampered record", changed.outcome)
    stimulus(bool(between.tampered), f"the relay met no reply to change: {changed.outcome}")
    expect(changed, "GEN-04").failed()


def tampered_transfer(modem: Modem, peers: Peers, *, way: Way, data: bytes) -> Exchange:
    """An upload or a download of which the relay changes one record; inconclusive if it changed none."""
    with peers.tapped(Listener.IMPLICIT) as tapped:
        refused = configure_ftps(modem, tapped.server, CONTEXT, mode=Listener.IMPLICIT)
        preamble(refused, what="refused settings").is_empty()
        if way is Way.DOWN:
            (tapped.server.root / NAME).write_bytes(data)
        with tapped.server.expecting(ServerProfile()):
            preamble(modem.ftp.open(*tapped.address)).succeeded()
            tapped.relay.arm(DATA, way, after=HANDSHAKE)
            if way is Way.UP:
                moved = modem.ftp.put(NAME, data)
            else:
                moved = modem.ftp.get(NAME, expected_size=len(data))
            modem.ftp.ensure_closed()
    stimulus(bool(tapped.relay.tampered), f"the relay met no data to change: {moved.outcome}")
    return moved


@pytest.mark.requirement("GEN-04")
def test_a_tampered_download_is_not_reported_as_success(online_modem: Modem, peers: Peers) -> None:
    data = sample_content(SIZE, "tampered")

    downloaded = tampered_transfer(online_modem, peers, way=Way.DOWN, data=data)

    expect(downloaded, "GEN-04").failed()


@pytest.mark.requirement("GEN-04")
def test_a_tampered_upload_is_not_reported_as_success(online_modem: Modem, peers: Peers) -> None:
    data = sample_content(SIZE, "tampered upload")

    uploaded = tampered_transfer(online_modem, peers, way=Way.UP, data=data)

    expect(uploaded, "GEN-04").failed()
