"""Bad chains, TLS faults and mismatches in explicit mode: a selection of each kind, judged as in implicit mode.

The other files of this folder have all of them in implicit mode.  A case here has one
setting and one session for each flaw; each check names what the flaw breaks.  Data
connections are active, those of the other files passive.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from hil.expect import expect, expect_all, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt, configure_ftps, install_security_data
from hil.spec.tls import CipherSuite, Version
from hil.tls.faults import FAULTS, TlsFaults
from hil.tls.policy import TlsPolicy

from ..clear_commands import BEFORE_TLS
from ..data_connection.transfers import Direction, judge_refusal, transfer, use_data_mode
from ..demands.chains import CHAIN_DEMANDS
from ..demands.tls_faults import CONTROL_FAULT_DEMANDS, TLS_FAULT_DEMANDS
from ..transfer.sessions import DataMode
from .faulty_server import SUITE, context
from .faulty_server import judge_refusal as judge_refused_session

EXPLICIT = Listener.EXPLICIT
IN_CLEAR = (*BEFORE_TLS, "QUIT")
OTHER_SUITE = CipherSuite.TLS_RSA_WITH_AES_256_CBC_SHA

KEYS = ("other-ca", "signed-by-other-key", "bad-signature", "issuer-bad-signature", "garbage")
PATHS = ("missing-intermediate", "issuer-ca-false", "issuer-no-cert-sign", "unknown-critical-extension")
DATES = ("expired", "not-yet-valid", "expired-by-a-second", "issuer-expired")

HELLOS = ("version-higher", "suite-not-offered", "compression-deflate", "extension-not-asked-for")
FLIGHTS = ("certificate-missing", "server-key-exchange", "hello-done-with-body", "data-in-handshake")
FINISHES = ("finished-bad", "ccs-early", "finished-in-clear", "alert-fatal-internal-error-in-handshake")
RECORDS = ("mac-bad", "padding-bad-0", "record-type-unknown")
"""These come after the handshake, with the reply to USER."""

ON_DATA = ("suite-not-offered", "certificate-missing", "finished-bad", "mac-bad-on-finished")


def prepare(modem: Modem, server: FtpsServer, authority: Authority) -> None:
    """The CA, the right time, one version and one suite, and explicit mode."""
    install_security_data(modem, authority)
    preamble(modem.set_clock(datetime.now(UTC))).accepted()
    refused = configure_ftps(modem, server, context(), mode=EXPLICIT, ignore_rtc=False)
    preamble(refused, what="refused settings").is_empty()


def pinned(*, control: Iterable[str] = (), data: Iterable[str] = ()) -> ServerProfile:
    """A server with the pair of the context and these TLS faults."""
    faults = TlsFaults(control=frozenset(control), data=frozenset(data))
    return ServerProfile(tls=TlsPolicy.pinned(Version.TLS12, SUITE, faults=faults))


@pytest.mark.parametrize(
    "chains",
    [
        pytest.param(
            KEYS, id="keys", marks=pytest.mark.requirement("GEN-05", "AUTH-05", "AUTH-16", "AUTH-20")
        ),
        pytest.param(
            PATHS, id="paths", marks=pytest.mark.requirement("GEN-05", "AUTH-05", "AUTH-18", "AUTH-19")
        ),
        pytest.param(
            DATES,
            id="dates",
            marks=pytest.mark.requirement("GEN-05", "AUTH-17", "SSLCFG-RTC-03", "SSLCFG-RTC-08"),
        ),
    ],
)
def test_bad_chains_are_refused_in_explicit_mode(
    chains: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority)

    with expect_all():
        for name in chains:
            chain = authority.chain(name)
            profile = ServerProfile(chain=chain, tls=TlsPolicy.pinned(Version.TLS12, SUITE))

            attempted = attempt(online_modem, ftps_server, profile, mode=EXPLICIT)

            ids = CHAIN_DEMANDS[name].requirements
            judge_refused_session(attempted, ftps_server, *ids, flaw=chain.flaw, before_tls=IN_CLEAR)


@pytest.mark.parametrize(
    "faults",
    [
        pytest.param(
            HELLOS,
            id="hellos",
            marks=pytest.mark.requirement("TLS-01", "TLS-02", "TLS-03", "CIPH-09", "SSLCFG-VERSION-12"),
        ),
        pytest.param(FLIGHTS, id="flights", marks=pytest.mark.requirement("TLS-04", "TLS-06")),
        pytest.param(FINISHES, id="finishes", marks=pytest.mark.requirement("TLS-05", "TLS-08")),
        pytest.param(RECORDS, id="records", marks=pytest.mark.requirement("GEN-04", "TLS-07")),
    ],
)
def test_tls_faults_are_refused_in_explicit_mode(
    faults: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority)

    with expect_all():
        for name in faults:
            attempted = attempt(online_modem, ftps_server, pinned(control={name}), mode=EXPLICIT)

            judge_refused_session(
                attempted,
                ftps_server,
                *CONTROL_FAULT_DEMANDS[name].requirements,
                flaw=FAULTS[name].about,
                before_tls=IN_CLEAR,
                greeted=faults is RECORDS,
            )


@pytest.mark.requirement("CIPH-08", "CIPH-09", "SSLCFG-CIPHER-14")
def test_a_server_without_a_common_suite_or_an_rsa_key_is_refused_in_explicit_mode(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority)
    other = ServerProfile(tls=TlsPolicy.pinned(Version.TLS12, OTHER_SUITE))
    ecdsa = ServerProfile(chain=authority.chain("ecdsa"))

    with expect_all():
        attempted = attempt(online_modem, ftps_server, other, mode=EXPLICIT)
        expect(attempted, "CIPH-09", "SSLCFG-CIPHER-14").refused()
        expect(attempted.session, "CIPH-09").handshake_did_not_finish()
        attempted = attempt(online_modem, ftps_server, ecdsa, mode=EXPLICIT)
        expect(attempted, "CIPH-08").refused()
        expect(attempted.session, "CIPH-08").handshake_did_not_finish()


@pytest.mark.requirement("TLS-02", "TLS-04", "TLS-05", "GEN-04", "CIPH-09")
@pytest.mark.parametrize("direction", [Direction.UP, Direction.DOWN], ids=str)
def test_no_file_is_moved_after_a_faulty_data_handshake_in_explicit_mode(
    direction: Direction, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority)
    use_data_mode(online_modem, DataMode.ACTIVE)

    with expect_all():
        for name in ON_DATA:
            came = transfer(online_modem, ftps_server, pinned(data={name}), EXPLICIT, direction)

            judge_refusal(came, *TLS_FAULT_DEMANDS[name].requirements, flaw=FAULTS[name].about)


@pytest.mark.requirement("GEN-04")
def test_a_download_with_a_faulty_record_fails_in_explicit_mode(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority)
    use_data_mode(online_modem, DataMode.ACTIVE)

    came = transfer(online_modem, ftps_server, pinned(data={"mac-bad"}), EXPLICIT, Direction.DOWN)

    judge_refusal(came, "GEN-04", flaw=FAULTS["mac-bad"].about)
