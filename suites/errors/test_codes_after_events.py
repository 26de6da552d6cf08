"""Each code of Table 4 after an event that has nothing to do with it (chapter 3, Table 4).

One event, and then one error after the other: each is the first of its kind after the
event.  A session that the DUT ends with an error is opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from hil.expect import expect, expect_all, preamble, stimulus
from hil.ftps.faults import CloseNotify, Fault, Point, Reply, Reset, Stall
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.exchange import Exchange
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import open_ftp, sample_content

from .. import between
from ..claimed import security_file
from ..restarts import cut_supply
from ..security_data import Vacate, delete
from .alternatives import with_overlapping
from .stages import BREAK, DATA, broken_get, get, open_session, prepare
from .test_each_code_again import LOGINS, REPLIES
from .test_second_errors import missing, put

NETWORK_ERROR, SESSION_CLOSED, DATA_CLOSED, TIMEOUT, NO_DATA_CONNECTION = -5, -6, -7, -9, -425  # Table 4


# --- the events ------------------------------------------------------------------------------------------------


def _file(modem: Modem) -> None:
    name = security_file(modem)
    preamble(modem.security.write(name, sample_content(100, "an event"))).succeeded()
    preamble(delete(modem, name)).accepted()


def _query(modem: Modem) -> None:
    between.send(modem, between.QUERY)


def _setting(modem: Modem) -> None:
    between.send(modem, between.SSL_SETTING)


def _deactivation(modem: Modem) -> None:
    preamble(modem.pdp.deactivate()).accepted()
    modem.pdp.ensure_active()


def _reboot(modem: Modem) -> None:
    modem.reboot()
    modem.pdp.ensure_active()


def _supply_cut(modem: Modem) -> None:
    cut_supply(modem)
    modem.pdp.ensure_active()


Event = Callable[[Modem], None]
RARE = (
    pytest.param(_deactivation, id="a-deactivation"),
    pytest.param(_reboot, id="a-reboot"),
    pytest.param(_supply_cut, id="a-supply-cut"),
)
EVENTS = (
    pytest.param(_file, id="a-security-file"),
    pytest.param(_query, id="a-query"),
    pytest.param(_setting, id="a-setting"),
    *RARE,
)


def event_of(request: pytest.FixtureRequest) -> str:
    """The words for the event of the case."""
    words: str = request.node.callspec.id
    return words.replace("-", " ")


# --- the errors ------------------------------------------------------------------------------------------------

Step = tuple[Fault, Callable[[Modem], Exchange], str, tuple[int, ...]]


SESSIONS: tuple[tuple[Step, ...], ...] = (
    (
        *((refusal.fault, refusal.provoke, refusal.requirement, (-refusal.code,)) for refusal in REPLIES),
        (Fault(Point.REPLY, Reply(500, "What?"), verb="STOR"), put, "ERR-SRV-500", (-500,)),
        (Fault(Point.REPLY, Reply(502, "How?"), verb="STOR"), put, "ERR-SRV-502", (-502,)),
        (Fault(Point.REPLY, Reply(425, "No."), verb="RETR"), get, "ERR-SRV-425", (-425,)),
    ),
    (
        (Fault(Point.COMPLETION, Reply(426, "Cut."), verb="RETR"), get, "ERR-SRV-426", (-426, DATA_CLOSED)),
        (Fault(Point.COMPLETION, Reply(552, "Full."), verb="STOR"), put, "ERR-SRV-552", (-552,)),
    ),
    (
        (
            Fault(Point.DATA, Reset(), verb="RETR", after=BREAK),
            broken_get,
            "ERR-LOCAL-07",
            (*with_overlapping(DATA_CLOSED), NETWORK_ERROR, NO_DATA_CONNECTION),
        ),
    ),
)
"""Errors of each session: what the server does, the command, the requirement and the codes."""
CLOSED = (Fault(Point.REPLY, CloseNotify(), verb="USER"), "ERR-LOCAL-06", with_overlapping(SESSION_CLOSED))
"""The server closes the control connection at the login."""
TIMEOUTS: tuple[tuple[Step, ...], ...] = (
    ((Fault(Point.REPLY, Stall(), verb="RETR"), get, "ERR-LOCAL-09", (TIMEOUT,)),),
    ((Fault(Point.DATA, Stall(), verb="RETR", after=BREAK), broken_get, "ERR-LOCAL-09", (TIMEOUT,)),),
)


def failing_opens(
    modem: Modem, server: FtpsServer, peers: Peers
) -> Iterator[tuple[Exchange, str, tuple[int, ...]]]:
    """Each AT+QFTPOPEN that fails, with its requirement and codes."""
    with peers.closed_port() as (host, port):
        yield modem.ftp.open(host, port), "ERR-LOCAL-05", (NETWORK_ERROR,)
    for fault, requirement, codes in (*LOGINS, CLOSED):
        with server.expecting(ServerProfile(ftp=(replace(fault),))):
            opened = open_ftp(modem, server, Listener.PLAIN)
            modem.ftp.ensure_closed()
        yield opened, requirement, codes


def judge_sessions(
    modem: Modem, server: FtpsServer, sessions: tuple[tuple[Step, ...], ...], after: str
) -> None:
    """Judge the errors of each session, of which all have to come about."""
    for steps in sessions:
        faults = tuple(replace(step[0]) for step in steps)  # each its own, which occurs once
        with server.expecting(ServerProfile(ftp=faults), all_fire=False) as pending:
            open_session(modem, server, Listener.PLAIN)
            for number, (_, act, requirement, codes) in enumerate(steps):
                if number and status_word(modem.ftp.status()) in CLOSED_STATES:
                    open_session(modem, server, Listener.PLAIN)
                judged = expect(act(modem), requirement, what=f"{requirement} {after}").failed_with(*codes)
                if act in {get, broken_get}:
                    judged.carried_beginning_of(DATA)
            modem.ftp.ensure_closed()
        fired = {str(fault) for session in pending.sessions for fault in session.fired}
        missed = [fault.title for fault in faults if str(fault) not in fired]
        stimulus(not missed, f"the DUT did not meet {missed}")


@pytest.mark.requirement(
    "ERR-LOCAL-05",
    "ERR-LOCAL-06",
    "ERR-LOCAL-07",
    "ERR-SRV-421",
    "ERR-SRV-425",
    "ERR-SRV-426",
    "ERR-SRV-450",
    "ERR-SRV-452",
    "ERR-SRV-500",
    "ERR-SRV-501",
    "ERR-SRV-502",
    "ERR-SRV-530",
    "ERR-SRV-532",
    "ERR-SRV-550",
    "ERR-SRV-551",
    "ERR-SRV-552",
    "ERR-SRV-553",
    "ERR-GEN-07",
)
@pytest.mark.parametrize("event", EVENTS)
def test_each_error_has_its_code_after_an_event(
    event: Event,
    request: pytest.FixtureRequest,
    vacate: Vacate,
    online_modem: Modem,
    ftps_server: FtpsServer,
    peers: Peers,
) -> None:
    modem, after = online_modem, f"after {event_of(request)}"
    if event is _file:
        vacate(modem, security_file(modem))
    prepare(modem, ftps_server, Listener.PLAIN)
    event(modem)
    prepare(modem, ftps_server, Listener.PLAIN)

    with expect_all():
        for opened, requirement, codes in failing_opens(modem, ftps_server, peers):
            expect(opened, requirement, what=f"{requirement} {after}").failed_with(*codes)
        judge_sessions(modem, ftps_server, SESSIONS, after)
        with ftps_server.expecting(ServerProfile()):
            open_session(modem, ftps_server, Listener.PLAIN)
            expect(missing(modem), "ERR-SRV-550", what=f"a file that is not there, {after}").failed_with(-550)
            modem.ftp.ensure_closed()


@pytest.mark.requirement("ERR-LOCAL-09")
@pytest.mark.parametrize("event", [EVENTS[0], *RARE])
def test_each_timeout_has_its_code_after_an_event(
    event: Event,
    request: pytest.FixtureRequest,
    vacate: Vacate,
    quick_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    if event is _file:
        vacate(quick_modem, security_file(quick_modem))
    prepare(quick_modem, ftps_server, Listener.PLAIN)
    event(quick_modem)
    prepare(quick_modem, ftps_server, Listener.PLAIN)

    with expect_all():
        judge_sessions(quick_modem, ftps_server, TIMEOUTS, f"after {event_of(request)}")
