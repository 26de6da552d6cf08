"""Every server chain that a client of 2018 has to refuse, at seclevel 1 (note 1.1, 2.3; RFC 5280, 6).

The demands, with their grounds, are in `suites/demands/chains.py`.
"""

from __future__ import annotations

import pytest

from hil.fixture_types import Observe, Strictly
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.modem.modem import Modem
from hil.pki.authority import Authority
from hil.session import attempt
from hil.spec.tls import Version
from hil.tls.policy import TlsPolicy

from ..demands.chains import CHAIN_DEMANDS
from ..demands.demand import Demand, Reaction
from .faulty_server import SUITE, context, judge_refusal, observe_alert, prepare


@pytest.mark.requirement("TLS-10")
@pytest.mark.parametrize(
    ("chain", "demand"),
    [
        pytest.param(chain, demand, id=chain, marks=pytest.mark.requirement(*demand.requirements))
        for chain, demand in CHAIN_DEMANDS.items()
        if demand.reaction is Reaction.REFUSE
    ],
)
def test_a_server_with_a_bad_chain_is_refused(
    chain: str,
    demand: Demand,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
    strictly: Strictly,
) -> None:
    prepare(online_modem, ftps_server, authority, context())
    flawed = authority.chain(chain)
    profile = ServerProfile(chain=flawed, tls=TlsPolicy.pinned(Version.TLS12, SUITE))

    attempted = attempt(online_modem, ftps_server, profile)

    observe("reaction", attempted.opened.outcome)
    judge_refusal(attempted, ftps_server, *demand.requirements, flaw=flawed.flaw)
    observe_alert(
        observe, strictly, attempted.session.control, demand.alerts, refused=not attempted.opened.ok
    )
