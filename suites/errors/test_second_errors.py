"""A second error, of another kind, is reported as what it is and not as the first one (chapter 3, Table 4).

Each case provokes errors one after the other, with successes between them, in one session
or from one session to the next.  Each answer is judged by itself: the code is that of
its own cause, in the answer to its own command.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import permutations

import pytest

from hil.expect import expect, expect_all, left_open, preamble, stimulus
from hil.ftps.faults import CloseNotify, Fault, Point, RefuseData, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.lab.peers import Peers
from hil.modem.exchange import Exchange
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import open_ftp, sample_content

from ..controls import store_and_read
from ..security_data import Vacate, delete
from .alternatives import with_overlapping
from .stages import BREAK, broken_get, expect_download, get, open_session, prepare, report_another_error

NETWORK_ERROR, SESSION_CLOSED, DATA_CLOSED, NOT_FOUND, NO_DATA_CONNECTION = -5, -6, -7, -11, -425  # Table 4
ABSENT, TOO_LARGE, EXISTS, INVALID = 4010, 4011, 4012, 4013  # Table 4
NO_ROOM = 4008  # as true for a size that no storage has
ENDED = "the DUT ends the session with the transfer; the note does not say that it stays open"
SMALL = sample_content(40, "second errors").hex().encode()


def put(modem: Modem) -> Exchange:
    """Upload a few bytes."""
    return modem.ftp.put("second.bin", SMALL)


def expect_upload(modem: Modem, server: FtpsServer, requirement: str, *, what: str) -> None:
    """Upload them, and judge that they arrive."""
    __tracebackhide__ = True
    stored = server.root / "second.bin"
    stored.unlink(missing_ok=True)
    expect(put(modem), requirement, what=what).result(len(SMALL))
    expect(stored, requirement, what=f"the file ({what})").holds(SMALL)


def missing(modem: Modem) -> Exchange:
    """Download a file that the server does not have."""
    return modem.ftp.get("missing.bin", expected_size=1)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reply to the next transfer command of that verb, and its requirement."""

    code: int
    verb: str
    requirement: str

    @property
    def fault(self) -> Fault:
        """The fault of the server that gives this reply once."""
        return Fault(Point.REPLY, Reply(self.code, "By the fault plan."), verb=self.verb)

    def provoke(self, modem: Modem) -> Exchange:
        """Give the command that is refused."""
        return put(modem) if self.verb == "STOR" else get(modem)


Step = Refusal | Callable[[Modem], Exchange]

UPLOADS: tuple[Step, ...] = (
    Refusal(553, "STOR", "ERR-SRV-553"),
    Refusal(452, "STOR", "ERR-SRV-452"),
    missing,
    get,
    Refusal(532, "STOR", "ERR-SRV-532"),
    Refusal(552, "STOR", "ERR-SRV-552"),
    get,
    Refusal(501, "STOR", "ERR-SRV-501"),
    Refusal(551, "STOR", "ERR-SRV-551"),
    missing,
    Refusal(450, "STOR", "ERR-SRV-450"),
    put,
)
"""Uploads that are refused, with neighbouring codes and codes far apart; downloads between them, and an upload at last."""

DOWNLOADS: tuple[Step, ...] = (
    Refusal(551, "RETR", "ERR-SRV-551"),
    Refusal(550, "RETR", "ERR-SRV-550"),
    put,
    Refusal(501, "RETR", "ERR-SRV-501"),
    Refusal(450, "RETR", "ERR-SRV-450"),
    put,
    Refusal(550, "RETR", "ERR-SRV-550"),
    get,
)


@pytest.mark.requirement(
    "ERR-SRV-450",
    "ERR-SRV-452",
    "ERR-SRV-501",
    "ERR-SRV-532",
    "ERR-SRV-550",
    "ERR-SRV-551",
    "ERR-SRV-552",
    "ERR-SRV-553",
    "ERR-GEN-07",
)
@pytest.mark.parametrize(
    ("mode", "course"),
    [
        pytest.param(Listener.PLAIN, UPLOADS, id="plain-uploads"),
        pytest.param(Listener.IMPLICIT, UPLOADS, id="implicit-uploads"),
        pytest.param(Listener.EXPLICIT, DOWNLOADS, id="explicit-downloads"),
    ],
)
def test_each_refused_transfer_of_a_session_has_its_own_code(
    mode: Listener, course: tuple[Step, ...], online_modem: Modem, ftps_server: FtpsServer
) -> None:
    prepare(online_modem, ftps_server, mode)
    faults = tuple(step.fault for step in course if isinstance(step, Refusal))

    with ftps_server.expecting(ServerProfile(ftp=faults), all_fire=False) as pending, expect_all():
        open_session(online_modem, ftps_server, mode)
        for number, step in enumerate(course, start=1):
            what = f"transfer {number}"
            if isinstance(step, Refusal):
                refused = step.provoke(online_modem)
                expect(refused, step.requirement, what=what).failed_with(-step.code)
            elif step is missing:
                expect(missing(online_modem), "ERR-SRV-550", what=what).failed_with(-550)
            elif step is put:
                expect_upload(online_modem, ftps_server, "ERR-GEN-07", what=what)
            else:
                expect_download(online_modem, "ERR-GEN-07", what=what)
        online_modem.ftp.ensure_closed()

    fired = [session.fired for session in pending.sessions]
    stimulus(fired == [faults], "the DUT did not meet the refusals in this order, in one session")


@pytest.fixture
def local_modem(online_modem: Modem) -> Iterator[Modem]:
    """The DUT; after the case files go to and come from the UART again."""
    yield online_modem
    online_modem.ftp.configure(4, "/COM/").check()


@pytest.mark.requirement("ERR-LOCAL-11", "ERR-SRV-550", "ERR-CME-4010", "ERR-CME-4013", "ERR-GEN-07")
def test_errors_of_the_module_and_of_the_server_do_not_mix(
    local_modem: Modem, ftps_server: FtpsServer, vacate: Vacate
) -> None:
    modem = local_modem
    vacate(modem, "NVRAM:CA1")
    store_and_read(modem, vacate, "NVRAM:CC0")
    prepare(modem, ftps_server, Listener.PLAIN)

    with ftps_server.expecting(ServerProfile()), expect_all():
        open_session(modem, ftps_server, Listener.PLAIN)
        for turn in ("first", "second"):
            local = local_put(modem)
            expect(local, "ERR-LOCAL-11", what=turn).failed_with(*with_overlapping(NOT_FOUND))
            if has_ended := status_word(modem.ftp.status()) in CLOSED_STATES:
                break
            expect(missing(modem), "ERR-SRV-550", what=turn).failed_with(-550)
            expect(modem.security.read("NVRAM:CA1"), "ERR-CME-4010", what=turn).refused_with(ABSENT)
            expect_upload(modem, ftps_server, "ERR-GEN-07", what=turn)
            expect(missing(modem), "ERR-SRV-550", what=turn).failed_with(-550)
            expect(modem.security.write("NVRAM:CA2", b"x"), "ERR-CME-4013", what=turn).refused_with(INVALID)
        modem.ftp.ensure_closed()

    if has_ended:
        left_open(ENDED)


def local_put(modem: Modem) -> Exchange:
    """Upload a local file that is not there; the UART is the place of files again after it."""
    preamble(modem.ftp.configure(4, "/UFS/none.txt")).succeeded()
    exchange = modem.send('AT+QFTPPUT="none.txt",100')
    preamble(modem.ftp.configure(4, "/COM/")).succeeded()
    return exchange


@pytest.mark.requirement(
    "ERR-LOCAL-05", "ERR-SRV-425", "ERR-SRV-426", "ERR-SRV-450", "ERR-SRV-550", "ERR-GEN-07"
)
@pytest.mark.parametrize("mode", [Listener.PLAIN, Listener.IMPLICIT, Listener.EXPLICIT])
def test_errors_of_data_connections_and_replies_do_not_mix(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer
) -> None:
    modem = online_modem
    prepare(modem, ftps_server, mode)
    full, absent = Refusal(450, "STOR", "ERR-SRV-450"), Refusal(550, "RETR", "ERR-SRV-550")
    unopened = Refusal(425, "RETR", "ERR-SRV-425")
    no_data = tuple(Fault(Point.REPLY, RefuseData(), verb=verb) for verb in ("PASV", "EPSV"))
    aborted = Fault(Point.DATA, CloseNotify(then=Reply(426, "Aborted.")), verb="RETR", after=BREAK)
    steps: tuple[tuple[Callable[[Modem], Exchange], str, tuple[int, ...]], ...] = (
        (put, "ERR-LOCAL-05", (NETWORK_ERROR, NO_DATA_CONNECTION)),
        (full.provoke, "ERR-SRV-450", (-450,)),
        (unopened.provoke, "ERR-SRV-425", (-425,)),
        (absent.provoke, "ERR-SRV-550", (-550,)),
        (broken_get, "ERR-SRV-426", (-426, DATA_CLOSED)),
        (missing, "ERR-SRV-550", (-550,)),
    )

    profile = ServerProfile(ftp=(*no_data, full.fault, unopened.fault, absent.fault, aborted))
    with ftps_server.expecting(profile, all_fire=False) as pending, expect_all():
        open_session(modem, ftps_server, mode)
        report_another_error(modem)
        for act, requirement, codes in steps:
            exchange = act(modem)
            if act is put and full.fault in pending.sessions[0].fired:
                modem.ftp.ensure_closed()
                left_open("the DUT sends STOR before it opens the data connection; RFC 959 has no order")
            expect(exchange, requirement, what="one error after another").failed_with(*codes)
            if has_ended := status_word(modem.ftp.status()) in CLOSED_STATES:
                break
        else:
            expect_upload(modem, ftps_server, "ERR-GEN-07", what="an upload after the errors")
        modem.ftp.ensure_closed()

    if has_ended:
        left_open(ENDED)
    fired = pending.sessions[0].fired
    met = fired[-4:] == (full.fault, unopened.fault, absent.fault, aborted)
    stimulus(met, "the DUT did not meet the errors in this order")


@pytest.mark.requirement("ERR-SRV-530", "ERR-LOCAL-05", "ERR-SRV-421", "ERR-SRV-501", "ERR-GEN-07")
@pytest.mark.parametrize("mode", [Listener.PLAIN, Listener.IMPLICIT])
def test_each_failed_open_has_its_own_code(
    mode: Listener, online_modem: Modem, ftps_server: FtpsServer, peers: Peers
) -> None:
    modem = online_modem
    prepare(modem, ftps_server, mode)

    def refused(point: Point, code: int, verb: str | None = None) -> Exchange:
        reply = Reply(code, "By the fault plan.", then=CloseNotify() if code == 421 else None)
        with ftps_server.expecting(ServerProfile(ftp=(Fault(point, reply, verb=verb),))):
            exchange = open_ftp(modem, ftps_server, mode)
            modem.ftp.ensure_closed()
        return exchange

    def without_a_server() -> Exchange:
        with peers.closed_port() as (host, port):
            return modem.ftp.open(host, port)

    def succeeding() -> Exchange:
        with ftps_server.expecting(ServerProfile()):
            exchange = open_ftp(modem, ftps_server, mode)
            modem.ftp.ensure_closed()
        return exchange

    with expect_all():
        expect(refused(Point.REPLY, 530, "PASS"), "ERR-SRV-530").failed_with(-530)
        expect(without_a_server(), "ERR-LOCAL-05").failed_with(NETWORK_ERROR)
        expect(refused(Point.REPLY, 501, "USER"), "ERR-SRV-501").failed_with(-501)
        expect(refused(Point.GREETING, 421), "ERR-SRV-421").failed_with(-421, SESSION_CLOSED)
        expect(succeeding(), "ERR-GEN-07", what="after four errors").succeeded()
        expect(without_a_server(), "ERR-LOCAL-05").failed_with(NETWORK_ERROR)
        expect(refused(Point.REPLY, 530, "PASS"), "ERR-SRV-530").failed_with(-530)
        expect(succeeding(), "ERR-GEN-07", what="after six errors").succeeded()


@pytest.mark.requirement(
    "ERR-CME-4010", "ERR-CME-4011", "ERR-CME-4012", "ERR-CME-4013", "SECREAD-08", "ERR-GEN-07"
)
def test_each_refusal_of_a_security_file_has_its_own_code(modem: Modem, vacate: Vacate) -> None:
    there, absent = "NVRAM:CC0", "NVRAM:CA1"
    vacate(modem, there, absent)
    preamble(modem.security.write(there, SMALL)).succeeded()

    refusals: tuple[tuple[Callable[[], Exchange], str, tuple[int, ...]], ...] = (
        (lambda: modem.security.read(absent), "ERR-CME-4010", (ABSENT,)),
        (lambda: modem.security.delete(absent), "ERR-CME-4010", (ABSENT,)),
        (
            lambda: modem.send(f'AT+QSECWRITE="{absent}",2018'),
            "ERR-CME-4011",
            (TOO_LARGE, INVALID, NO_ROOM),
        ),
        (lambda: modem.security.write(there, SMALL), "ERR-CME-4012", (EXISTS,)),
        (lambda: modem.security.write("NVRAM:CA2", SMALL), "ERR-CME-4013", (INVALID,)),
    )

    with expect_all():
        for first, second in permutations(refusals, 2):
            for provoke, requirement, codes in (first, second):
                expect(provoke(), requirement, what="one refusal after another").refused_with(*codes)
        expect(modem.security.read(there), "SECREAD-08").answered(1, None)
        expect(modem.security.write(absent, SMALL), "ERR-GEN-07", what="after the errors").succeeded()
        expect(delete(modem, absent), "ERR-GEN-07", what="after the errors").succeeded()
