"""The client certificate that the DUT sends, by seclevel and by its configured files (note 2.3, NOTE after Table 3).

The server requests no client certificate, an optional one, or a required one.
Where the note allows the DUT to refuse a session that the server would accept,
the outcome is recorded, and what the DUT reports has to be true.  A session with
all files opens before one that has to be refused, so the refusal is due to the files.
"""

from __future__ import annotations

from enum import StrEnum

import pytest

from hil.deadline import Deadline
from hil.expect import expect, expect_all, left_open, preamble
from hil.fixture_types import Observe
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, configure_ftps, install_security_data, open_ftp
from hil.spec.files import RAM_CERT, RAM_KEY
from hil.tls.policy import ClientCertificate, TlsPolicy


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
    (ClientCertificate.OPTIONAL, 2, (E, E, E, O, E), ("AUTH-09", "AUTH-10", "AUTH-09", "AUTH-08", "AUTH-12")),
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
            identifier,
            id=f"{demand.name.lower()}-seclevel{level}-{given}",
            marks=[
                pytest.mark.requirement(identifier, "ERR-GEN-10"),
                *([pytest.mark.smoke] if (demand, level, given) in SMOKE else []),
            ],
        )
        for demand, level, outcomes, identifiers in EXPECTATIONS
        for given, outcome, identifier in zip(GIVEN, outcomes, identifiers, strict=True)
    ]


@pytest.mark.parametrize(("demand", "seclevel", "given", "expected", "requirement"), cases())
def test_the_client_certificate_decides_whether_a_session_opens(
    demand: ClientCertificate,
    seclevel: int,
    given: str,
    expected: Outcome,
    requirement: str,
    online_modem: Modem,
    ftps_server: FtpsServer,
    authority: Authority,
    observe: Observe,
) -> None:
    install_security_data(online_modem, authority)
    stranger = authority.client("mismatched-key")
    online_modem.security.ensure(RAM_CERT, stranger.certificate)
    online_modem.security.ensure(RAM_KEY, stranger.key)
    if expected is not Outcome.OPENS:  # what does not open is due to the files then
        with ftps_server.expecting(asking(ClientCertificate.REQUIRED)):
            control = opened_with(online_modem, ftps_server, "both", seclevel=2)
            preamble(control, what="with certificate and key").result(0)

    with ftps_server.expecting(asking(demand)) as pending:
        opened = opened_with(online_modem, ftps_server, given, seclevel=seclevel)
        handshakes = [session.control.handshake for session in pending.sessions if session.control.handshake]

    observe("outcome", opened.outcome)
    is_shown = any(handshake.client_chain for handshake in handshakes)
    observe("client certificate", "sent" if is_shown else "not sent")
    expect(opened.ok, "ERR-GEN-10", what="AT+QFTPOPEN reports a session").equals(logged_in(opened, pending))
    if expected is Outcome.OPENS:
        expect(opened, requirement).result(0)
    if expected is Outcome.REFUSED:
        expect(opened, requirement).failed()
    if given == "mismatched" and demand is ClientCertificate.OPTIONAL and seclevel == 2 and opened.ok:
        for handshake in handshakes:  # an empty list is an answer of RFC 5246, 7.4.6
            expect(handshake, requirement).showed_no_client()
    if seclevel == 2 and given == "both" and demand is not ClientCertificate.NONE:
        expect(handshakes, requirement, what="the TLS handshakes at the server").is_not_empty()
        for handshake in handshakes:
            expect(handshake, requirement).proved_the_client()


@pytest.mark.requirement("AUTH-06", "AUTH-07", "AUTH-08", "AUTH-09")
def test_the_client_certificate_decides_in_explicit_mode_too(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    explicit = Listener.EXPLICIT

    with ftps_server.expecting(asking(ClientCertificate.REQUIRED)) as pending:
        opened = opened_with(online_modem, ftps_server, "both", seclevel=2, mode=explicit)
        expect(opened, "AUTH-08").result(0)
        session = pending.session(Deadline.after(SESSION_END_S))
    expect(session, "AUTH-08").proved_the_client()

    with ftps_server.expecting(asking(ClientCertificate.OPTIONAL)):
        opened = opened_with(online_modem, ftps_server, "nothing", seclevel=1, mode=explicit)
    expect(opened, "AUTH-06").result(0)

    with expect_all():
        for seclevel, identifier in ((1, "AUTH-07"), (2, "AUTH-09")):
            with ftps_server.expecting(asking(ClientCertificate.REQUIRED)) as pending:
                opened = opened_with(online_modem, ftps_server, "nothing", seclevel=seclevel, mode=explicit)
            expect(opened, identifier).failed()
            expect(pending, identifier).saw_no_login()


def asking(demand: ClientCertificate) -> ServerProfile:
    """A server with that demand of a client certificate."""
    return ServerProfile(tls=TlsPolicy(client_certificate=demand))


def opened_with(
    modem: Modem, server: FtpsServer, given: str, *, seclevel: int, mode: Listener = Listener.IMPLICIT
) -> Exchange:
    """AT+QFTPOPEN with the files of a row of GIVEN; the session is closed."""
    __tracebackhide__ = True
    index, certificate, key = GIVEN[given]
    context = SslContext.usual(seclevel=seclevel, ca="NVRAM:CA0", certificate=certificate, key=key)
    refused = configure_ftps(modem, server, context, mode=mode, index=index)
    if any(line.startswith("AT+QSSLCFG") and '""' in line for line in refused):
        left_open("the DUT refuses an empty name, so the name of an earlier case stays")
    preamble(refused, what="refused settings").is_empty()
    opened = open_ftp(modem, server, mode)
    modem.ftp.ensure_closed()
    return opened


def logged_in(opened: Exchange, pending: Pending) -> bool:
    """Whether the server saw a login; the end of a session that the DUT reports is awaited."""
    if opened.ok and pending.sessions:
        return pending.session(Deadline.after(SESSION_END_S)).logged_in
    return any(session.logged_in for session in pending.sessions)


@pytest.mark.requirement("AUTH-08")
def test_the_certificate_of_the_bound_context_is_shown(
    online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    second = authority.client("second")
    online_modem.security.ensure(RAM_CERT, second.certificate)
    online_modem.security.ensure(RAM_KEY, second.key)
    shown = {"both": authority.client().der, "mismatched": second.der}

    for given in ("both", "mismatched", "both"):
        with ftps_server.expecting(asking(ClientCertificate.REQUIRED)) as pending:
            opened = opened_with(online_modem, ftps_server, given, seclevel=2)
            expect(opened, "AUTH-08").result(0)
            session = pending.session(Deadline.after(SESSION_END_S))
        handshake = expect(session.control.handshake, "AUTH-08", what="the handshake").is_present()
        expect(handshake, "AUTH-08").proved_the_client()
        expect(handshake.client_chain[:1], "AUTH-08", what=f"the certificate of {GIVEN[given][1]}").equals(
            (shown[given],)
        )
