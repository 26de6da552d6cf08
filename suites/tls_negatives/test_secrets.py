"""Nothing of user, password or data leaves the DUT before it has authenticated the server (note 1.1, 2.3: seclevel 1 and 2).

What is looked at are the bytes on the wire, whatever the DUT reports.
"""

from __future__ import annotations

from itertools import product

import pytest

from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.spec.tls import Version
from hil.tls.faults import TlsFaults
from hil.tls.policy import ClientCertificate, TlsPolicy

from .meeting import SUITE, Observe, assert_nothing_given_away, context, meet, prepare

BEFORE_TLS = {Listener.IMPLICIT: frozenset[str](), Listener.EXPLICIT: frozenset({"AUTH", "FEAT"})}
DEMAND = {1: ClientCertificate.NONE, 2: ClientCertificate.REQUIRED}

NOT_AUTHENTICATED = (
    ("other-ca", ""),
    ("self-signed", ""),
    ("bad-signature", ""),
    ("good", "finished-bad"),
    ("good", "mac-bad-on-finished"),
    ("good", "finished-in-clear"),
)
"""A chain, and a fault of a server that shows the right chain and has not its key."""
AT_BOTH_LEVELS = (("other-ca", ""), ("good", "finished-bad"))


@pytest.mark.parametrize(
    ("mode", "seclevel", "chain", "fault"),
    [
        pytest.param(
            mode,
            level,
            chain,
            fault,
            id=f"{mode.value}-seclevel{level}-{fault or chain}",
            marks=pytest.mark.requirement("GEN-02", "GEN-05", *(("GEN-04",) if fault else ())),
        )
        for (chain, fault), level, mode in product(
            NOT_AUTHENTICATED, (1, 2), (Listener.IMPLICIT, Listener.EXPLICIT)
        )
        if level == 1 or (chain, fault) in AT_BOTH_LEVELS
    ],
)
def test_no_secret_is_told_to_a_server_that_is_not_authenticated(
    mode: Listener,
    seclevel: int,
    chain: str,
    fault: str,
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

    met = meet(online_modem, ftps_server, ServerProfile(chain=authority.chain(chain), tls=policy), mode=mode)

    observe("reaction", met.opened.outcome)
    assert not met.opened.ok, met.opened.outcome
    assert_nothing_given_away(met.session, ftps_server, before_tls=BEFORE_TLS[mode])
