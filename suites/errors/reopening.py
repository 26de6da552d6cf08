"""The next session after an error: the DUT opens it without a reboot (note 3, ERR-GEN-07)."""

from __future__ import annotations

from collections.abc import Callable

from hil.expect import expect
from hil.ftps.faults import Fault
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import open_ftp

from .stages import TIMEOUT, Stage, provoked_error, repetitions


def expect_reopening(
    requirement: str, modem: Modem, server: FtpsServer, mode: Listener, provoke: Callable[[], object]
) -> None:
    """Judge that the DUT opens another session, with a server without a fault, after an error.

    After a timeout of a DUT whose clock runs fast the error is provoked again and the
    session opened again.  A DUT that opens no session after that error fails each
    time; no attempt without the error before it counts.
    """
    opened, logged_in = _open_and_close(modem, server, mode)
    for _ in range(repetitions(modem)):
        if opened.result != TIMEOUT:
            break
        provoke()
        opened, logged_in = _open_and_close(modem, server, mode)
    expect(opened, requirement, what="the next session").succeeded()
    expect(logged_in, requirement, what="a login of the next session at the server").is_yes()


def expect_reopening_after(
    requirement: str, modem: Modem, server: FtpsServer, mode: Listener, stage: Stage, *faults: Fault
) -> None:
    """`expect_reopening` after the fault of a stage."""

    def provoke() -> None:
        with provoked_error(modem, server, mode, stage, *faults):
            pass

    expect_reopening(requirement, modem, server, mode, provoke)


def _open_and_close(modem: Modem, server: FtpsServer, mode: Listener) -> tuple[Exchange, bool]:
    with server.expecting(ServerProfile()) as pending:
        opened = open_ftp(modem, server, mode)
        modem.ftp.ensure_closed()
        return opened, any(session.logged_in for session in pending.sessions)
