"""Two client certificates by turns, and a foreign key between them, in both modes (note 2.3).

Each pair of files has an SSL context of its own.  The server demands a certificate on
both connections, and shows which one came.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hil.deadline import Deadline
from hil.expect import expect, expect_all, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.pki.authority import Authority
from hil.session import SESSION_END_S, configure_ftps, install_security_data, open_ftp
from hil.spec.files import NVRAM_CERT, NVRAM_KEY, RAM_CERT, RAM_KEY
from hil.tls.policy import ClientCertificate, TlsPolicy

from ..data_connection.transfers import Direction, judge_success, transfer, use_data_mode
from ..transfer.sessions import DataMode

FIRST, SECOND, CROSSED, CROSSED_AGAIN = "first", "second", "crossed", "crossed again"
FILES = {  # the context, the certificate, the key; that in RAM: belongs to none
    FIRST: (1, NVRAM_CERT, NVRAM_KEY),
    SECOND: (4, RAM_CERT, NVRAM_KEY),
    CROSSED: (5, NVRAM_CERT, RAM_KEY),
    CROSSED_AGAIN: (2, RAM_CERT, RAM_KEY),
}
COURSE = (
    *(FIRST, SECOND, CROSSED, FIRST, CROSSED_AGAIN, "error", CROSSED, SECOND),
    *("deactivation", CROSSED, SECOND, FIRST, CROSSED_AGAIN),
)
DEMANDING, ASKING = (
    ServerProfile(tls=TlsPolicy(client_certificate=demand))
    for demand in (ClientCertificate.REQUIRED, ClientCertificate.OPTIONAL)
)


@pytest.mark.requirement("AUTH-08", "AUTH-12")
@pytest.mark.parametrize("mode", [Listener.IMPLICIT, Listener.EXPLICIT], ids=lambda mode: mode.value)
def test_each_context_shows_its_own_certificate_and_needs_its_own_key(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, authority: Authority
) -> None:
    install_security_data(online_modem, authority)
    second = authority.client("second")
    online_modem.security.ensure(RAM_CERT, second.certificate)
    online_modem.security.ensure(RAM_KEY, authority.client("mismatched-key").key)
    certificates = {FIRST: authority.client().der, SECOND: second.der}
    use_data_mode(online_modem, DataMode.ACTIVE if mode is Listener.EXPLICIT else DataMode.PASSIVE)

    with expect_all():
        for place, step in enumerate(COURSE):
            if step in FILES:
                enter(online_modem, ftps_server, step, mode)
            if step == "error":
                preamble(online_modem.ssl.set("seclevel", 0, 9)).failed()
            elif step == "deactivation":
                preamble(online_modem.pdp.deactivate()).accepted()
                online_modem.pdp.ensure_active()
            elif step in certificates:
                direction = Direction.UP if place % 2 else Direction.DOWN
                judge_shown(online_modem, ftps_server, mode, direction, certificates, step)
            else:
                judge_not_shown(online_modem, ftps_server, mode, step)


def enter(modem: Modem, server: FtpsServer, step: str, mode: Listener) -> None:
    """Bind the context with the files of that step."""
    __tracebackhide__ = True
    index, certificate, key = FILES[step]
    context = SslContext.usual(seclevel=2, ca="NVRAM:CA0", certificate=certificate, key=key)
    refused = configure_ftps(modem, server, context, mode=mode, index=index)
    preamble(refused, what="refused settings").is_empty()


def judge_not_shown(modem: Modem, server: FtpsServer, mode: Listener, step: str) -> None:
    """No session with a server that demands a certificate; one that only asks for it may let the DUT in without."""
    __tracebackhide__ = True
    with server.expecting(DEMANDING):
        demanded = open_ftp(modem, server, mode)
        modem.ftp.ensure_closed()
    expect(demanded, "AUTH-12", what=f"AT+QFTPOPEN ({step}: a foreign key)").failed()
    with server.expecting(ASKING) as pending:
        asked = open_ftp(modem, server, mode)
        modem.ftp.ensure_closed()
        if not asked.ok:  # a DUT that knows that the key is a foreign one need not dial
            return
        session = pending.session(Deadline.after(SESSION_END_S))
    handshake = expect(session.control.handshake, "AUTH-12", what="a handshake").is_present()
    expect(handshake, "AUTH-12").showed_no_client()


def judge_shown(
    modem: Modem,
    server: FtpsServer,
    mode: Listener,
    direction: Direction,
    certificates: Mapping[str, bytes],
    step: str,
) -> None:
    """A session with a transfer, in which each connection shows the certificate of that step, and proves it."""
    __tracebackhide__ = True
    came = transfer(modem, server, DEMANDING, mode, direction)
    judge_success(came, "AUTH-08")
    for connection in (came.session.control, *came.session.data):
        handshake = expect(connection.handshake, "AUTH-08", what="a handshake").is_present()
        expect(handshake, "AUTH-08").proved_the_client()
        what = f"the certificate of {FILES[step][1]}"
        expect(handshake.client_chain[:1], "AUTH-08", what=what).equals((certificates[step],))
