"""Each type of AT+QFTPCFG, user and password last over a session, its errors and the PDP context (note 2.2, 4.2).

A case sets each value once, with another value than the default.  After each event the
DUT is asked for all types, and every session shows at the server that they are used.
What a transfer does to the resuming point is open (document [2]), and so is the effect
of type 5: their cases have no transfer before the last event.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest

from hil.expect import expect, left_open, preamble
from hil.ftps.faults import Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.lab.peers import Peers
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftp, configure_ftps, refusals

from ..claimed import security_file
from ..local_storage import has_room
from ..security_data import Vacate, delete
from .events import (
    AFTER_DOWNLOAD,
    CONTENT,
    MISSING,
    NAME,
    OVER_UART,
    Course,
    Transfers,
    around_a_deactivation,
    in_sessions,
    outside_a_session,
)
from .told import everything_told, expect_unchanged, ftp_places

PASSIVE, ACTIVE = ("PASV", "EPSV"), ("PORT", "EPRT")  # RFC 959, RFC 2428
OFFSET = 7
NO_SPACE = -13  # Table 4
OTHERS = {2: "AT+QFTPCFG=2,0", 3: "AT+QFTPCFG=3,0", 4: 'AT+QFTPCFG=4,"/COM/"'}
"""Lines that set other types, to the values that every session uses."""
BACK: dict[int, int | str] = {4: "/COM/", 5: 0, 6: 0}
"""The values that other cases rely on."""
WITHOUT_EPSV = Fault(Point.REPLY, Reply(502), verb="EPSV", times=None)
"""The reply to EPSV has no address; a client goes on with PASV (RFC 2428, 3)."""


# --- how a session shows a value in use ------------------------------------------------------------------------


def in_passive_mode(session: Session, effect: str) -> None:
    """The data connections are opened by the DUT."""
    expect(session, effect).sent_one_of(*PASSIVE).sent_none_of(*ACTIVE)


def in_active_mode(session: Session, effect: str) -> None:
    """The data connections are opened by the server."""
    expect(session, effect).sent_one_of(*ACTIVE).sent_none_of(*PASSIVE)


def in_ascii(session: Session, effect: str) -> None:
    """The type in force at the end is A, as it is at the beginning (RFC 959, 5.1)."""
    types = [command.argument.upper()[:1] for command in session.sent("TYPE")]
    expect((types or ["A"])[-1], effect, what="the representation type").equals("A")


def from_the_offset(session: Session, effect: str) -> None:
    """The download begins at the resuming point."""
    offsets = [command.argument for command in session.sent("REST")]
    expect(offsets[-1:], effect, what="the offset of REST").equals([str(OFFSET)])


def explicitly(session: Session, effect: str) -> None:
    """TLS begins with AUTH."""
    expect(session, effect).sent("AUTH").negotiated(data=False)


def by_the_download(_session: Session, _effect: str) -> None:
    """The download shows it by its success, or nothing of which the note tells does."""


# --- how files move --------------------------------------------------------------------------------------------


def fetch(modem: Modem, name: str) -> Exchange:
    """Download a file into RAM, where no file of that name is."""
    modem.send(f'AT+QFDEL="RAM:{name}"')
    exchange = modem.send(f'AT+QFTPGET="{name}",{len(CONTENT)}')
    if exchange.result == NO_SPACE and not has_room(modem, "RAM", len(CONTENT)):
        left_open(f"RAM has no room for {len(CONTENT)} bytes; the note states no size of it")
    return exchange


RESUMED = replace(
    OVER_UART,
    get=lambda modem: modem.ftp.get(NAME, expected_size=len(CONTENT) - OFFSET),
    content=CONTENT[OFFSET:],
)
IN_RAM = Transfers(
    get=lambda modem: fetch(modem, NAME),
    put=lambda modem: modem.send(f'AT+QFTPPUT="{NAME}",{len(CONTENT)}'),
    miss=lambda modem: fetch(modem, MISSING),
    content=b"",  # nothing goes over the UART
    count=1,  # the driver waits after each, for an OK that may follow
)


@dataclass(frozen=True, slots=True)
class Row:
    """A type with a value, the requirement of its effect, and how a session shows it.

    `before` is the value that a session uses first, where each DUT knows another one.
    """

    kind: int
    value: int | str
    effect: str
    shown: Callable[[Session, str], None]
    listener: Listener = Listener.PLAIN
    transfers: Transfers = OVER_UART
    with_transfers: bool = True
    before: int | str | None = None


ROWS = (
    Row(1, 0, "FTPCFG-T1-03", in_active_mode, before=1),
    Row(1, 1, "FTPCFG-T1-03", in_passive_mode, before=0),
    Row(2, 1, "FTPCFG-T2-03", in_ascii, before=0),
    Row(3, OFFSET, "FTPCFG-T3-03", from_the_offset, before=0, transfers=RESUMED, with_transfers=False),
    Row(4, "/RAM/", "FTPCFG-T4-03", by_the_download, before="/COM/", transfers=IN_RAM),
    Row(5, 1, "FTPCFG-T5-02", by_the_download, with_transfers=False),
    Row(6, 1, "FTPCFG-T6-03", by_the_download),
    Row(7, 1, "FTPCFG-T7-04", explicitly, Listener.EXPLICIT),
)
BY_ROW = pytest.mark.parametrize(
    "row",
    [
        pytest.param(
            row, id=f"type{row.kind}-{str(row.value).strip('/')}", marks=pytest.mark.requirement(row.effect)
        )
        for row in ROWS
    ],
)
JUDGED = pytest.mark.requirement(
    "FTPCFG-T1-02",
    "FTPCFG-T2-02",
    "FTPCFG-T3-02",
    "FTPCFG-T4-02",
    "FTPCFG-T5-02",
    "FTPCFG-T6-02",
    "FTPCFG-T7-02",
    "SSLCFG-FTPS-03",
    "EX421-26",
)


@pytest.fixture
def server(row: Row, ftps_server: FtpsServer, peers: Peers) -> Iterator[FtpsServer]:
    """The server of the row: for type 6 one whose passive replies have a false address."""
    if row.kind != 6:
        yield ftps_server
        return
    with peers.ftps_server(passive_host=peers.false_address) as misleading:
        yield misleading


@pytest.fixture
def restored_modem(row: Row, online_modem: Modem) -> Iterator[Modem]:
    """The DUT; after the case the type of the row has the value that other cases rely on."""
    yield online_modem
    if row.kind in BACK:
        online_modem.ftp.configure(row.kind, BACK[row.kind]).check()


def prepared(row: Row, modem: Modem, server: FtpsServer) -> Course:
    """The DUT with the value of the row, and everything that a session needs set once."""
    modem.ssl.forget()
    modem.ftp.forget()
    refused = (
        configure_ftp(modem, server)
        if row.listener is Listener.PLAIN
        else configure_ftps(modem, server, SslContext.usual(seclevel=0), mode=row.listener)
    )
    preamble(refused, what="refused settings").is_empty()
    if row.kind == 6:
        preamble(modem.ftp.configure(1, 1)).succeeded()
    if row.before is not None:
        preamble(modem.ftp.configure(row.kind, row.before)).succeeded()
        _use(modem, server, row.listener)
    refused = refusals((modem.ftp.configure(row.kind, row.value),))
    if refused and row.kind in {5, 6}:
        left_open(f"the values of type {row.kind} are in document [2]; this DUT refuses {refused[0]}")
    preamble(refused, what="refused settings").is_empty()
    others = [line for kind, line in OTHERS.items() if kind != row.kind]

    def set_others() -> None:
        for line in others:
            preamble(modem.send(line)).succeeded()

    def use_a_file() -> None:
        preamble(modem.security.write(security_file(modem), CONTENT)).succeeded()
        preamble(delete(modem, security_file(modem))).accepted()

    profile = ServerProfile(ftp=(WITHOUT_EPSV,)) if row.kind == 6 else ServerProfile()
    return Course(
        modem, server, row.listener, profile, row.transfers, set_another=set_others, between=use_a_file
    )


def _use(modem: Modem, server: FtpsServer, listener: Listener) -> None:
    """Have the settings used by a session with a download over the UART."""
    (server.root / NAME).write_bytes(CONTENT)
    course = Course(modem, server, listener)
    course.open("a session with the value before")
    course.download("a download with the value before")
    modem.ftp.ensure_closed()


def expect_in_use(course: Course, row: Row) -> None:
    """Judge that each session with a download had the login and the value of the row."""
    for session in (session for pending in course.seen for session in pending.sessions):
        expect(session, "EX421-26").logged_in()
        if session.sent("RETR"):
            row.shown(session, row.effect)


@JUDGED
@BY_ROW
def test_a_type_lasts_over_sessions_and_errors(
    row: Row, restored_modem: Modem, server: FtpsServer, peers: Peers, vacate: Vacate
) -> None:
    vacate(restored_modem, security_file(restored_modem))
    course = prepared(row, restored_modem, server)
    before = everything_told(course.modem, ftp_places())

    for event in outside_a_session(course, peers):
        expect_unchanged(course.modem, before, event)
    for event in in_sessions(course, with_transfers=row.with_transfers):
        expect_unchanged(course.modem, before, event)

    expect_in_use(course, row)


@JUDGED
@BY_ROW
def test_a_type_lasts_over_a_deactivation_of_the_context(
    row: Row, restored_modem: Modem, server: FtpsServer
) -> None:
    course = prepared(row, restored_modem, server)
    before = everything_told(course.modem, ftp_places())

    for event in around_a_deactivation(course):
        if row.with_transfers or event != AFTER_DOWNLOAD:
            expect_unchanged(course.modem, before, event)

    expect_in_use(course, row)
