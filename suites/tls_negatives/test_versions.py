"""Servers that break the handshake, with each version, on the control and on the data connection, in both modes.

The other files have all faults with one version, on the control connection in implicit
mode.  A case here has one context, many sessions, and a correct server at its end
(note 1.1, 2.3; RFC 5246, 7).
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from hil.expect import expect, expect_all
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt
from hil.spec.tls import Version
from hil.tls.faults import FAULTS, TlsFaults
from hil.tls.policy import TlsPolicy

from ..data_connection.transfers import Direction, judge_success, transfer
from ..data_connection.transfers import judge_refusal as judge_no_transfer
from ..demands.demand import Reaction
from ..demands.tls_faults import CONTROL_FAULT_DEMANDS, TLS_FAULT_DEMANDS
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

ANSWERS = (
    *("version-higher", "version-lower", "version-unknown", "suite-not-offered", "suite-unknown"),
    *("suite-null", "compression-deflate", "session-id-too-long"),
    *("extension-not-asked-for", "extension-not-asked-for-first"),
)
"""What a ServerHello says that the ClientHello has not offered, or that no ServerHello may say."""
MESSAGES = (
    *("certificate-missing", "server-key-exchange", "hello-done-before-certificate", "data-in-handshake"),
    *("finished-bad", "ccs-early", "finished-in-clear", "mac-bad-on-finished"),
    *("alert-fatal-handshake-failure-in-handshake", "handshake-type-unknown"),
)
"""What breaks the handshake after it."""
LEGAL = ("handshake-straddling", "one-byte-records")

CONTROL_IDS = every(
    (
        *(CONTROL_FAULT_DEMANDS[name].requirements for name in (*ANSWERS, *MESSAGES, *LEGAL)),
        ("GEN-04", "SSLCFG-GEN-07"),
    )
)
DATA_IDS = every(
    (
        *(TLS_FAULT_DEMANDS[name].requirements for name in (*ANSWERS, *MESSAGES)),
        ("SSLCFG-VERSION-12", "SSLCFG-GEN-07"),
    )
)

LOWER = {
    Version.TLS10: (Version.SSL30,),
    Version.TLS11: (Version.TLS10, Version.SSL30),
    Version.TLS12: (Version.TLS11, Version.TLS10, Version.SSL30),
}
"""Versions that a server may answer to a context of one version; it refuses higher ones by itself."""


def met_by(names: Iterable[str], version: Version) -> list[str]:
    """Those that exist in the version; no version is below SSL3.0."""
    absent = {"version-lower"} if version is Version.SSL30 else set()
    return [name for name in names if version in FAULTS[name].versions and name not in absent]


def pinned(version: Version, name: str = "", *, on_data: bool = False) -> TlsPolicy:
    """A server with the pair of the context, and with the fault of that name."""
    names = frozenset({name} if name else ())
    faults = TlsFaults(data=names) if on_data else TlsFaults(control=names)
    return TlsPolicy.pinned(version, suite_of(version), faults=faults)


@pytest.mark.requirement(*CONTROL_IDS)
@BY_VERSION
def test_no_session_opens_with_a_server_that_breaks_the_handshake(
    version: Version, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    authenticate_with(online_modem, ftps_server, authority, version, seclevel=1)
    faults = met_by((*ANSWERS, *share(MESSAGES, version)), version)

    with expect_all():
        for place, name in enumerate((*faults, *LEGAL)):
            mode, demand = mode_of(place, version), CONTROL_FAULT_DEMANDS[name]
            enter(online_modem, ftps_server, mode)

            attempted = attempt(
                online_modem, ftps_server, ServerProfile(tls=pinned(version, name)), mode=mode
            )

            if demand.reaction is Reaction.REFUSE:
                judge_refusal(
                    attempted,
                    ftps_server,
                    *demand.requirements,
                    flaw=FAULTS[name].about,
                    before_tls=IN_CLEAR,
                )
            else:
                what = f"AT+QFTPOPEN ({FAULTS[name].about})"
                expect(attempted, *demand.requirements, what=what).opened()
        for mode in MODES:
            enter(online_modem, ftps_server, mode)
            attempted = attempt(online_modem, ftps_server, ServerProfile(tls=pinned(version)), mode=mode)
            expect(attempted, "SSLCFG-GEN-07", what="AT+QFTPOPEN (a correct server)").opened()


@pytest.mark.requirement(*DATA_IDS)
@BY_VERSION
def test_no_file_is_moved_over_a_data_connection_that_breaks_the_handshake(
    version: Version, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    authenticate_with(online_modem, ftps_server, authority, version, seclevel=1)
    control = pinned(version)
    broken = [
        (pinned(version, name, on_data=True), TLS_FAULT_DEMANDS[name].requirements, FAULTS[name].about)
        for name in met_by((*ANSWERS, *share(MESSAGES, version, other=True)), version)
    ]
    lower = [
        (
            TlsPolicy.pinned(other, suite_of(other)),
            ("SSLCFG-VERSION-12",),
            f"a data connection that takes {other.title} only",
        )
        for other in LOWER.get(version, ())
    ]

    with expect_all():
        for place, (policy, ids, about) in enumerate((*broken, *lower)):
            mode, direction = mode_of(place, version), direction_of(place, version)
            enter(online_modem, ftps_server, mode)
            profile = ServerProfile(tls=control, data_tls=policy)

            came = transfer(online_modem, ftps_server, profile, mode, direction)

            judge_no_transfer(came, *ids, flaw=about)
        for mode, direction in zip(MODES, Direction, strict=True):
            enter(online_modem, ftps_server, mode)
            came = transfer(online_modem, ftps_server, ServerProfile(tls=control), mode, direction)
            judge_success(came, "SSLCFG-GEN-07")
