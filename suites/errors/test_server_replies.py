"""A negative reply of the server is reported as its negative number, at every possible stage (Table 4).

RFC 959, 5.4 lists the replies to each command; 421 is a possible reply to all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from hil.expect import expect, left_open, preamble
from hil.ftps.faults import CloseNotify, Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import open_ftp

from .alternatives import leave_open_without
from .reopening import expect_reopening, expect_reopening_after
from .stages import (
    BREAK,
    BROKEN_GET,
    GET,
    MODES,
    OPEN,
    PATH,
    PUT,
    RESUMED_GET,
    Stage,
    directory_changes,
    open_session,
    prepare,
    provoked_error,
)

SESSION_CLOSED, DATA_CLOSED, NO_DATA_CONNECTION = -6, -7, -425  # Table 4
ACTIVE = ("PORT", "EPRT")
ABORTED = frozenset({425, 426})
"""Replies after which the data connection is not there or lost, so that a client may end the session."""


@dataclass(frozen=True, slots=True)
class Row:
    """A reply, its requirement, where it is sent, and the command of the DUT that has to report it.

    `or_else` are other codes of Table 4 that are as true; the case is left open with them.
    """

    code: int
    requirement: str
    at: str
    stage: Stage
    faults: tuple[Fault, ...]
    smoke: bool = False
    or_else: tuple[int, ...] = ()

    @property
    def stays_open(self) -> bool:
        """Whether the session stays open after the reply (RFC 959, 4.2)."""
        return self.stage is not OPEN and self.code != 421

    def __str__(self) -> str:
        return f"{self.code}-{self.at}"


def _to(code: int, requirement: str, verb: str, stage: Stage, *, smoke: bool = False) -> Row:
    then = CloseNotify() if code == 421 else None
    reply = Reply(code, "By the fault plan.", then=then)
    verbs = ("PASV", "EPSV") if verb == "PASV" else (verb,)  # RFC 2428, 3: either opens passive mode
    faults = tuple(Fault(Point.REPLY, reply, verb=each, times=None) for each in verbs)
    return Row(code, requirement, verb, stage, faults, smoke, or_else=_as_true(code, verb, stage))


def _as_true(code: int, verb: str, stage: Stage) -> tuple[int, ...]:
    """The codes that are as true as that of a reply.

    After 421 the server closes the session, and a data connection with it.  After a
    refused PASV there is no data connection.
    """
    if code == 421:
        return (SESSION_CLOSED, DATA_CLOSED) if stage in {PUT, GET} else (SESSION_CLOSED,)
    return (NO_DATA_CONNECTION,) if verb == "PASV" else ()


def _after_data(code: int, requirement: str) -> Row:
    fault = Fault(Point.COMPLETION, Reply(code, "Full."), verb="STOR")
    return Row(code, requirement, "after-data", PUT, (fault,))


def _during_data(requirement: str, verb: str, stage: Stage, *, smoke: bool = False) -> Row:
    ending = CloseNotify(then=Reply(426, "Connection closed; transfer aborted."))
    fault = Fault(Point.DATA, ending, verb=verb, after=BREAK)
    return Row(426, requirement, f"amid-{verb}", stage, (fault,), smoke, or_else=(DATA_CLOSED,))


_FULL = Fault(Point.GREETING, Reply(421, "Full.", then=CloseNotify()))

ROWS = (
    Row(421, "ERR-SRV-421", "greeting", OPEN, (_FULL,), smoke=True, or_else=(SESSION_CLOSED,)),
    _to(421, "ERR-SRV-421", "PASS", OPEN),
    _to(421, "ERR-SRV-421", "CWD", PATH),
    _to(421, "ERR-SRV-421", "STOR", PUT),
    _to(421, "ERR-SRV-421", "RETR", GET),
    _to(425, "ERR-SRV-425", "STOR", PUT),
    _to(425, "ERR-SRV-425", "RETR", GET, smoke=True),
    _during_data("ERR-SRV-426", "STOR", PUT),
    _during_data("ERR-SRV-426", "RETR", BROKEN_GET, smoke=True),
    _to(450, "ERR-SRV-450", "STOR", PUT),
    _to(450, "ERR-SRV-450", "RETR", GET),
    _to(452, "ERR-SRV-452", "STOR", PUT),
    _after_data(452, "ERR-SRV-452"),
    _to(500, "ERR-SRV-500", "CWD", PATH),
    _to(500, "ERR-SRV-500", "TYPE", GET),
    _to(500, "ERR-SRV-500", "PASV", GET),
    _to(501, "ERR-SRV-501", "CWD", PATH),
    _to(501, "ERR-SRV-501", "STOR", PUT),
    _to(501, "ERR-SRV-501", "RETR", GET),
    _to(502, "ERR-SRV-502", "PASV", GET),
    _to(530, "ERR-SRV-530", "USER", OPEN),
    _to(530, "ERR-SRV-530", "PASS", OPEN),
    _to(532, "ERR-SRV-532", "STOR", PUT),
    _to(550, "ERR-SRV-550", "CWD", PATH),
    _to(550, "ERR-SRV-550", "STOR", PUT),
    _to(550, "ERR-SRV-550", "RETR", GET, smoke=True),
    _to(551, "ERR-SRV-551", "STOR", PUT),
    _to(551, "ERR-SRV-551", "RETR", GET),
    _to(552, "ERR-SRV-552", "STOR", PUT),
    _after_data(552, "ERR-SRV-552"),
    _to(553, "ERR-SRV-553", "STOR", PUT),
)


def _cases() -> list[object]:
    return [
        pytest.param(
            mode,
            row,
            id=f"{row}-{mode}",
            marks=[
                pytest.mark.requirement(row.requirement, "ERR-GEN-03", "ERR-GEN-04", "ERR-GEN-07"),
                *([pytest.mark.smoke] if row.smoke and mode is Listener.IMPLICIT else []),
                *([pytest.mark.needs("passive")] if row.at == "PASV" else []),
            ],
        )
        for row in ROWS
        for mode in MODES
    ]


@pytest.mark.parametrize(("mode", "row"), _cases())
def test_a_negative_reply_is_reported_as_its_negative_number(
    mode: Listener, row: Row, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    with provoked_error(online_modem, ftps_server, mode, row.stage, *row.faults) as (exchange, pending):
        turned = exchange.ok and row.at == "PASV" and _went_active(pending)
        if not turned:
            expect(exchange, row.requirement, "ERR-GEN-03", "ERR-GEN-04").failed_with(-row.code, *row.or_else)
        expect(online_modem.send("AT"), "ERR-GEN-07").accepted()
        gave_up = row.code in ABORTED and status_word(online_modem.ftp.status()) in CLOSED_STATES
        in_session = not exchange.command.startswith("AT+QFTPOPEN")  # TYPE may come with the login
        if row.stays_open and in_session and not gave_up:
            expect(online_modem.ftp.close(), "ERR-GEN-07").succeeded()

    expect_reopening_after("ERR-GEN-07", online_modem, ftps_server, mode, row.stage, *row.faults)
    leave_open_without(exchange, -row.code)
    if gave_up:
        left_open(
            "the DUT ends the session after an aborted transfer; the note does not say that it stays open"
        )


def _went_active(pending: Pending) -> bool:
    """Whether the DUT opened the data connection by PORT instead."""
    return any(session.sent(verb) for session in pending.sessions for verb in ACTIVE)


@pytest.mark.requirement("ERR-SRV-502", "ERR-GEN-04")
def test_502_to_auth_is_reported(online_modem: Modem, ftps_server: FtpsServer) -> None:
    fault = Fault(Point.REPLY, Reply(502, "No TLS here."), verb="AUTH", times=None)  # AUTH SSL may follow
    with provoked_error(online_modem, ftps_server, Listener.EXPLICIT, OPEN, fault) as (exchange, _):
        expect(exchange, "ERR-SRV-502", "ERR-GEN-04").failed_with(-502)


@pytest.mark.requirement("ERR-SRV-502", "ERR-GEN-04")
@pytest.mark.parametrize("mode", MODES)
def test_502_to_rest_is_reported(mode: Listener, online_modem: Modem, ftps_server: FtpsServer) -> None:
    fault = Fault(Point.REPLY, Reply(502, "No restart."), verb="REST")
    with provoked_error(online_modem, ftps_server, mode, RESUMED_GET, fault) as (exchange, _):
        expect(exchange, "ERR-SRV-502", "ERR-GEN-04").failed_with(-502)


@pytest.fixture
def wrong_password(online_modem: Modem, ftps_server: FtpsServer) -> Iterator[str]:
    """A password that the server refuses; the DUT has the right one again after the case."""
    yield "wrong"
    online_modem.ftp.password(ftps_server.password).check()


@pytest.mark.requirement("ERR-SRV-530", "ERR-GEN-03", "ERR-GEN-04", "ERR-GEN-07")
@pytest.mark.parametrize(
    "mode", [pytest.param(Listener.IMPLICIT, marks=pytest.mark.smoke), Listener.EXPLICIT]
)
def test_a_wrong_password_is_reported(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, wrong_password: str
) -> None:
    def log_in_wrongly() -> None:
        prepare(online_modem, ftps_server, mode)
        preamble(online_modem.ftp.password(wrong_password)).accepted()
        with ftps_server.expecting(ServerProfile()) as pending:
            exchange = open_ftp(online_modem, ftps_server, mode)
            online_modem.ftp.ensure_closed()
        expect(pending, "ERR-SRV-530").saw_an_attempt()
        expect(exchange, "ERR-SRV-530", "ERR-GEN-03", "ERR-GEN-04").failed_with(-530)
        prepare(online_modem, ftps_server, mode)

    log_in_wrongly()

    expect_reopening("ERR-GEN-07", online_modem, ftps_server, mode, log_in_wrongly)


@pytest.mark.requirement("ERR-SRV-550", "ERR-GEN-04", "ERR-GEN-07")
@pytest.mark.parametrize("mode", MODES)
def test_a_missing_file_or_folder_is_reported_and_the_session_continues(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    def ask_for_what_is_missing() -> bool:
        prepare(online_modem, ftps_server, mode)
        with ftps_server.expecting(ServerProfile()) as pending:
            open_session(online_modem, ftps_server, mode)

            before = directory_changes(pending)
            moved = online_modem.ftp.path("/nowhere")
            is_noted = moved.ok and directory_changes(pending) == before
            got = online_modem.ftp.get("missing.bin", expected_size=1)

            if not is_noted:
                expect(moved, "ERR-SRV-550", "ERR-GEN-04").failed_with(-550)
            expect(got, "ERR-SRV-550", "ERR-GEN-04").failed_with(-550)
            expect(online_modem.ftp.path("/"), "ERR-GEN-07").succeeded()
            expect(online_modem.ftp.close(), "ERR-GEN-07").succeeded()
            return is_noted

    is_noted = ask_for_what_is_missing()

    expect_reopening("ERR-GEN-07", online_modem, ftps_server, mode, ask_for_what_is_missing)
    if is_noted:
        left_open("the DUT sends the path with the next transfer: 4.2.2 does not say when the server gets it")
