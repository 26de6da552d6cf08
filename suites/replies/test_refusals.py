"""Each negative reply of Table 4 at each command that RFC 959, 5.4 lists it for, and several of them in one session.

suites/errors/test_server_replies.py has one of them a session.  Here a session meets a
second and a different one, and a reply after the data counts like one before them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest

from hil.expect import expect, left_open, preamble, stimulus
from hil.ftps.faults import CloseNotify, Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.modem.exchange import Exchange
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import open_ftp

from ..errors.alternatives import with_overlapping
from ..errors.stages import (
    DATA,
    FILE,
    GET,
    OPEN,
    PUT,
    RESUMED_GET,
    Stage,
    directory_changes,
    get,
    open_session,
    prepare,
    provoked_error,
    put,
)

SESSION_CLOSED, DATA_CLOSED, NO_DATA_CONNECTION = -6, -7, -425  # Table 4
LOGGED_OUT = 530
UNLISTED = 451  # Table 4 has no row for it
PASSIVE, ACTIVE = ("PASV", "EPSV"), ("PORT", "EPRT")
ACTIVE_MODE = 0  # type 1 of AT+QFTPCFG (document [2])


IDS = {
    421: "ERR-SRV-421", 425: "ERR-SRV-425", 426: "ERR-SRV-426", 450: "ERR-SRV-450", 452: "ERR-SRV-452",
    500: "ERR-SRV-500", 501: "ERR-SRV-501", 502: "ERR-SRV-502", 530: "ERR-SRV-530", 532: "ERR-SRV-532",
    550: "ERR-SRV-550", 551: "ERR-SRV-551", 552: "ERR-SRV-552", 553: "ERR-SRV-553",
}  # fmt: skip


def reply(code: int) -> Reply:
    """The reply; after 421 the server closes the session."""
    return Reply(code, "By the fault plan.", then=CloseNotify() if code == 421 else None)


def expect_code(exchange: Exchange, code: int, *or_else: int) -> None:
    """Judge that a command reports the reply, as its negative number where Table 4 has it."""
    __tracebackhide__ = True
    if code == UNLISTED:
        expect(exchange, "ERR-GEN-09").failed()
    else:
        expect(exchange, IDS[code], "ERR-GEN-04").failed_with(-code, *or_else)


# --- several in one session -------------------------------------------------------------------------------------


def change_path(modem: Modem) -> Exchange:
    """AT+QFTPPATH."""
    return modem.ftp.path("/")


def act(modem: Modem, step: Callable[[Modem], Exchange], pending: Pending) -> Exchange:
    """The command of the step; a path that the DUT only notes is sent with a download."""
    before = directory_changes(pending)
    exchange = step(modem)
    if step is change_path and exchange.ok and directory_changes(pending) == before:
        return get(modem)
    return exchange


def judge_loss(modem: Modem, codes: Sequence[int]) -> None:
    """Judge that the session has outlived those refusals; after 530 a DUT may take itself for logged out."""
    __tracebackhide__ = True
    is_lost = status_word(modem.ftp.status()) in CLOSED_STATES
    if is_lost and codes and codes[-1] == LOGGED_OUT:
        left_open("the DUT ends its session after 530; the note does not say that it stays open")
    expect(is_lost, "ERR-GEN-07", what="the loss of the session after a refusal").is_no()


def fired_codes(pending: Pending) -> list[int]:
    """The codes of the refusals that the DUT has met, in their order."""
    actions = [fault.action for session in pending.sessions for fault in session.fired]
    return [action.code for action in actions if isinstance(action, Reply)]


@pytest.mark.requirement(
    "ERR-SRV-450", "ERR-SRV-452", "ERR-SRV-500", "ERR-SRV-501", "ERR-SRV-502", "ERR-SRV-530", "ERR-SRV-532",
    "ERR-SRV-550", "ERR-SRV-552", "ERR-SRV-553", "ERR-GEN-04", "ERR-GEN-07", "ERR-GEN-09",
)  # fmt: skip
@pytest.mark.parametrize(
    ("mode", "verb", "step", "codes"),
    [
        pytest.param(Listener.EXPLICIT, "CWD", change_path, (550, 500, 502, 501, 530), id="CWD"),
        pytest.param(Listener.IMPLICIT, "STOR", put, (553, 452, 500, 532, 450, 552, 530), id="STOR"),
        pytest.param(Listener.EXPLICIT, "RETR", get, (550, 450, 500, 451, 501, 530), id="RETR"),
    ],
)
def test_each_refusal_of_a_session_is_reported_by_its_own_code(
    mode: Listener,
    verb: str,
    step: Callable[[Modem], Exchange],
    codes: Sequence[int],
    online_modem: Modem,
    ftps_server: FtpsServer,
) -> None:
    faults = tuple(Fault(Point.REPLY, reply(code), verb=verb) for code in codes)
    prepare(online_modem, ftps_server, mode)
    with ftps_server.expecting(ServerProfile(ftp=faults), all_fire=False) as pending:
        open_session(online_modem, ftps_server, mode)
        for turn, code in enumerate(codes, start=1):
            exchange = act(online_modem, step, pending)
            met = fired_codes(pending)
            if len(met) > turn:
                left_open(f"the DUT sent {verb} again after its refusal")
            if len(met) < turn:
                judge_loss(online_modem, codes[: turn - 1])
            stimulus(len(met) == turn, f"the DUT did not send {verb}: {exchange.outcome}")
            expect_code(exchange, code)
        again = act(online_modem, step, pending)
        if not again.ok:
            judge_loss(online_modem, codes)
        judged = expect(again, "ERR-GEN-07").succeeded()
        if step is not change_path:
            judged.result(len(DATA))
        if step is get:
            judged.carried(DATA)
        online_modem.ftp.ensure_closed()


# --- at each step -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Step:
    """Replies to commands of one step, of which the DUT sends one; `instead` are those to which it may turn."""

    verbs: tuple[str, ...]
    stage: Stage
    codes: tuple[int, ...]
    or_else: tuple[int, ...] = ()
    instead: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.verbs[0]

    def alternatives(self, code: int) -> tuple[int, ...]:
        """The codes that are as true: 421 ends the session, and a data connection with it."""
        closed = (SESSION_CLOSED, *((DATA_CLOSED,) if self.stage is not OPEN else ()))
        return (*self.or_else, *(with_overlapping(*closed) if code == 421 else ()))


def active_get(modem: Modem) -> Exchange:
    """Download the file in active mode."""
    preamble(modem.ftp.configure(1, ACTIVE_MODE)).succeeded()
    return modem.ftp.get(FILE, expected_size=len(DATA))


STEPS = (
    Step(("USER",), OPEN, (421, 500, 501, 530)),
    Step(("PASS",), OPEN, (421, 500, 501, 530)),
    Step(("TYPE",), GET, (421, 501, 530)),
    Step(PASSIVE, GET, (421, 501, 530), or_else=(NO_DATA_CONNECTION,), instead=ACTIVE),
    Step(ACTIVE, Stage("active get", active_get), (421, 500, 501, 530), or_else=(NO_DATA_CONNECTION,), instead=PASSIVE),
    Step(("REST",), RESUMED_GET, (421, 500, 501, 530)),
)  # fmt: skip


@pytest.mark.requirement("ERR-SRV-421", "ERR-SRV-500", "ERR-SRV-501", "ERR-SRV-530", "ERR-GEN-04")
@pytest.mark.parametrize(
    ("mode", "step"),
    [
        pytest.param(
            mode,
            step,
            id=f"{step}-{mode}",
            marks=[pytest.mark.needs("active")] if step.verbs is ACTIVE else [],
        )
        for mode, step in zip((Listener.IMPLICIT, Listener.EXPLICIT) * 3, STEPS, strict=True)
    ],
)
def test_a_refusal_at_each_step_is_reported_by_its_code(
    mode: Listener, step: Step, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    for code in step.codes:
        faults = [Fault(Point.REPLY, reply(code), verb=verb, times=None) for verb in step.verbs]
        with provoked_error(online_modem, ftps_server, mode, step.stage, *faults) as (exchange, pending):
            turned = exchange.ok and any(
                session.sent(verb) for session in pending.sessions for verb in step.instead
            )
            if not turned:
                expect_code(exchange, code, *step.alternatives(code))


@pytest.mark.requirement("ERR-GEN-09", "ERR-GEN-07")
@pytest.mark.parametrize("mode", [Listener.PLAIN, Listener.IMPLICIT, Listener.EXPLICIT], ids=str)
def test_no_session_opens_with_a_server_that_refuses_in_its_greeting(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    for code in (530, 500, 451):  # RFC 959, 5.4: 220 is the only success; the server goes on if the DUT does
        fault = Fault(Point.GREETING, Reply(code, "By the fault plan."), times=None)
        with provoked_error(online_modem, ftps_server, mode, OPEN, fault) as (exchange, pending):
            expect(exchange, "ERR-GEN-09", what=f"AT+QFTPOPEN after the greeting {code}").failed()
            is_used = any(session.logged_in for session in pending.sessions)
            expect(is_used, "ERR-GEN-09", what=f"a login after the greeting {code}").is_no()
    prepare(online_modem, ftps_server, mode)
    with ftps_server.expecting(ServerProfile()):
        expect(open_ftp(online_modem, ftps_server, mode), "ERR-GEN-07").succeeded()
        online_modem.ftp.ensure_closed()


# --- after the data ---------------------------------------------------------------------------------------------


@pytest.mark.requirement(
    "ERR-SRV-421", "ERR-SRV-425", "ERR-SRV-426", "ERR-SRV-551", "ERR-SRV-552", "ERR-GEN-04", "ERR-GEN-09"
)
@pytest.mark.parametrize(
    ("mode", "stage", "codes"),
    [
        pytest.param(Listener.EXPLICIT, PUT, (426, 451, 551, 552, 425, 421), id="put"),
        pytest.param(Listener.IMPLICIT, GET, (426, 451, 425, 421), id="get"),
    ],
)
def test_a_refusal_after_the_data_is_reported_by_its_code(
    mode: Listener, stage: Stage, codes: Sequence[int], online_modem: Modem, ftps_server: FtpsServer
) -> None:
    for code in codes:
        fault = Fault(Point.COMPLETION, reply(code))
        with provoked_error(online_modem, ftps_server, mode, stage, fault) as (exchange, _):
            closed = (SESSION_CLOSED, DATA_CLOSED) if code in {421, 426} else ()
            expect_code(exchange, code, *with_overlapping(*closed))
