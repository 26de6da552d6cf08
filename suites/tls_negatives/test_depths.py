"""A flaw at each depth of a chain, on the control and on the data connection, in both modes, with each version.

A case has one context and many sessions: one with a good chain at the end, so what was
refused before was refused for its flaw (note 1.1, 2.3; RFC 5280, 6.1).
"""

from __future__ import annotations

import pytest

from hil.expect import expect, expect_all, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt
from hil.spec.tls import Version
from hil.tls.policy import TlsPolicy

from ..data_connection.transfers import Direction, judge_success, transfer
from ..data_connection.transfers import judge_refusal as judge_no_transfer
from ..demands.chains import CHAIN_DEMANDS
from .faulty_server import judge_refusal
from .plan import (
    BY_VERSION,
    IN_CLEAR,
    MODES,
    authenticate_with,
    direction_of,
    enter,
    every,
    mode_of,
    share,
    suite_of,
)

FLAWS = (
    *("leaf-forged", "leaf-expired", "leaf-foreign", "leaf-not-yet-valid", "leaf-unknown-critical-extension"),
    *("issuer-bad-signature", "issuer-expired", "issuer-ca-false", "issuer-not-yet-valid"),
    *("issuer-no-cert-sign", "issuer-unknown-critical-extension", "path-length-exceeded"),
    *("missing-intermediate", "upper-bad-signature", "upper-expired", "upper-ca-false"),
    *("upper-not-yet-valid", "upper-no-cert-sign", "upper-unknown-critical-extension"),
    *("path-length-1-exceeded", "missing-upper", "upper-issuer-name", "other-ca", "issuer-name"),
)
"""Flaws of the leaf below a good CA, of the CA above it, of the one above that, and of all that is sent."""

SECLEVEL = {Version.SSL30: 1, Version.TLS10: 1, Version.TLS11: 2, Version.TLS12: 2}
IDS = every((*(CHAIN_DEMANDS[name].requirements for name in FLAWS), ("AUTH-03", "AUTH-13")))


def demanded(name: str, seclevel: int) -> tuple[str, ...]:
    """The requirements of the flaw; AUTH-05 is about seclevel 1, AUTH-13 the same at seclevel 2."""
    ids = CHAIN_DEMANDS[name].requirements
    return tuple("AUTH-13" if one == "AUTH-05" and seclevel == 2 else one for one in ids)


@pytest.mark.requirement(*IDS)
@BY_VERSION
def test_no_session_opens_with_a_flaw_at_any_depth(
    version: Version, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    seclevel = SECLEVEL[version]
    authenticate_with(online_modem, ftps_server, authority, version, seclevel=seclevel)
    tls = TlsPolicy.pinned(version, suite_of(version))

    with expect_all():
        for place, name in enumerate(share(FLAWS, version)):
            mode, chain = mode_of(place, version), authority.chain(name)
            enter(online_modem, ftps_server, mode)

            attempted = attempt(online_modem, ftps_server, ServerProfile(chain=chain, tls=tls), mode=mode)

            ids = demanded(name, seclevel)
            judge_refusal(attempted, ftps_server, *ids, flaw=chain.flaw, before_tls=IN_CLEAR)
        for mode in MODES:
            enter(online_modem, ftps_server, mode)
            attempted = attempt(online_modem, ftps_server, ServerProfile(tls=tls), mode=mode)
            expect(attempted, "AUTH-03", what="AT+QFTPOPEN (a good chain)").opened()


@pytest.mark.requirement(*IDS)
@BY_VERSION
def test_no_file_is_moved_over_a_data_connection_with_a_flaw_at_any_depth(
    version: Version, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    seclevel = SECLEVEL[version]
    authenticate_with(online_modem, ftps_server, authority, version, seclevel=seclevel)
    tls = TlsPolicy.pinned(version, suite_of(version))

    with expect_all():
        for place, name in enumerate(share(FLAWS, version)):
            mode, chain = mode_of(place, version), authority.chain(name)
            enter(online_modem, ftps_server, mode)
            profile = ServerProfile(tls=tls, data_chain=chain)

            came = transfer(online_modem, ftps_server, profile, mode, direction_of(place, version))

            judge_no_transfer(came, *demanded(name, seclevel), flaw=chain.flaw)
        for mode in MODES:
            enter(online_modem, ftps_server, mode)
            came = transfer(online_modem, ftps_server, ServerProfile(tls=tls), mode, Direction.DOWN)
            judge_success(came, "AUTH-03")


AFTER = ("leaf-foreign", "issuer-bad-signature", "upper-ca-false", "issuer-expired")
"""By turns on the control and on the data connection."""
IDS_AFTER = every(CHAIN_DEMANDS[name].requirements for name in AFTER)


@pytest.mark.requirement(*IDS_AFTER)
@pytest.mark.parametrize(
    ("event", "names"), [pytest.param("deactivation", AFTER), pytest.param("reboot", AFTER[:2])]
)
def test_chains_are_checked_after_a_fresh_start(
    event: str, names: tuple[str, ...], online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    tls = TlsPolicy.pinned(Version.TLS12, suite_of(Version.TLS12))

    with expect_all():
        for place, name in enumerate(names):
            chain, ids, mode = authority.chain(name), CHAIN_DEMANDS[name].requirements, MODES[place // 2]
            start_afresh(online_modem, by_reboot=event == "reboot")
            authenticate_with(online_modem, ftps_server, authority, Version.TLS12, seclevel=1)
            enter(online_modem, ftps_server, mode)
            if place % 2 == 0:
                attempted = attempt(online_modem, ftps_server, ServerProfile(chain=chain, tls=tls), mode=mode)
                judge_refusal(attempted, ftps_server, *ids, flaw=chain.flaw, before_tls=IN_CLEAR)
            else:
                profile = ServerProfile(tls=tls, data_chain=chain)
                came = transfer(online_modem, ftps_server, profile, mode, Direction.DOWN)
                judge_no_transfer(came, *ids, flaw=chain.flaw)


def start_afresh(modem: Modem, *, by_reboot: bool) -> None:
    """A module with an active context after a reboot, or after a deactivation."""
    if by_reboot:
        modem.reboot()
    else:
        preamble(modem.pdp.deactivate()).accepted()
    modem.pdp.ensure_active()
