"""The server closes the session right behind the success of a transfer (RFC 959, 4.2; note 3, Table 4: -6).

The file is there, and the session is over: the note does not say which of the two the
result tells.  A success has the true count; afterwards no session is open.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open
from hil.ftps.faults import CloseNotify, Ending, Fault, Fin, Point, Reply
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem

from ..errors.alternatives import with_overlapping
from ..errors.reopening import expect_reopening_after
from ..errors.stages import DATA, FILE, GET, PUT, Stage, provoked_error

SESSION_CLOSED, DATA_CLOSED = -6, -7  # Table 4


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
    with provoked_error(online_modem, ftps_server, mode, stage, fault) as (exchange, _):
        is_told = not exchange.ok
        if is_told:
            expect(exchange, "ERR-LOCAL-06").failed_with(*with_overlapping(SESSION_CLOSED, DATA_CLOSED))
        else:
            expect(exchange, requirement).result(len(DATA))
        expect(online_modem.ftp.get(FILE, expected_size=len(DATA)), "ERR-LOCAL-06").failed()

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, mode, stage, fault)
    if is_told:
        left_open("the DUT reports the end of the session, which is as true as the success of the transfer")
