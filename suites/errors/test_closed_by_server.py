"""The server closes a connection: -6 for the control, -7 for the data connection, +QFTPERROR in idle (chapter 3).

Where both connections close, or 421 or 426 comes first, the note does not separate
-6 from -7 and -421 (ERR-GEN-08): each of them passes, and the code is recorded.
"""

from __future__ import annotations

import re

import pytest

from hil.bench import Network
from hil.deadline import Deadline
from hil.fixture_types import Observe
from hil.ftps.faults import CloseNotify, Ending, Fault, Fin, Point, Reply, Reset, Side
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, open_ftp, sample_content
from hil.verdict import Inconclusive

from .stages import (
    BREAK,
    BROKEN_GET,
    GET,
    MODES,
    OPEN,
    PATH,
    PUT,
    Stage,
    lines,
    prepare,
    provoked_error,
    reopens,
)

ENDINGS = (Fin(), Reset(), CloseNotify())
ROTATED = tuple(zip(ENDINGS, (*MODES, Listener.IMPLICIT), strict=True))
BIG = sample_content(60_000, "more than a line holds")
BUSY_HOST_S = 4.0
QUIET_S = 0.05
"""Seconds from the reply to the command until the connection is closed."""


def named(value: object) -> str | None:
    """Endings by their class, stages by their name."""
    return type(value).__name__ if isinstance(value, Ending) else None


# --- the control connection ------------------------------------------------------------------------------------


@pytest.mark.smoke
@pytest.mark.requirement("ERR-LOCAL-06", "ERR-GEN-03", "ERR-GEN-07")
@pytest.mark.parametrize("mode", [Listener.IMPLICIT])
def test_a_closed_control_connection_is_reported(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.REPLY, CloseNotify(), verb="CWD")
    with provoked_error(online_modem, ftps_server, mode, PATH, fault) as (exchange, _):
        assert exchange.result == -6, exchange.outcome
        assert lines(exchange) == ("OK", "+QFTPPATH:-6")

    assert reopens(online_modem, ftps_server, mode)


@pytest.mark.requirement("ERR-LOCAL-06", "ERR-GEN-07")
@pytest.mark.parametrize(("ending", "mode"), ROTATED, ids=named)
@pytest.mark.parametrize(
    ("verb", "stage"), [("USER", OPEN), ("CWD", PATH), ("STOR", PUT), ("RETR", GET)], ids=str
)
def test_a_control_connection_closed_at_a_command_is_reported(
    verb: str, stage: Stage, ending: Ending, mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.REPLY, ending, verb=verb)
    with provoked_error(online_modem, ftps_server, mode, stage, fault) as (exchange, _):
        assert exchange.result == -6, exchange.outcome
        assert status_word(online_modem.ftp.status()) in CLOSED_STATES

    assert reopens(online_modem, ftps_server, mode)


@pytest.mark.requirement("ERR-LOCAL-06", "ERR-LOCAL-07")
@pytest.mark.parametrize(("ending", "mode"), ROTATED, ids=named)
def test_both_connections_closed_during_a_download_are_reported(
    ending: Ending, mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    both = type(ending)(side=Side.BOTH)
    fault = Fault(Point.DATA, both, after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the code when both connections close during a download", exchange.result)
        assert exchange.result in {-6, -7}, exchange.outcome

    assert reopens(online_modem, ftps_server, mode)


@pytest.mark.requirement("ERR-LOCAL-06", "ERR-SRV-421", "ERR-GEN-04")
@pytest.mark.parametrize("mode", MODES)
def test_421_during_a_download_is_reported(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.DATA, Reset(then=Reply(421, "Shutting down.", then=CloseNotify())), after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the code when 421 precedes the end of a download", exchange.result)
        assert exchange.result in {-421, -6, -7}, exchange.outcome


# --- the data connection ---------------------------------------------------------------------------------------


@pytest.mark.requirement("ERR-LOCAL-07", "ERR-GEN-07")
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("ending", [Fin(), Reset()], ids=named)
def test_a_data_connection_closed_during_a_download_is_reported(
    ending: Ending, mode: Listener, quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.DATA, ending, verb="RETR", after=BREAK)
    with provoked_error(quick_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        assert exchange.result == -7, exchange.outcome

    assert reopens(quick_modem, ftps_server, mode)


@pytest.mark.smoke
@pytest.mark.requirement("ERR-LOCAL-07")
def test_a_data_connection_reset_during_an_upload_is_reported(
    quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.DATA, Reset(), verb="STOR", after=100)
    with provoked_error(quick_modem, ftps_server, Listener.IMPLICIT, PUT, fault) as (exchange, _):
        assert exchange.result == -7, exchange.outcome


@pytest.mark.requirement("ERR-LOCAL-07")
@pytest.mark.parametrize("mode", MODES)
def test_a_data_connection_reset_during_a_long_upload_is_reported(
    mode: Listener, quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    long_put = Stage("long put", lambda modem: modem.ftp.put("long.bin", BIG))
    fault = Fault(Point.DATA, Reset(), verb="STOR", after=100)
    with provoked_error(quick_modem, ftps_server, mode, long_put, fault) as (exchange, _):
        assert exchange.result == -7, exchange.outcome

    assert reopens(quick_modem, ftps_server, mode)


# --- idle session ----------------------------------------------------------------------------------------------


def code_of(text: str) -> int | None:
    """The <err> of `+QFTPERROR:<err>`, which the note prints without a space."""
    match = re.fullmatch(r"\+QFTPERROR: ?(-?\d+)", text)
    return None if match is None else int(match[1])


def unsolicited(modem: Modem) -> int:
    """The code of the unsolicited +QFTPERROR; the case fails when none comes."""
    within = Deadline.after(max(BUSY_HOST_S, SESSION_END_S / modem.channel.clock_rate))
    seen = modem.channel.wait_urc(lambda text: code_of(text) is not None, within)
    assert seen is not None, "expected +QFTPERROR:<err> in an idle session; none came"
    code = code_of(seen.text)
    assert code is not None
    return code


@pytest.mark.smoke
@pytest.mark.requirement("ERR-GEN-01", "ERR-LOCAL-06")
def test_the_end_of_an_idle_session_is_reported_by_a_urc(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    _end_in_idle(
        online_modem, ftps_server, Listener.IMPLICIT, Fault(Point.IDLE, Fin(), verb="CWD", quiet_s=QUIET_S)
    )

    assert unsolicited(online_modem) == -6


@pytest.mark.requirement("ERR-GEN-01", "ERR-LOCAL-06", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("ending", "mode"), [*ROTATED, (Reset(), Listener.PLAIN), (Fin(), Listener.PLAIN)], ids=named
)
def test_each_kind_of_end_of_an_idle_session_is_reported_by_a_urc(
    ending: Ending, mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    _end_in_idle(online_modem, ftps_server, mode, Fault(Point.IDLE, ending, verb="CWD", quiet_s=QUIET_S))

    assert unsolicited(online_modem) == -6
    assert status_word(online_modem.ftp.status()) in CLOSED_STATES
    assert reopens(online_modem, ftps_server, mode)


@pytest.mark.requirement("ERR-GEN-01", "ERR-SRV-421", "ERR-GEN-04")
@pytest.mark.parametrize("mode", MODES)
def test_421_in_an_idle_session_is_reported_by_a_urc(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    said = Reply(421, "Idle for too long.", then=CloseNotify())
    _end_in_idle(online_modem, ftps_server, mode, Fault(Point.IDLE, said, verb="CWD", quiet_s=QUIET_S))

    code = unsolicited(online_modem)
    observe("the code when 421 ends an idle session", code)
    assert code in {-421, -6}


@pytest.mark.requirement("ERR-GEN-01", "ERR-LOCAL-08")
def test_the_loss_of_the_pdp_context_is_reported_by_a_urc(
    network: Network, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, Listener.IMPLICIT)
    with ftps_server.expecting(ServerProfile()):
        assert open_ftp(online_modem, ftps_server, Listener.IMPLICIT).result == 0

        network.deactivate_context()

        assert unsolicited(online_modem) == -8
    online_modem.pdp.ensure_active()
    assert reopens(online_modem, ftps_server, Listener.IMPLICIT)


def _end_in_idle(modem: Modem, server: FtpsServer, mode: Listener, fault: Fault) -> None:
    """Open a session that the server closes some time after the DUT reported the result of AT+QFTPPATH."""
    prepare(modem, server, mode)
    modem.channel.take_urcs()
    with server.expecting(ServerProfile(ftp=(fault,))) as pending:
        opened = open_ftp(modem, server, mode)
        moved = modem.ftp.path("/")
        if (opened.result, moved.result) != (0, 0):
            raise Inconclusive(f"no idle session: {opened.outcome}; {moved.outcome}")
        pending.await_fault(Deadline.after(SESSION_END_S))
