"""The ClientHello of the DUT, as received by the server, also with each context bound (note 1.1, Table 1, 2.3)."""

from __future__ import annotations

import pytest

from hil.deadline import Deadline
from hil.expect import expect, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, configure_ftps, open_ftp, use_context
from hil.spec.tls import CipherSuite
from hil.tls.observation import ClientHello
from hil.verdict import Cause, Inconclusive

from .matrix import SINGLE, SUITE_REQUIREMENT, SUITES, Setting, suite_of

TABLE_1 = {0x0035, 0x0005, 0x0004, 0x000A, 0x002F, 0x003D}
MARKED = 1  # an <sslversion> that is not the default


def hello_of(modem: Modem, server: FtpsServer) -> ClientHello:
    """The ClientHello of a session that is opened and closed again."""
    with server.expecting(ServerProfile()) as pending:
        opened = open_ftp(modem, server, Listener.IMPLICIT)
        preamble(opened).succeeded()
        modem.ftp.ensure_closed()
        handshake = pending.session(Deadline.after(SESSION_END_S)).control.handshake
    if handshake is None or handshake.hello is None:
        raise Inconclusive("the server saw no ClientHello", Cause.NO_STIMULUS)
    return handshake.hello


def configure(modem: Modem, server: FtpsServer, context: SslContext, *, index: int = 0) -> None:
    """Bind that context for implicit sessions."""
    __tracebackhide__ = True
    refused = configure_ftps(modem, server, context, mode=Listener.IMPLICIT, index=index)
    preamble(refused, what="refused settings").is_empty()


@pytest.mark.smoke
@pytest.mark.requirement("CIPH-07", "SSLCFG-CIPHER-12", "SSLCFG-CIPHER-15", "AUTH-14")
def test_an_untouched_context_offers_the_six_suites_of_table_1(
    modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    modem.ssl.set_suites(5, modem.claims.suites_of(4))  # with the suites of another case it may be refused
    modem.ssl.set_version(5, MARKED)
    modem.reboot()
    modem.pdp.ensure_active()
    if modem.ssl.read_context(5).version == MARKED:
        left_open("the DUT keeps SSL settings over a reboot, so no context is untouched")
    preamble(use_context(modem, ftps_server, 5), what="refused settings").is_empty()

    hello = hello_of(modem, ftps_server)

    observe("suites in the order offered", " ".join(f"0X{suite:04X}" for suite in hello.suites))
    observe("SNI", hello.server_name or "not sent")
    expect(hello, "CIPH-07", "SSLCFG-CIPHER-12").offered_suites(TABLE_1)


@pytest.mark.parametrize(
    ("suite", "identifier"),
    [
        pytest.param(
            suite,
            identifier,
            id=suite.code,
            marks=[
                pytest.mark.requirement("SSLCFG-CIPHER-13", identifier),
                *([pytest.mark.smoke] if identifier == "CIPH-05" else []),
            ],
        )
        for suite, identifier in SUITE_REQUIREMENT.items()
    ],
)
def test_only_the_configured_suite_is_offered(
    suite: CipherSuite, identifier: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    configure(online_modem, ftps_server, SslContext(version=3, suites=(suite,), seclevel=0))

    hello = hello_of(online_modem, ftps_server)

    expect(hello, "SSLCFG-CIPHER-13", identifier).offered_suites({suite})


@pytest.mark.requirement("VER-06")
@pytest.mark.parametrize("setting", [pytest.param(setting, id=setting.title) for setting in SINGLE])
def test_the_configured_version_is_offered(
    setting: Setting, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    version = setting.versions[0]
    context = SslContext(version=setting.sslversion, suites=(suite_of(version),), seclevel=0)
    configure(online_modem, ftps_server, context)

    hello = hello_of(online_modem, ftps_server)

    observe("version of the record layer", f"0x{hello.record_version:04X}")
    expect(hello, "VER-06").offered_version(version)


BOUND_CONTEXT = {
    0: "SSLCFG-FTPSCTX-04",
    1: "SSLCFG-FTPSCTX-05",
    2: "SSLCFG-FTPSCTX-06",
    3: "SSLCFG-FTPSCTX-07",
    4: "SSLCFG-FTPSCTX-08",
    5: "SSLCFG-FTPSCTX-09",
}


def hello_through(modem: Modem, server: FtpsServer, index: int, suite: CipherSuite) -> ClientHello:
    """The ClientHello when context `index` is restricted to `suite` and bound."""
    __tracebackhide__ = True
    configure(modem, server, SslContext(version=3, suites=(suite,), seclevel=0), index=index)
    return hello_of(modem, server)


@pytest.mark.parametrize(
    ("index", "identifier"),
    [
        pytest.param(
            index,
            identifier,
            marks=[
                pytest.mark.requirement(identifier, "SSLCFG-FTPSCTX-01"),
                *([pytest.mark.smoke] if index in {0, 5} else []),
            ],
            id=f"context{index}",
        )
        for index, identifier in BOUND_CONTEXT.items()
    ],
)
def test_the_suite_of_the_bound_context_is_offered(
    index: int, identifier: str, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    suite = SUITES[index]

    hello = hello_through(online_modem, ftps_server, index, suite)

    expect(hello, identifier, "SSLCFG-FTPSCTX-01").offered_suites({suite})


@pytest.mark.requirement("SSLCFG-FTPSCTX-13")
def test_rebinding_takes_effect_on_the_next_open(online_modem: Modem, ftps_server: FtpsServer) -> None:
    first = hello_through(online_modem, ftps_server, 0, CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA)
    second = hello_through(online_modem, ftps_server, 1, CipherSuite.TLS_RSA_WITH_AES_128_CBC_SHA)

    expect(first, "SSLCFG-FTPSCTX-13", what="context 0").offered_suites({0x0035})
    expect(second, "SSLCFG-FTPSCTX-13", what="context 1").offered_suites({0x002F})
