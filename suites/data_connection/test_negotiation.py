"""Version and suite of the data connection: those of the SSL context, whatever the control connection has (note 2.3).

The server chooses another version or suite of the context for the data connection, or
demands there what the context does not have.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from hil.expect import expect, expect_all, left_open, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftps
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy

from ..transfer.sessions import DataMode
from .transfers import Direction, Transfer, judge_refusal, judge_success, transfer, use_data_mode

IMPLICIT, EXPLICIT = Listener.IMPLICIT, Listener.EXPLICIT
PASSIVE, ACTIVE = DataMode.PASSIVE, DataMode.ACTIVE
AES128, AES256 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA
RC4_SHA, TRIPLE_DES = CipherSuite.TLS_RSA_WITH_RC4_128_SHA, CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA
ALL, TLS12 = 4, 3
"""Values of <sslversion>."""

FOUR = pytest.mark.parametrize(
    ("mode", "data_mode"),
    [
        pytest.param(mode, data_mode, id=f"{mode.value}-{data_mode.name.lower()}")
        for mode, data_mode in (
            (IMPLICIT, PASSIVE),
            (IMPLICIT, ACTIVE),
            (EXPLICIT, PASSIVE),
            (EXPLICIT, ACTIVE),
        )
    ],
)


class Demand(NamedTuple):
    """The pair that the data connection demands and the context does not have, and the requirement."""

    version: Version
    suite: CipherSuite
    mode: Listener
    data_mode: DataMode
    requirement: str


def prepare(
    modem: Modem, server: FtpsServer, mode: Listener, data_mode: DataMode, context: SslContext
) -> None:
    """Configure the DUT for such sessions."""
    refused = configure_ftps(modem, server, context, mode=mode)
    preamble(refused, what="refused settings").is_empty()
    use_data_mode(modem, data_mode)


def judge_offer(came: Transfer, suites: tuple[CipherSuite, ...], version: Version, *ids: str) -> None:
    """The ClientHello of the data connection offers no suite but these, and this version; ids of suite and version."""
    __tracebackhide__ = True
    handshake = came.connection.handshake
    hello = expect(handshake.hello if handshake else None, ids[0], what="a ClientHello").is_present()
    expect(hello, ids[0], what="the data connection").offered_no_other_than(suites)
    expect(hello, ids[1], what="the data connection").offered_version(version)


@pytest.mark.requirement("SSLCFG-GEN-07", "SSLCFG-CIPHER-13", "VER-06")
@FOUR
def test_the_data_connection_has_another_suite_of_the_context(
    mode: Listener, data_mode: DataMode, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    suites = (AES256, AES128)
    prepare(online_modem, ftps_server, mode, data_mode, SslContext(version=TLS12, suites=suites, seclevel=0))
    there = ServerProfile(
        tls=TlsPolicy.pinned(Version.TLS12, AES256), data_tls=TlsPolicy.pinned(Version.TLS12, AES128)
    )
    back = ServerProfile(tls=there.data_tls or there.tls, data_tls=there.tls)

    uploaded = transfer(online_modem, ftps_server, there, mode, Direction.UP)
    downloaded = transfer(online_modem, ftps_server, back, mode, Direction.DOWN)

    with expect_all():
        for came in (uploaded, downloaded):
            judge_offer(came, suites, Version.TLS12, "SSLCFG-CIPHER-13", "VER-06")
            judge_success(came, "SSLCFG-GEN-07")


@pytest.mark.requirement("SSLCFG-VERSION-07")
@pytest.mark.parametrize(
    ("control", "data", "mode", "data_mode"),
    [
        pytest.param(
            control,
            data,
            mode,
            data_mode,
            id=f"{control.title}-then-{data.title}-{mode.value}-{data_mode.name.lower()}",
            marks=pytest.mark.needs(control.title.lower(), data.title.lower()),
        )
        for control, data, mode, data_mode in (
            (Version.TLS12, Version.TLS10, EXPLICIT, PASSIVE),
            (Version.TLS10, Version.TLS12, IMPLICIT, PASSIVE),
            (Version.TLS12, Version.SSL30, EXPLICIT, ACTIVE),
        )
    ],
)
def test_the_data_connection_has_another_version_of_the_context(
    control: Version,
    data: Version,
    mode: Listener,
    data_mode: DataMode,
    online_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    context = SslContext(version=ALL, suites=(TRIPLE_DES,), seclevel=0)
    prepare(online_modem, ftps_server, mode, data_mode, context)
    profile = ServerProfile(
        tls=TlsPolicy.pinned(control, TRIPLE_DES), data_tls=TlsPolicy.pinned(data, TRIPLE_DES)
    )

    uploaded = transfer(online_modem, ftps_server, profile, mode, Direction.UP)
    downloaded = transfer(online_modem, ftps_server, profile, mode, Direction.DOWN)

    for came in (uploaded, downloaded):
        offered = came.connection.handshake
        if data > control and offered and offered.hello and offered.hello.client_version == control:
            left_open(
                "the DUT goes on with the version of the control connection, as one that resumes has to"
            )
    judge_success(uploaded, "SSLCFG-VERSION-07")
    judge_success(downloaded, "SSLCFG-VERSION-07")


@pytest.mark.parametrize(
    "demand",
    [
        pytest.param(
            demand,
            id=f"{demand.version.title}-{demand.suite.code}-{demand.mode.value}-{demand.data_mode.name.lower()}",
            marks=pytest.mark.requirement(demand.requirement),
        )
        for demand in (
            Demand(Version.TLS12, AES256, IMPLICIT, PASSIVE, "SSLCFG-CIPHER-14"),
            Demand(Version.TLS12, RC4_SHA, EXPLICIT, ACTIVE, "SSLCFG-CIPHER-14"),
            Demand(Version.TLS10, AES128, EXPLICIT, PASSIVE, "SSLCFG-VERSION-12"),
            Demand(Version.TLS11, AES128, IMPLICIT, ACTIVE, "SSLCFG-VERSION-12"),
        )
    ],
)
def test_no_file_is_moved_over_a_data_connection_without_a_pair_of_the_context(
    demand: Demand, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    context = SslContext(version=TLS12, suites=(AES128,), seclevel=0)
    prepare(online_modem, ftps_server, demand.mode, demand.data_mode, context)
    profile = ServerProfile(
        tls=TlsPolicy.pinned(Version.TLS12, AES128), data_tls=TlsPolicy.pinned(demand.version, demand.suite)
    )
    flaw = f"the data connection takes {demand.version.title} with {demand.suite.code} only"

    uploaded = transfer(online_modem, ftps_server, profile, demand.mode, Direction.UP)
    downloaded = transfer(online_modem, ftps_server, profile, demand.mode, Direction.DOWN)

    with expect_all():
        judge_refusal(uploaded, demand.requirement, flaw=flaw)
        judge_refusal(downloaded, demand.requirement, flaw=flaw)
