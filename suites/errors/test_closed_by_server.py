"""The server closes a connection: -6 for the control, -7 for the data connection, +QFTPERROR in idle (chapter 3).

Where both connections close, or 421 comes first, the note does not separate -6 from
-7 and -421 (ERR-GEN-08): each of them passes, and the code is recorded.  Other rows
that say the same (-421 without a reply, -426), and -5 for an RST, leave a case open.
"""

from __future__ import annotations

import time

import pytest

from hil.at.values import numbered
from hil.bench import Network
from hil.deadline import Deadline
from hil.expect import expect, left_open, preamble, stimulus
from hil.fixture_types import Observe
from hil.ftps.faults import CloseNotify, Ending, Fault, Fin, Point, Reply, Reset, Side
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import ConnectionEnding, Listener
from hil.ftps.session_registry import Pending
from hil.modem.channel import UrcSeen
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, sample_content
from hil.spec.codes import ResultCode
from hil.spec.commands import SERVER_RESPONSE_S

from .alternatives import leave_open_without, with_overlapping
from .idle import BUSY_HOST_S, QUIET_S, expect_no_session, quiet_s, unsolicited
from .reopening import expect_reopening, expect_reopening_after
from .stages import (
    BREAK,
    BROKEN_GET,
    GET,
    MODES,
    OPEN,
    PATH,
    PATH_VERBS,
    PUT,
    Stage,
    has_fired,
    open_session,
    prepare,
    provoked_error,
    report_another_error,
    require_fault,
)

NETWORK_ERROR, SESSION_CLOSED, DATA_CLOSED, CONTEXT_LOST, TIMEOUT = -5, -6, -7, -8, -9  # Table 4
UNOPENED = (NETWORK_ERROR, -425)
"""Table 4: no TCP connection could be established, no data connection could be opened."""

ENDINGS = (Fin(), Reset(), CloseNotify())
ROTATED = tuple(zip(ENDINGS, (*MODES, Listener.IMPLICIT), strict=True))
BIG = sample_content(60_000, "more than a line holds")
LATER = 4
"""So many times the pause, where it begins with a reply that the DUT has to report first."""


def named(value: object) -> str | None:
    """Endings by their class, stages by their name."""
    return type(value).__name__ if isinstance(value, Ending) else None


# --- the control connection ------------------------------------------------------------------------------------


def codes_of_a_closed_session(stage: Stage, pending: Pending) -> tuple[int, ...]:
    """The codes that are true when the server closes the control connection at the command of a stage.

    A transfer loses its data connection with the session.  A DUT that dials after its
    STOR or RETR finds no port any more.
    """
    if stage.act is None or stage is PATH:
        return (SESSION_CLOSED,)
    dialled = any(session.data for session in pending.sessions)
    return (SESSION_CLOSED, DATA_CLOSED, *(() if dialled else UNOPENED))


def codes_of_a_reset(ending: Ending) -> tuple[int, ...]:
    """RST is an error of the network for a client, too: who sent it does not show (Table 4, -5)."""
    return (NETWORK_ERROR,) if isinstance(ending, Reset) else ()


@pytest.mark.smoke
@pytest.mark.requirement("ERR-LOCAL-06", "ERR-GEN-03", "ERR-GEN-07")
@pytest.mark.parametrize("mode", [Listener.IMPLICIT])
def test_a_closed_control_connection_is_reported(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.REPLY, CloseNotify(), verb="CWD")
    with provoked_error(online_modem, ftps_server, mode, PATH, fault) as (exchange, _):
        expect(exchange, "ERR-LOCAL-06", "ERR-GEN-03").failed_with(*with_overlapping(SESSION_CLOSED))

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, mode, PATH, fault)
    leave_open_without(exchange, SESSION_CLOSED)


@pytest.mark.requirement("ERR-LOCAL-06", "ERR-GEN-07")
@pytest.mark.parametrize(("ending", "mode"), ROTATED, ids=named)
@pytest.mark.parametrize(
    ("verb", "stage"), [("USER", OPEN), ("CWD", PATH), ("STOR", PUT), ("RETR", GET)], ids=str
)
def test_a_control_connection_closed_at_a_command_is_reported(
    verb: str, stage: Stage, ending: Ending, mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.REPLY, ending, verb=verb)
    with provoked_error(online_modem, ftps_server, mode, stage, fault) as (exchange, pending):
        codes = codes_of_a_closed_session(stage, pending)
        reset = codes_of_a_reset(ending)
        expect(exchange, "ERR-LOCAL-06").failed_with(*with_overlapping(*codes), *reset)
        expect_no_session(online_modem, "ERR-GEN-07")

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, mode, stage, fault)
    leave_open_without(exchange, *codes)


@pytest.mark.requirement("ERR-LOCAL-06", "ERR-LOCAL-07", "ERR-GEN-07")
@pytest.mark.parametrize(("ending", "mode"), ROTATED, ids=named)
def test_both_connections_closed_during_a_download_are_reported(
    ending: Ending, mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    both = type(ending)(side=Side.BOTH)
    fault = Fault(Point.DATA, both, after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the code when both connections close during a download", exchange.result)
        codes = (*with_overlapping(SESSION_CLOSED, DATA_CLOSED), *codes_of_a_reset(ending))
        expect(exchange, "ERR-LOCAL-06", "ERR-LOCAL-07").failed_with(*codes)

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, mode, BROKEN_GET, fault)
    leave_open_without(exchange, SESSION_CLOSED, DATA_CLOSED)


@pytest.mark.requirement("ERR-LOCAL-06", "ERR-SRV-421", "ERR-GEN-04")
@pytest.mark.parametrize("mode", MODES)
def test_421_during_a_download_is_reported(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.DATA, Reset(then=Reply(421, "Shutting down.", then=CloseNotify())), after=BREAK)
    with provoked_error(online_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the code when 421 precedes the end of a download", exchange.result)
        codes = (-421, SESSION_CLOSED, DATA_CLOSED)
        expect(exchange, "ERR-LOCAL-06", "ERR-SRV-421", "ERR-GEN-04").failed_with(
            *with_overlapping(*codes), NETWORK_ERROR
        )
    leave_open_without(exchange, *codes)


# --- the data connection ---------------------------------------------------------------------------------------


@pytest.mark.requirement("ERR-LOCAL-07", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("ending", "mode"),
    [
        pytest.param(ending, mode, id=f"{named(ending)}-{mode}")
        for ending, modes in ((Fin(), MODES), (Reset(), (*MODES, Listener.PLAIN)))
        for mode in modes
    ],
)
def test_a_data_connection_closed_during_a_download_is_reported(
    ending: Ending, mode: Listener, quick_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.DATA, ending, verb="RETR", after=BREAK)
    # FIN is also how a whole file ends (RFC 959, 3.3): a DUT that takes it so waits for 226, which does not come
    report_another_error(quick_modem)
    codes = (DATA_CLOSED, TIMEOUT) if isinstance(ending, Fin) else (DATA_CLOSED,)
    with provoked_error(quick_modem, ftps_server, mode, BROKEN_GET, fault) as (exchange, _):
        observe("the code when the data connection of a download is closed", exchange.result)
        expect(exchange, "ERR-LOCAL-07").failed_with(*with_overlapping(*codes), *codes_of_a_reset(ending))

    expect_reopening_after("ERR-GEN-07", quick_modem, ftps_server, mode, BROKEN_GET, fault)
    leave_open_without(exchange, *codes)


def codes_of_a_reset_upload(*, is_seen: bool) -> tuple[int, ...]:
    """The codes that are true for RST during an upload.

    A DUT that has handed over all bytes and closed sees no RST, and waits for 226, which does not come.
    """
    late = () if is_seen else (TIMEOUT,)
    return (*with_overlapping(DATA_CLOSED), *codes_of_a_reset(Reset()), *late)


@pytest.mark.smoke
@pytest.mark.requirement("ERR-LOCAL-07")
def test_a_data_connection_reset_during_an_upload_is_reported(
    quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.DATA, Reset(), verb="STOR", after=100)
    with provoked_error(quick_modem, ftps_server, Listener.IMPLICIT, PUT, fault) as (exchange, _):
        expect(exchange, "ERR-LOCAL-07").failed_with(*codes_of_a_reset_upload(is_seen=False))
    leave_open_without(exchange, DATA_CLOSED)


@pytest.mark.requirement("ERR-LOCAL-07", "ERR-GEN-07")
@pytest.mark.parametrize("mode", MODES)
def test_a_data_connection_reset_during_a_long_upload_is_reported(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    fault = Fault(Point.DATA, Reset(), verb="STOR", after=100)
    prepare(online_modem, ftps_server, mode)
    with ftps_server.expecting(ServerProfile(ftp=(fault,)), all_fire=False) as pending:
        began = time.monotonic()
        open_session(online_modem, ftps_server, mode)
        told, amid = _upload_in_halves(online_modem, pending, on_the_way_s=time.monotonic() - began)
        require_fault(pending, fault)
        line = expect(told, "ERR-LOCAL-07", what="the result of the upload").is_present().text
        code = (numbered(line) or ("", 0))[1]
        expect(code, "ERR-LOCAL-07", what="the result of the upload").is_code(
            *codes_of_a_reset_upload(is_seen=amid)
        )
        online_modem.ftp.ensure_closed()

    long_put = Stage("long put", lambda modem: modem.ftp.put("long.bin", BIG))
    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, mode, long_put, fault)
    if code not in {DATA_CLOSED, TIMEOUT}:
        left_open(f"{code} is another row of Table 4 that describes the end of this connection (ERR-GEN-08)")


def _upload_in_halves(modem: Modem, pending: Pending, *, on_the_way_s: float) -> tuple[UrcSeen | None, bool]:
    """The result line of an upload whose second half the DUT gets after the RST, and whether it was so.

    Sockets take far more than a file at once: only what is sent after an RST shows it to
    each DUT.  The RST has as long to arrive as a session took to open, which is several
    ways to the server and back.
    """
    began = modem.send(f'AT+QFTPPUT="long.bin",{len(BIG)},200')
    preamble(began).final(ResultCode.CONNECT)
    channel, half = modem.channel, len(BIG) // 2
    channel.write_data(BIG[:half])
    limit = Deadline.after(BUSY_HOST_S)
    while not (amid := _data_connection_is_closed(pending)) and not limit.expired:
        channel.listen(Deadline.after(QUIET_S))
    channel.listen(Deadline.after(on_the_way_s))
    channel.write_data(BIG[half:])
    channel.leave_data()
    told = channel.wait_urc(_is_result_of_the_upload, Deadline.after(SERVER_RESPONSE_S))
    modem.is_alive()  # by a question, which ends a command line that the rest of the data has begun
    return told, amid


def _data_connection_is_closed(pending: Pending) -> bool:
    return any(
        connection.ending is ConnectionEnding.SERVER
        for session in pending.sessions
        for connection in session.data
    )


def _is_result_of_the_upload(text: str) -> bool:
    found = numbered(text)
    return found is not None and found[0] in {"QFTPPUT", "QFTPERROR"}  # note 3 has both forms


# --- idle session ----------------------------------------------------------------------------------------------


@pytest.mark.smoke
@pytest.mark.requirement("ERR-GEN-01", "ERR-LOCAL-06")
def test_the_end_of_an_idle_session_is_reported_by_a_urc(
    online_modem: Modem, ftps_server: FtpsServer
) -> None:
    _end_in_idle(online_modem, ftps_server, Listener.IMPLICIT, Fin())

    code = unsolicited(online_modem, "ERR-GEN-01", "ERR-LOCAL-06")
    expect(code, "ERR-GEN-01", "ERR-LOCAL-06", what="the code in +QFTPERROR").is_code(
        *with_overlapping(SESSION_CLOSED)
    )
    if code != SESSION_CLOSED:
        left_open("the row -421 of Table 4 describes the end of a session, too (ERR-GEN-08)")


@pytest.mark.requirement("ERR-GEN-01", "ERR-LOCAL-06", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("ending", "mode"), [*ROTATED, (Reset(), Listener.PLAIN), (Fin(), Listener.PLAIN)], ids=named
)
def test_each_kind_of_end_of_an_idle_session_is_reported_by_a_urc(
    ending: Ending, mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    _end_in_idle(online_modem, ftps_server, mode, ending)

    code = unsolicited(online_modem, "ERR-GEN-01", "ERR-LOCAL-06")
    expect(code, "ERR-GEN-01", "ERR-LOCAL-06", what="the code in +QFTPERROR").is_code(
        *with_overlapping(SESSION_CLOSED), *codes_of_a_reset(ending)
    )
    expect_no_session(online_modem, "ERR-GEN-07")
    expect_reopening(
        "ERR-GEN-07",
        online_modem,
        ftps_server,
        mode,
        lambda: _end_in_idle(online_modem, ftps_server, mode, ending),
    )
    if code != SESSION_CLOSED:
        left_open(f"{code} is another row of Table 4 that describes the end of this session (ERR-GEN-08)")


@pytest.mark.requirement("ERR-GEN-01", "ERR-SRV-421", "ERR-GEN-04")
@pytest.mark.parametrize("mode", MODES)
def test_421_in_an_idle_session_is_reported_by_a_urc(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    _end_in_idle(online_modem, ftps_server, mode, Reply(421, "Idle for too long.", then=CloseNotify()))

    code = unsolicited(online_modem, "ERR-GEN-01")
    observe("the code when 421 ends an idle session", code)
    expect(code, "ERR-SRV-421", "ERR-GEN-04", what="the code in +QFTPERROR").is_one_of(-421, SESSION_CLOSED)


@pytest.mark.requirement("ERR-GEN-01", "ERR-LOCAL-08", "ERR-GEN-07")
def test_the_loss_of_the_pdp_context_is_reported_by_a_urc(
    network: Network, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    def lose_context() -> None:
        online_modem.pdp.ensure_active()
        prepare(online_modem, ftps_server, Listener.IMPLICIT)
        with ftps_server.expecting(ServerProfile()):
            open_session(online_modem, ftps_server, Listener.IMPLICIT)
            network.deactivate_context()
            code = unsolicited(online_modem, "ERR-GEN-01", "ERR-LOCAL-08")
            expect(code, "ERR-GEN-01", "ERR-LOCAL-08", what="the code in +QFTPERROR").equals(CONTEXT_LOST)
        online_modem.pdp.ensure_active()

    lose_context()

    expect_reopening("ERR-GEN-07", online_modem, ftps_server, Listener.IMPLICIT, lose_context)


def _end_in_idle(modem: Modem, server: FtpsServer, mode: Listener, end: Ending | Reply) -> None:
    """Open a session that the server closes some time after the DUT reported the result of AT+QFTPPATH."""
    prepare(modem, server, mode)
    modem.channel.take_urcs()
    faults = [Fault(Point.IDLE, end, verb=verb, quiet_s=quiet_s(modem)) for verb in PATH_VERBS]
    with server.expecting(ServerProfile(ftp=tuple(faults)), all_fire=False) as pending:
        open_session(modem, server, mode)
        if _last_verb(pending) in PATH_VERBS:  # of the login: the session is idle now
            pending.await_fault(Deadline.after(SESSION_END_S))
            return
        moved = modem.ftp.path("/")
        stimulus(moved.ok or not has_fired(pending), "the server ended the session before the DUT was idle")
        preamble(moved).succeeded()
        last = _last_verb(pending)
        if last in PATH_VERBS:
            pending.await_fault(Deadline.after(SESSION_END_S))
            return
        modem.ftp.ensure_closed()
    _end_after_login(modem, server, mode, Fault(Point.IDLE, end, verb=last, quiet_s=LATER * quiet_s(modem)))


def _last_verb(pending: Pending) -> str:
    """The command after which the session is idle; a DUT may ask for its directory at the login, and go on."""
    return pending.sessions[-1].commands[-1].verb


def _end_after_login(modem: Modem, server: FtpsServer, mode: Listener, fault: Fault) -> None:
    """Open a session that the server closes some time after its last reply: AT+QFTPPATH sends this DUT's server nothing."""
    with server.expecting(ServerProfile(ftp=(fault,)), all_fire=False) as pending:
        open_session(modem, server, mode)
        pending.await_fault(Deadline.after(SESSION_END_S))
