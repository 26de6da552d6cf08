"""AT+QFTPSTAT tells an open session as long as there is one, and no longer (note 4.2.1, step 18)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hil.expect import expect, expect_all, left_open, preamble
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import open_ftp
from hil.spec.codes import ResultCode

from .idle import settled_state
from .stages import DATA, MODES, get, open_session, prepare

OPENED = "OPENED"  # note 4.2.1; it shows no other state
NO_LOGIN = Fault(Point.REPLY, Reply(530, "Not now."), verb="PASS")
SECURITIES = pytest.mark.parametrize("security", [Listener.PLAIN, *MODES], ids=str)


@pytest.mark.requirement("EX421-18")
@SECURITIES
def test_an_open_session_is_told_after_each_command(
    security: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    ftp = online_modem.ftp
    prepare(online_modem, ftps_server, security)
    stored = ftps_server.root / "new.bin"

    def upload(data: bytes) -> None:
        stored.unlink(missing_ok=True)
        preamble(ftp.put("new.bin", data), what="an upload").result(len(data))
        preamble(stored, what="the file at the server").holds(data)

    commands: dict[str, Callable[[], object]] = {
        "AT+QFTPPATH": lambda: preamble(ftp.path("/"), what="AT+QFTPPATH").result(0),
        "an upload": lambda: upload(DATA[1:]),
        "a download": lambda: preamble(get(online_modem), what="a download").result(len(DATA)).carried(DATA),
        "a refused command": lambda: preamble(online_modem.send("AT+QFTPCFG=1,9")).failed(),
        "a second upload": lambda: upload(DATA[:100]),
    }

    with ftps_server.expecting(ServerProfile()):
        open_session(online_modem, ftps_server, security)
        expect(settled_state(online_modem), "EX421-18", what="the state after AT+QFTPOPEN").equals(OPENED)
        for name, command in commands.items():
            command()
            word = settled_state(online_modem)
            if word in CLOSED_STATES:
                left_open(f"the DUT ended the session after {name}")
            expect(word, "EX421-18", what=f"the state after {name}").equals(OPENED)
        ftp.ensure_closed()


@pytest.mark.needs("pdp-recovery")
@pytest.mark.requirement("EX421-18", "ERR-GEN-07")
@SECURITIES
def test_no_open_session_is_told_without_one(
    security: Listener, online_modem: Modem, ftps_server: FtpsServer, peers: Peers
) -> None:
    modem = online_modem
    prepare(modem, ftps_server, security)
    told = {}

    def note(event: str) -> None:
        told[event] = status_word(modem.ftp.status())

    def note_in_time(event: str) -> None:
        told[event] = settled_state(modem, opened=False)

    with ftps_server.expecting(ServerProfile()):
        open_session(modem, ftps_server, security)
        preamble(settled_state(modem), what="the state of an open session").equals(OPENED)
        preamble(modem.ftp.close()).succeeded()
        note("AT+QFTPCLOSE")
    with peers.closed_port() as address:
        preamble(modem.ftp.open(*address)).failed()
        note("an AT+QFTPOPEN without a server")
    with ftps_server.expecting(ServerProfile(ftp=(NO_LOGIN,))):
        preamble(open_ftp(modem, ftps_server, security)).failed()
        note("a refused login")
        modem.ftp.ensure_closed()
    with ftps_server.expecting(ServerProfile()):
        open_session(modem, ftps_server, security)
        if modem.pdp.deactivate().final is ResultCode.DEACT_OK:  # else the DUT keeps a context with a session
            note_in_time("AT+QIDEACT")
            modem.pdp.ensure_active()
            note_in_time("AT+QIACT")
        modem.ftp.ensure_closed()

    with expect_all():
        for event, word in told.items():
            expect(word, "EX421-18", what=f"the state after {event}").differs_from(OPENED)
