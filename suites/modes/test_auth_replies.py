"""Replies around AUTH in explicit mode: late, in parts, and with bytes in clear behind them (RFC 4217, 4; RFC 959, 4.2)."""

from __future__ import annotations

import pytest

from hil.expect import expect, preamble
from hil.fixture_types import Observe
from hil.ftps.faults import Action, Delay, Fault, Inject, Point, Split
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import attempt, configure_ftps

from ..clear_commands import BEFORE_TLS

CONTEXT = SslContext.usual(seclevel=0)
LATE_S = 0.03
INJECTED = {
    "230": b"230 User logged in.\r\n",
    "331-230": b"331 Password?\r\n230 User logged in.\r\n",
    "part": b"230 User logged",
}


def prepare(modem: Modem, server: FtpsServer, action: Action) -> ServerProfile:
    """Configure explicit mode; the server with that fault at AUTH."""
    refused = configure_ftps(modem, server, CONTEXT, mode=Listener.EXPLICIT)
    preamble(refused, what="refused settings").is_empty()
    return ServerProfile(ftp=(Fault(Point.REPLY, action, verb="AUTH"),))


@pytest.mark.requirement("MODE-02")
@pytest.mark.parametrize(
    "action",
    [
        pytest.param(Delay(LATE_S), id="late"),
        pytest.param(Split(b"23", LATE_S), id="in-parts"),
        pytest.param(Inject(before=b"234-Proceed.\r\n230 is a number.\r\n"), id="of-several-lines"),
    ],
)
def test_a_session_opens_after_any_form_of_234(
    action: Action, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    profile = prepare(online_modem, ftps_server, action)

    attempted = attempt(online_modem, ftps_server, profile, mode=Listener.EXPLICIT)

    expect(attempted, "MODE-02").opened()
    expect(attempted.session, "MODE-02").negotiated(data=False)


@pytest.mark.requirement("GEN-01", "GEN-02")
@pytest.mark.parametrize("injected", INJECTED)
def test_bytes_in_clear_behind_234_are_no_reply_inside_tls(
    injected: str, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    profile = prepare(online_modem, ftps_server, Inject(after=INJECTED[injected]))

    attempted = attempt(online_modem, ftps_server, profile, mode=Listener.EXPLICIT)

    observe("reaction", attempted.opened.outcome)
    expect(attempted, "GEN-01").is_told_truly()
    expect(attempted.session, "GEN-02").sent_in_clear_only(*BEFORE_TLS, "QUIT")
    # The server answers USER by 331, so after it a client sends PASS or ends the session.
    verbs = [command.verb for command in attempted.session.commands]
    following = verbs[verbs.index("USER") + 1 :][:1] if "USER" in verbs else []
    expect(following, "GEN-01", what="the command after the 331 to USER").is_within({"PASS", "QUIT"})
