"""Lists of several suites with one version, and with all, on both connections, in both modes (note 2.3, <ciphersuite>).

A server with any one suite of the list opens a session, one with another suite does
not.  Two contexts have different lists, so those of the bound one are seen.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from hil.expect import expect, expect_all, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import attempt, configure_ftps, refusals
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy

from ..data_connection.transfers import Direction, judge_refusal, judge_success, transfer, use_data_mode
from ..transfer.sessions import DataMode

AES128, AES256 = CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA
SHA256 = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA256
RC4_MD5, RC4_SHA = CipherSuite.TLS_RSA_WITH_RC4_128_MD5, CipherSuite.TLS_RSA_WITH_RC4_128_SHA
TRIPLE_DES = CipherSuite.TLS_RSA_WITH_3DES_EDE_CBC_SHA
IMPLICIT, EXPLICIT = Listener.IMPLICIT, Listener.EXPLICIT


class Row(NamedTuple):
    """Two contexts with lists of the same version: `first` is used in implicit mode, `second` in explicit mode."""

    title: str
    sslversion: int
    served: Version
    first: tuple[int, tuple[CipherSuite, ...], CipherSuite]
    second: tuple[int, tuple[CipherSuite, ...], CipherSuite]
    data_mode: DataMode


ROWS = (  # context, its list, a suite that is not in it
    Row(
        *("SSL3.0", 0, Version.SSL30),
        *((0, (RC4_MD5, TRIPLE_DES), RC4_SHA), (1, (TRIPLE_DES, RC4_SHA), RC4_MD5), DataMode.PASSIVE),
    ),
    Row(
        *("TLS1.0", 1, Version.TLS10),
        *((1, (AES128, RC4_SHA, TRIPLE_DES), AES256), (2, (TRIPLE_DES, AES256), AES128), DataMode.ACTIVE),
    ),
    Row(
        *("TLS1.1", 2, Version.TLS11),
        *((2, (RC4_MD5, AES256), AES128), (3, (AES128, AES256, RC4_SHA), TRIPLE_DES), DataMode.PASSIVE),
    ),
    Row(
        *("TLS1.2", 3, Version.TLS12),
        *((3, (SHA256, AES128, RC4_SHA), AES256), (4, (AES256, SHA256), AES128), DataMode.ACTIVE),
    ),
    Row(
        *("all", 4, Version.TLS12),
        *((4, (AES256, RC4_MD5), AES128), (5, (AES128, TRIPLE_DES, AES256), RC4_SHA), DataMode.PASSIVE),
    ),
    Row(
        *("all-at-TLS1.0", 4, Version.TLS10),
        *((5, (TRIPLE_DES, AES128), AES256), (0, (AES256, AES128, RC4_MD5), TRIPLE_DES), DataMode.ACTIVE),
    ),
)


@pytest.mark.requirement(
    "SSLCFG-CIPHER-03", "SSLCFG-CIPHER-13", "SSLCFG-CIPHER-14", "SSLCFG-GEN-07", "CIPH-09", "VER-06"
)
@pytest.mark.parametrize(
    "row",
    [pytest.param(row, id=row.title, marks=pytest.mark.needs(row.served.title.lower())) for row in ROWS],
)
def test_each_suite_of_a_list_is_used_and_no_other(
    row: Row, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    use_data_mode(online_modem, row.data_mode)
    for index, suites, _ in (row.first, row.second):
        context = SslContext(version=row.sslversion, suites=suites, seclevel=0)
        refused = refusals(online_modem.ssl.apply(index, context))
        expect(refused, "SSLCFG-CIPHER-03", what=f"refused settings of context {index}").is_empty()

    with expect_all():
        for mode, (index, suites, other) in (
            (IMPLICIT, row.first),
            (EXPLICIT, row.second),
            (IMPLICIT, row.first),
        ):
            context = SslContext(version=row.sslversion, suites=suites, seclevel=0)
            refused = configure_ftps(online_modem, ftps_server, context, mode=mode, index=index)
            preamble(refused, what="refused settings").is_empty()
            for place, suite in enumerate(suites):
                judge_use(online_modem, ftps_server, row, mode, suite, suites[place - 1], suites)
            judge_refusals(online_modem, ftps_server, row, mode, other, suites)


def judge_use(
    modem: Modem,
    server: FtpsServer,
    row: Row,
    mode: Listener,
    suite: CipherSuite,
    on_data: CipherSuite,
    suites: tuple[CipherSuite, ...],
) -> None:
    """A session with one suite on the control connection and another one of the list on the data connection."""
    __tracebackhide__ = True
    profile = ServerProfile(
        tls=TlsPolicy.pinned(row.served, suite), data_tls=TlsPolicy.pinned(row.served, on_data)
    )
    direction = Direction.UP if mode is EXPLICIT else Direction.DOWN
    came = transfer(modem, server, profile, mode, direction)
    judge_success(came, "SSLCFG-GEN-07")
    for connection in (came.session.control, *came.session.data):
        handshake = expect(connection.handshake, "SSLCFG-CIPHER-13", what="a handshake").is_present()
        hello = expect(handshake.hello, "SSLCFG-CIPHER-13", what="a ClientHello").is_present()
        expect(hello, "SSLCFG-CIPHER-13").offered_no_other_than(suites)
        if row.sslversion < 4:
            expect(hello, "VER-06").offered_version(row.served)


def judge_refusals(
    modem: Modem,
    server: FtpsServer,
    row: Row,
    mode: Listener,
    other: CipherSuite,
    suites: tuple[CipherSuite, ...],
) -> None:
    """A server with a suite that is not in the list, on the control connection and on the data connection."""
    __tracebackhide__ = True
    unfit = TlsPolicy.pinned(row.served, other)
    attempted = attempt(modem, server, ServerProfile(tls=unfit), mode=mode)
    expect(attempted, "CIPH-09", "SSLCFG-CIPHER-14").refused()
    expect(attempted.session, "CIPH-09").handshake_did_not_finish()
    profile = ServerProfile(tls=TlsPolicy.pinned(row.served, suites[0]), data_tls=unfit)
    came = transfer(modem, server, profile, mode, Direction.UP)
    judge_refusal(came, "SSLCFG-CIPHER-14", flaw=f"the data connection takes {other.code} only")
