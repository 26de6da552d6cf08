"""The client certificate that the DUT sends, by seclevel and by its configured files (note 2.3, NOTE after Table 3).

The server requests no client certificate, an optional one, or a required one.
Where the note allows the DUT to refuse a session that the server would accept,
both outcomes pass and the outcome is recorded.
"""

from __future__ import annotations

from enum import StrEnum

import pytest

from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import configure_ftps, install_security_data, open_ftp
from hil.spec.files import RAM_CERT, RAM_KEY
from hil.tls.policy import ClientCertificate, TlsPolicy
from hil.verdict import Mismatch


class Outcome(StrEnum):
    """The allowed outcome of AT+QFTPOPEN."""

    OPENS = "opens"
    REFUSED = "refused"
    EITHER = "either"


O, R, E = Outcome.OPENS, Outcome.REFUSED, Outcome.EITHER  # noqa: E741 - the letters of the table

GIVEN = {  # configured files: an SSL context for each, clientcert, clientkey
    "nothing": (1, "", ""),
    "certificate": (2, "NVRAM:CC0", ""),
    "key": (3, "", "NVRAM:CK0"),
    "both": (4, "NVRAM:CC0", "NVRAM:CK0"),
    "mismatched": (5, RAM_CERT, RAM_KEY),
}

# demand of the server, seclevel, outcome for each of GIVEN, requirement for each of GIVEN
EXPECTATIONS = (
    (ClientCertificate.NONE, 0, (O, O, O, O, O), ("AUTH-01", "AUTH-01", "AUTH-01", "AUTH-01", "AUTH-01")),
    (ClientCertificate.NONE, 1, (O, O, O, O, O), ("AUTH-06", "AUTH-06", "AUTH-06", "AUTH-06", "AUTH-06")),
    (ClientCertificate.NONE, 2, (E, E, E, O, E), ("AUTH-09", "AUTH-10", "AUTH-09", "AUTH-08", "AUTH-12")),
    (ClientCertificate.OPTIONAL, 0, (O, O, O, O, O), ("AUTH-01", "AUTH-01", "AUTH-01", "AUTH-01", "AUTH-01")),
    (ClientCertificate.OPTIONAL, 1, (O, O, O, O, O), ("AUTH-06", "AUTH-06", "AUTH-06", "AUTH-06", "AUTH-06")),
    (ClientCertificate.OPTIONAL, 2, (E, E, E, O, R), ("AUTH-09", "AUTH-10", "AUTH-09", "AUTH-08", "AUTH-12")),
    (ClientCertificate.REQUIRED, 0, (R, R, R, E, R), ("AUTH-07", "AUTH-07", "AUTH-07", "AUTH-07", "AUTH-07")),
    (ClientCertificate.REQUIRED, 1, (R, R, R, E, R), ("AUTH-07", "AUTH-07", "AUTH-07", "AUTH-07", "AUTH-07")),
    (ClientCertificate.REQUIRED, 2, (R, R, R, O, R), ("AUTH-09", "AUTH-10", "AUTH-09", "AUTH-08", "AUTH-12")),
)  # fmt: skip

SMOKE = {
    (ClientCertificate.NONE, 0, "nothing"),
    (ClientCertificate.REQUIRED, 1, "nothing"),
    (ClientCertificate.REQUIRED, 2, "both"),
    (ClientCertificate.REQUIRED, 2, "nothing"),
}


def cases() -> list[object]:
    """The server's demand x seclevel x configured files."""
    return [
        pytest.param(
            demand,
            level,
            given,
            outcome,
            id=f"{demand.name.lower()}-seclevel{level}-{given}",
            marks=[
                pytest.mark.requirement(identifier),
                *([pytest.mark.smoke] if (demand, level, given) in SMOKE else []),
            ],
        )
        for demand, level, outcomes, identifiers in EXPECTATIONS
        for given, outcome, identifier in zip(GIVEN, outcomes, identifiers, strict=True)
    ]


@pytest.mark.parametrize(("demand", "seclevel", "given", "expected"), cases())
def test_the_client_certificate_decides_whether_a_session_opens(
    demand: ClientCertificate,
    seclevel: int,
    given: str,
    expected: Outcome,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    index, certificate, key = GIVEN[given]
    install_security_data(online_modem, authority)
    stranger = authority.client("mismatched-key")
    online_modem.security.ensure(RAM_CERT, stranger.certificate)
    online_modem.security.ensure(RAM_KEY, stranger.key)
    context = SslContext.usual(
        seclevel=seclevel,
        ca="NVRAM:CA0",
        certificate=certificate,
        key=key,
    )
    assert configure_ftps(online_modem, ftps_server, context, mode=Listener.IMPLICIT, index=index) == ()

    with ftps_server.expecting(ServerProfile(tls=TlsPolicy(client_certificate=demand))) as pending:
        opened = open_ftp(online_modem, ftps_server, Listener.IMPLICIT)
        online_modem.ftp.ensure_closed()
        shown = [
            session.control.handshake
            for session in pending.sessions
            if session.control.handshake and session.control.handshake.client_chain
        ]

    observe("outcome", opened.outcome)
    observe("client certificate", "sent" if shown else "not sent")
    seen = Outcome.OPENS if opened.result == 0 else Outcome.REFUSED
    if expected not in {seen, Outcome.EITHER}:
        raise Mismatch(expected=str(expected), actual=opened.outcome)
    if seclevel == 2 and given == "both" and demand is not ClientCertificate.NONE:
        assert [handshake.client_verified for handshake in shown] == [True]
