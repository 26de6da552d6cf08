"""What ends with a context: the sessions in it, and what begins again with the next one (note 4.2.1, 5.1; document [1])."""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open, preamble
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import open_ftp, sample_content
from hil.spec.codes import ResultCode

from ..restarts import RESTARTS, Restart
from ..transfer.sessions import SECURITIES, session
from .addresses import has_address

pytestmark = pytest.mark.needs("pdp-recovery")

BEFORE, LATE, AGAIN = "before.bin", "late.bin", "again.bin"
DATA = sample_content(2000, "deactivation")


def deactivate_in_a_session(
    modem: Modem, server: FtpsServer, security: Listener
) -> tuple[bool, Exchange, bool]:
    """AT+QIDEACT after an upload, and another upload: whether there is an address before it, it, and after it.

    The case is left open if the DUT keeps the context.
    """
    __tracebackhide__ = True
    (server.root / BEFORE).unlink(missing_ok=True)
    with session(modem, server, security):
        preamble(modem.ftp.put(BEFORE, DATA)).result(len(DATA))
        preamble(server.root / BEFORE).holds(DATA)
        deactivated = modem.pdp.deactivate()
        if deactivated.final is not ResultCode.DEACT_OK:
            left_open(f"the DUT keeps a context with a session: {deactivated.outcome}")
        after = has_address(modem)
        late = modem.ftp.put(LATE, DATA)
        return after, late, has_address(modem)


@pytest.mark.requirement("EX421-20", "EX421-27", "PDPERR-11")
@pytest.mark.parametrize(
    ("security", "restart"),
    [
        *(pytest.param(security, None, id=str(security)) for security in SECURITIES),
        *(pytest.param(Listener.PLAIN, start, id=f"ftp-after-a-{name}") for name, start in RESTARTS.items()),
    ],
)
def test_a_session_ends_with_its_context(
    security: Listener, restart: Restart | None, inactive_modem: Modem, ftps_server: FtpsServer
) -> None:
    if restart is not None:
        restart(inactive_modem)
    inactive_modem.pdp.ensure_active()

    after, late, activated_itself = deactivate_in_a_session(inactive_modem, ftps_server, security)
    inactive_modem.pdp.ensure_active()
    with ftps_server.expecting(ServerProfile()) as pending:
        (ftps_server.root / AGAIN).unlink(missing_ok=True)
        opened = open_ftp(inactive_modem, ftps_server, security)
        uploaded = inactive_modem.ftp.put(AGAIN, DATA)
        inactive_modem.ftp.ensure_closed()

    expect(after, "EX421-20", what="an address of the context that AT+QIDEACT deactivated").is_no()
    if activated_itself:
        left_open("the DUT activates its context again for AT+QFTPPUT")
    arrived = (ftps_server.root / LATE).exists()
    expect(arrived, "EX421-20", what="a file that came through the deactivated context").is_no()
    expect(late, "EX421-27", what="an upload without a context").failed()
    expect(opened, "PDPERR-11").succeeded()
    expect(uploaded, "PDPERR-11").result(len(DATA))
    expect(ftps_server.root / AGAIN, "PDPERR-11").holds(DATA)
    expect(pending.sessions[-1], "PDPERR-11").logged_in()


@pytest.mark.requirement("EX421-20", "EX421-27", "PDPERR-11")
def test_each_of_nine_deactivations_ends_the_session(inactive_modem: Modem, ftps_server: FtpsServer) -> None:
    modem = inactive_modem
    for number in range(1, 10):
        modem.pdp.ensure_active()
        after, late, activated_itself = deactivate_in_a_session(modem, ftps_server, Listener.PLAIN)
        expect(after, "EX421-20", what=f"an address after deactivation {number}").is_no()
        if activated_itself:
            left_open("the DUT activates its context again for AT+QFTPPUT")
        expect(late, "EX421-27", what=f"an upload after deactivation {number}").failed()


@pytest.mark.requirement("PDPERR-01", "PDPERR-11")
def test_a_context_ends_with_the_attachment(inactive_modem: Modem) -> None:
    """27.007 10.1.9: active contexts are deactivated when the module is detached."""
    inactive_modem.pdp.ensure_active()

    preamble(inactive_modem.send("AT+CGATT=0")).succeeded()  # document [1]: OK or NO CARRIER
    detached = inactive_modem.send("AT+CGATT?")
    after = has_address(inactive_modem)
    preamble(inactive_modem.send("AT+CGATT=1")).accepted()
    inactive_modem.pdp.ensure_active()

    expect(detached, "PDPERR-01").answered("0")
    expect(after, "PDPERR-01", what="an address of a context of the detached module").is_no()
    expect(has_address(inactive_modem), "PDPERR-11", what="an address after AT+CGATT=1").is_yes()


@pytest.mark.requirement("PROC-06", "PROC-07")
def test_an_activation_that_is_accepted_has_its_effect(inactive_modem: Modem) -> None:
    modem = inactive_modem

    alone = modem.pdp.activate()  # without AT+QIREGAPP; a DUT may register by itself
    active = has_address(modem)
    modem.pdp.deactivate()
    preamble(modem.pdp.register()).accepted()
    preamble(modem.pdp.activate()).accepted()

    if alone.ok:
        expect(active, "PROC-07", what="an address after an AT+QIACT that was accepted").is_yes()
    expect(has_address(modem), "PROC-06", "PROC-07", what="an address after both commands").is_yes()
