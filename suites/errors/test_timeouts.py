"""A missing answer of the server is reported as -9 at every stage (Table 4).

The note gives no time limit; document [2] does.  The clock of an emulated DUT runs fast.
A handshake that is not answered may also be reported as -5: Table 4 has no row for
TLS, and the connection was not established.
"""

from __future__ import annotations

import pytest

from hil.expect import expect, left_open
from hil.fixture_types import Observe
from hil.ftps.faults import Fault, Point, Silence, Stall
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem

from .alternatives import leave_open_without
from .reopening import expect_reopening_after
from .stages import (
    BREAK,
    BROKEN_GET,
    DATA,
    GET,
    MODES,
    OPEN,
    PATH,
    PUT,
    Stage,
    provoked_error,
    report_another_error,
)

TIMEOUT, NETWORK_ERROR, NO_DATA_CONNECTION = -9, -5, -425  # Table 4
DATA_CLOSED, ABORTED = -7, -426

IMPLICIT, EXPLICIT, PLAIN = Listener.IMPLICIT, Listener.EXPLICIT, Listener.PLAIN
POINTS = (
    ("server hello", IMPLICIT, OPEN, Fault(Point.HANDSHAKE, Stall())),
    ("greeting", IMPLICIT, OPEN, Fault(Point.GREETING, Stall())),
    ("reply to PASS", PLAIN, OPEN, Fault(Point.REPLY, Stall(), verb="PASS")),
    ("reply to CWD", EXPLICIT, PATH, Fault(Point.REPLY, Stall(), verb="CWD")),
    ("reply to STOR", PLAIN, PUT, Fault(Point.REPLY, Stall(), verb="STOR")),
    ("reply to RETR", IMPLICIT, GET, Fault(Point.REPLY, Stall(), verb="RETR")),
    ("data of a download", EXPLICIT, BROKEN_GET, Fault(Point.DATA, Stall(), verb="RETR", after=BREAK)),
    ("226 of an upload", EXPLICIT, PUT, Fault(Point.COMPLETION, Silence(), verb="STOR")),
    ("226 of a download", PLAIN, GET, Fault(Point.COMPLETION, Silence(), verb="RETR")),
)

OR_ELSE = {
    (Point.HANDSHAKE, None): (NETWORK_ERROR,),
    (Point.COMPLETION, "RETR"): (DATA_CLOSED, ABORTED),
}
"""Codes that are as true: after a download the data connection is closed, and no reply says that it was at its end."""


@pytest.mark.requirement("ERR-LOCAL-09", "ERR-GEN-07")
@pytest.mark.parametrize(
    ("mode", "stage", "fault"),
    [
        pytest.param(mode, stage, fault, id=name, marks=[pytest.mark.smoke] if name == "greeting" else [])
        for name, mode, stage, fault in POINTS
    ],
)
def test_a_missing_answer_of_the_server_is_reported(
    mode: Listener, stage: Stage, fault: Fault, quick_modem: Modem, ftps_server: FtpsServer
) -> None:
    report_another_error(quick_modem)
    with provoked_error(quick_modem, ftps_server, mode, stage, fault) as (exchange, _):
        if stage is GET and fault.point is Point.COMPLETION and exchange.ok and exchange.data == DATA:
            left_open("all of the file came; no document has a DUT wait for the 226 after it")
        expect(exchange, "ERR-LOCAL-09").failed_with(TIMEOUT, *OR_ELSE.get((fault.point, fault.verb), ()))

    expect_reopening_after("ERR-GEN-07", quick_modem, ftps_server, mode, stage, fault)


@pytest.mark.requirement("ERR-LOCAL-09")
@pytest.mark.parametrize("mode", MODES)
def test_a_missing_handshake_on_a_data_connection_is_reported(
    mode: Listener, quick_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.DATA_HANDSHAKE, Stall())
    with provoked_error(quick_modem, ftps_server, mode, GET, fault) as (exchange, _):
        observe("the code when the handshake of a data connection stalls", exchange.result)
        expect(exchange, "ERR-LOCAL-09").failed_with(TIMEOUT, NETWORK_ERROR, NO_DATA_CONNECTION)
    leave_open_without(exchange, TIMEOUT, NETWORK_ERROR)


@pytest.mark.requirement("ERR-LOCAL-09")
def test_a_missing_handshake_after_auth_is_reported(
    quick_modem: Modem, ftps_server: FtpsServer, observe: Observe
) -> None:
    fault = Fault(Point.HANDSHAKE, Stall())
    with provoked_error(quick_modem, ftps_server, Listener.EXPLICIT, OPEN, fault) as (exchange, _):
        observe("the code when the handshake after AUTH stalls", exchange.result)
        expect(exchange, "ERR-LOCAL-09").failed_with(TIMEOUT, NETWORK_ERROR)
