"""The DUT sends no user name, password or data before it has authenticated the server (note 1.1, 2.3: seclevel 1, 2).

The bytes on the wire are judged, not only the report of the DUT.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import pytest

from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt
from hil.spec.tls import Version
from hil.tls.faults import FAULTS, TlsFaults
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..clear_commands import BEFORE_TLS
from .faulty_server import SUITE, context, judge_refusal, prepare

IN_CLEAR: Mapping[Listener, tuple[str, ...]] = {
    Listener.IMPLICIT: (),
    Listener.EXPLICIT: (*BEFORE_TLS, "QUIT"),
}
DEMAND = {1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}

NOT_AUTHENTICATED = (
    ("other-ca", "", (1, 2), ("GEN-02", "GEN-05")),
    ("self-signed", "", (1,), ("GEN-02", "GEN-05")),
    ("bad-signature", "", (1,), ("GEN-02", "AUTH-16")),
    ("good", "finished-bad", (1, 2), ("GEN-02", "TLS-05")),
    ("good", "mac-bad-on-finished", (1,), ("GEN-02", "GEN-04")),
    ("good", "finished-in-clear", (1,), ("GEN-02", "TLS-05")),
)
"""A chain; the TLS fault of a server that sends the right chain without having its key; levels; requirements."""


@pytest.mark.parametrize(
    ("mode", "seclevel", "chain", "fault", "requirements"),
    [
        pytest.param(
            mode,
            level,
            chain,
            fault,
            requirements,
            id=f"{mode.value}-seclevel{level}-{fault or chain}",
            marks=pytest.mark.requirement(*requirements),
        )
        for chain, fault, levels, requirements in NOT_AUTHENTICATED
        for level, mode in product(levels, (Listener.IMPLICIT, Listener.EXPLICIT))
    ],
)
def test_no_secret_is_sent_to_an_unauthenticated_server(
    mode: Listener,
    seclevel: int,
    chain: str,
    fault: str,
    requirements: tuple[str, ...],
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    prepare(online_modem, ftps_server, authority, context(seclevel=seclevel), mode=mode)
    policy = TlsPolicy.pinned(
        Version.TLS12,
        SUITE,
        client_certificate=DEMAND[seclevel],
        faults=TlsFaults(control=frozenset({fault} - {""})),
    )

    shown = authority.chain(chain)
    attempted = attempt(online_modem, ftps_server, ServerProfile(chain=shown, tls=policy), mode=mode)

    observe("reaction", attempted.opened.outcome)
    judge_refusal(
        attempted,
        ftps_server,
        *requirements,
        flaw=FAULTS[fault].about if fault else shown.flaw,
        before_tls=IN_CLEAR[mode],
    )
