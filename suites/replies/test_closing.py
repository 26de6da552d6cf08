"""The server closes the session right behind the success of a transfer, or at QUIT (RFC 959, 4.2; note 3, Table 4: -6).

After a transfer the file is there, and the session is over: the note does not say which of the two the
result tells.  A success has the true count; afterwards no session is open.
"""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from hil.deadline import Deadline
from hil.expect import expect, left_open
from hil.fixture_types import Observe
from hil.ftps.faults import CloseNotify, Ending, Fault, Fin, Point, Reply, Reset
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.ftp import status_word
from hil.modem.modem import Modem
from hil.session import SESSION_END_S
from hil.spec.ftp import ServiceState

from ..errors.alternatives import with_overlapping
from ..errors.idle import settled_state
from ..errors.reopening import expect_reopening, expect_reopening_after
from ..errors.stages import DATA, FILE, GET, MODES, PUT, Stage, open_session, prepare, provoked_error

SESSION_CLOSED, DATA_CLOSED = -6, -7  # Table 4

AT_QUIT: Mapping[str, Ending | Reply] = {
    "221 and the end": Reply(221, "Good bye.", then=Fin()),
    "the end alone": CloseNotify(),
    "a reset": Reset(),
    "421 and the end": Reply(421, "I go first.", then=CloseNotify()),
    "221 of two lines": Reply(221, "You have moved much.\nGood bye."),
}
"""What the server makes of QUIT: each is an end of the session for the one who asked for it."""


@pytest.mark.requirement("ERR-LOCAL-06", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("mode", "stage", "ending", "requirement"),
    [
        pytest.param(
            Listener.EXPLICIT, PUT, CloseNotify(), "EX422-06", id="put", marks=pytest.mark.requirement("EX422-06")
        ),
        pytest.param(
            Listener.IMPLICIT, GET, Fin(), "EX423-06", id="get", marks=pytest.mark.requirement("EX423-06")
        ),
    ],
)  # fmt: skip
def test_a_session_closed_behind_a_success_is_over_and_the_count_true(
    mode: Listener,
    stage: Stage,
    ending: Ending,
    requirement: str,
    online_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    fault = Fault(Point.COMPLETION, Reply(226, "Complete, and good bye.", then=ending))
    stored = ftps_server.root / "new.bin"
    stored.unlink(missing_ok=True)
    with provoked_error(online_modem, ftps_server, mode, stage, fault) as (exchange, _):
        is_told = not exchange.ok
        if is_told:
            expect(exchange, "ERR-LOCAL-06").failed_with(*with_overlapping(SESSION_CLOSED, DATA_CLOSED))
        else:
            judged = expect(exchange, requirement).result(len(DATA))
            if stage is GET:
                judged.carried(DATA)
            else:
                expect(stored, requirement, what="the file at the server").holds(DATA)
        settled_state(online_modem, opened=False)
        expect(online_modem.ftp.get(FILE, expected_size=len(DATA)), "ERR-LOCAL-06").failed()

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, mode, stage, fault)
    if is_told:
        left_open("the DUT reports the end of the session, which is as true as the success of the transfer")


@pytest.mark.requirement("ERR-GEN-07")
@pytest.mark.parametrize("mode", MODES)
def test_a_session_is_over_whatever_the_server_makes_of_quit(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    for name, action in AT_QUIT.items():
        prepare(online_modem, ftps_server, mode)
        fault = Fault(Point.REPLY, action, verb="QUIT")
        with ftps_server.expecting(ServerProfile(ftp=(fault,)), all_fire=False) as pending:
            open_session(online_modem, ftps_server, mode)
            closed = online_modem.ftp.close()
            word = status_word(online_modem.ftp.status())
            online_modem.ftp.ensure_closed()
            session = pending.session(Deadline.after(SESSION_END_S))

        observe(f"AT+QFTPCLOSE with {name}", closed.outcome)
        if not session.sent("QUIT"):
            left_open("the DUT closes its sessions without QUIT")
        expect(word, "ERR-GEN-07", what=f"the state after AT+QFTPCLOSE with {name}").differs_from(
            ServiceState.OPENED
        )

    expect_reopening(
        "ERR-GEN-07", online_modem, ftps_server, mode, lambda: open_session(online_modem, ftps_server, mode)
    )
