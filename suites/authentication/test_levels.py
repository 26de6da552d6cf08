"""Each class of bad chain at each seclevel, and good and bad servers in turn (note 2.3, <seclevel>; RFC 5280, 6.1).

suites/tls_negatives/test_chains.py has each chain alone at seclevel 1.  Here several
servers follow one another, as a session must not decide about the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from hil.bench import Bench
from hil.expect import expect, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import Attempt, attempt, configure_ftps, install_security_data
from hil.tls.policy import ClientCertificate, TlsPolicy

REFUSED: Mapping[str, str] = {
    "other-ca": "AUTH-13",
    "self-signed": "AUTH-13",
    "bad-signature": "AUTH-16",
    "signed-by-other-key": "AUTH-16",
    "upper-bad-signature": "AUTH-16",
    "issuer-expired": "AUTH-17",
    "issuer-ca-false": "AUTH-18",
    "path-length-exceeded": "AUTH-18",
    "unknown-critical-extension": "AUTH-19",
    "wrong-key": "AUTH-20",
    "issuer-name": "AUTH-23",
}
"""A chain of each class, and the requirement by which a DUT of seclevel 2 refuses it."""

ACCEPTED = (
    *("other-ca-same-name", "other-ca-with-root", "missing-intermediate", "self-signed-ca", "issuer-name"),
    *("bad-signature", "signed-by-other-key", "upper-bad-signature", "issuer-expired", "not-yet-valid"),
    *("issuer-ca-false", "issuer-no-cert-sign", "path-length-exceeded", "eku-client", "name-mismatch-san"),
)
"""Chains that can be read and whose key fits: what is wrong with them shows to one who verifies only."""

NAMED = (  # seclevel, chain, requirement, whether the session opens
    (0, "other-ca", "AUTH-02", True),
    (1, "good", "AUTH-03", True),
    (1, "other-ca", "AUTH-05", False),
    (2, "good", "AUTH-08", True),
    (2, "other-ca", "AUTH-13", False),
)

OTHER_CA = "RAM:ca_cert.pem"


def prepare(
    modem: Modem, server: FtpsServer, authority: Authority, seclevel: int, *, ca: str = "NVRAM:CA0"
) -> None:
    """Install the good security data, set the clock, and configure that level with that CA; dates count."""
    install_security_data(modem, authority)
    preamble(modem.set_clock(datetime.now(UTC))).accepted()
    level(modem, server, seclevel, ca=ca)


def level(
    modem: Modem,
    server: FtpsServer,
    seclevel: int,
    *,
    ca: str = "NVRAM:CA0",
    ignore_rtc: bool = False,
    mode: Listener = Listener.IMPLICIT,
) -> None:
    """Configure that level with that CA."""
    context = SslContext.usual(seclevel=seclevel, ca=ca, certificate="NVRAM:CC0", key="NVRAM:CK0")
    refused = configure_ftps(modem, server, context, mode=mode, ignore_rtc=ignore_rtc)
    preamble(refused, what="refused settings").is_empty()


def meet(
    modem: Modem, server: FtpsServer, authority: Authority, chain: str, *, client: bool = False
) -> Attempt:
    """Let the DUT meet a server with that chain."""
    demand = ClientCertificate.REQUIRED if client else ClientCertificate.NONE
    profile = ServerProfile(chain=authority.chain(chain), tls=TlsPolicy(client_certificate=demand))
    return attempt(modem, server, profile)


@pytest.mark.requirement("AUTH-02")
def test_level_0_accepts_each_class_of_chain(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority, 0)

    for chain in ACCEPTED:
        met = meet(online_modem, ftps_server, authority, chain)
        expect(met, "AUTH-02", what=f"AT+QFTPOPEN ({authority.chain(chain).flaw})").opened()


@pytest.mark.requirement(
    "AUTH-08", "AUTH-13", "AUTH-16", "AUTH-17", "AUTH-18", "AUTH-19", "AUTH-20", "AUTH-23"
)
def test_level_2_refuses_each_class_of_bad_chain_between_good_ones(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority, 2)

    for ignore_rtc in (False, True):  # what is wrong beside the dates counts either way
        level(online_modem, ftps_server, 2, ignore_rtc=ignore_rtc)
        expect(meet(online_modem, ftps_server, authority, "good", client=True), "AUTH-08").opened()
        for chain, requirement in REFUSED.items():
            if ignore_rtc and requirement == "AUTH-17":
                continue
            met = meet(online_modem, ftps_server, authority, chain, client=True)
            what = f"AT+QFTPOPEN ({authority.chain(chain).flaw}, ignorertctime {int(ignore_rtc)})"
            expect(met, requirement, what=what).refused()
        expect(meet(online_modem, ftps_server, authority, "good", client=True), "AUTH-08").opened()


@pytest.mark.requirement("AUTH-03", "AUTH-05", "GEN-05")
def test_a_good_session_makes_no_later_server_a_trusted_one(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority, 1)

    for chain in ("other-ca-with-root", "other-ca", "other-ca-same-name", "self-signed-ca-name"):
        good = meet(online_modem, ftps_server, authority, "good")
        met = meet(online_modem, ftps_server, authority, chain)

        expect(good, "AUTH-03").opened()
        flaw = authority.chain(chain).flaw
        expect(met, "AUTH-05", "GEN-05", what=f"AT+QFTPOPEN after a good session ({flaw})").refused()
    expect(meet(online_modem, ftps_server, authority, "good"), "AUTH-03").opened()


@pytest.mark.needs("bench-name", "host-names")
@pytest.mark.requirement("AUTH-02", "AUTH-03", "AUTH-05", "AUTH-08", "AUTH-13")
@pytest.mark.parametrize("mode", [Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_a_server_that_is_named_is_verified_like_one_with_an_address(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, authority: Authority, bench: Bench
) -> None:
    prepare(online_modem, ftps_server, authority, 0)

    for seclevel, chain, requirement, opens in NAMED:
        level(online_modem, ftps_server, seclevel, mode=mode)
        demand = ClientCertificate.REQUIRED if seclevel == 2 else ClientCertificate.NONE
        profile = ServerProfile(chain=authority.chain(chain), tls=TlsPolicy(client_certificate=demand))
        attempted = attempt(online_modem, ftps_server, profile, mode=mode, host=bench.host_name)
        what = f"AT+QFTPOPEN to {bench.host_name} at seclevel {seclevel}, chain {chain}"
        met = expect(attempted, requirement, what=what)
        if opens:
            met.opened()
        else:
            met.refused()


@pytest.mark.requirement("AUTH-02", "AUTH-05", "AUTH-13")
def test_each_level_decides_about_its_own_session(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    prepare(online_modem, ftps_server, authority, 0)

    for seclevel, requirement in ((1, "AUTH-05"), (2, "AUTH-13"), (1, "AUTH-05")):
        level(online_modem, ftps_server, 0)
        unchecked = meet(online_modem, ftps_server, authority, "other-ca")
        level(online_modem, ftps_server, seclevel)
        checked = meet(online_modem, ftps_server, authority, "other-ca")

        expect(unchecked, "AUTH-02", what="AT+QFTPOPEN at seclevel 0").opened()
        expect(checked, requirement, what=f"AT+QFTPOPEN at seclevel {seclevel}").refused()


@pytest.mark.requirement("AUTH-03", "AUTH-05", "GEN-05")
def test_the_ca_that_is_configured_decides_after_another_one(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    online_modem.security.ensure(OTHER_CA, authority.chain("other-ca").trust_anchor)
    prepare(online_modem, ftps_server, authority, 1)

    for ca, trusted, foreign in (
        ("NVRAM:CA0", "good", "other-ca"),
        (OTHER_CA, "other-ca", "good"),
        ("NVRAM:CA0", "good", "other-ca"),
    ):
        level(online_modem, ftps_server, 1, ca=ca)
        expect(
            meet(online_modem, ftps_server, authority, trusted), "AUTH-03", what=f"AT+QFTPOPEN with {ca}"
        ).opened()
        met = meet(online_modem, ftps_server, authority, foreign)
        expect(met, "AUTH-05", "GEN-05", what=f"AT+QFTPOPEN with {ca} and a server of the other CA").refused()
