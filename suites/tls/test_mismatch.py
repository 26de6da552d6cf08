"""A server that has no version or no cipher suite in common with the SSL context (note 1.1, 2.3, <sslversion>)."""

from __future__ import annotations

from itertools import permutations, product

import pytest

from hil.deadline import Deadline
from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import SESSION_END_S, attempt, configure_ftps, open_ftp
from hil.spec.tls import CipherSuite, Version
from hil.tls.policy import TlsPolicy

from .matrix import MODES, SINGLE, SUITES, Setting, suite_of

MISMATCHES = [
    pytest.param(
        configured,
        served.versions[0],
        mode,
        id=f"{configured.title}-against-{served.title}-{mode.value}",
        marks=[pytest.mark.smoke]
        if (configured.title, served.title, mode) == ("TLS1.2", "TLS1.0", Listener.IMPLICIT)
        else [],
    )
    for (configured, served), mode in product(permutations(SINGLE, 2), MODES)
]

ALL_AGAINST_ONE = [
    pytest.param(
        served.versions[0],
        mode,
        id=f"all-against-{served.title}-{mode.value}",
        marks=[
            pytest.mark.needs(served.title.lower()),
            *([pytest.mark.smoke] if (served.title, mode) == ("TLS1.2", Listener.IMPLICIT) else []),
        ],
    )
    for served, mode in product(SINGLE, MODES)
]


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
def test_no_session_opens_with_a_server_without_the_configured_suite(
    configured: CipherSuite, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    refused = configure_ftps(
        online_modem,
        ftps_server,
        SslContext(version=3, suites=(configured,), seclevel=0),
        mode=Listener.IMPLICIT,
    )
    preamble(refused, what="refused settings").is_empty()
    others = tuple(suite for suite in SUITES if suite is not configured)

    profile = ServerProfile(tls=TlsPolicy(versions=(Version.TLS12,), suites=others))

    attempted = attempt(online_modem, ftps_server, profile)

    expect(attempted, "CIPH-09", "SSLCFG-CIPHER-14").refused()
    expect(attempted.session, "CIPH-09", "SSLCFG-CIPHER-14").handshake_did_not_finish()


@pytest.mark.requirement("SSLCFG-VERSION-12")
@pytest.mark.parametrize(("configured", "served", "mode"), MISMATCHES)
def test_no_session_opens_with_a_server_of_another_version(
    configured: Setting, served: Version, mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    suite = suite_of(min(configured.versions[0], served))
    refused = configure_ftps(
        online_modem,
        ftps_server,
        SslContext(version=configured.sslversion, suites=(suite,), seclevel=0),
        mode=mode,
    )
    preamble(refused, what="refused settings").is_empty()

    profile = ServerProfile(tls=TlsPolicy.pinned(served, suite))

    attempted = attempt(online_modem, ftps_server, profile, mode=mode)

    expect(attempted, "SSLCFG-VERSION-12").refused()
    expect(attempted.session, "SSLCFG-VERSION-12").handshake_did_not_finish()


@pytest.mark.requirement("SSLCFG-VERSION-13", "SSLCFG-VERSION-07")
@pytest.mark.parametrize(("served", "mode"), ALL_AGAINST_ONE)
def test_a_context_for_all_versions_connects_to_a_server_of_one_version(
    served: Version, mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    suite = suite_of(served)
    refused = configure_ftps(
        online_modem, ftps_server, SslContext(version=4, suites=(suite,), seclevel=0), mode=mode
    )
    preamble(refused, what="refused settings").is_empty()

    with ftps_server.expecting(ServerProfile(tls=TlsPolicy.pinned(served, suite))) as pending:
        opened = open_ftp(online_modem, ftps_server, mode)
        expect(opened, "SSLCFG-VERSION-13", "SSLCFG-VERSION-07").succeeded()
        online_modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))

    expect(session, "SSLCFG-VERSION-13", "SSLCFG-VERSION-07").negotiated(version=served)
