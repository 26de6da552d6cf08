"""What happens between the setting and the use of a value: the events of a session and those around it (note 1.2, 4.2).

The functions carry out one event after the other and yield its name, so that the
case judges after each.  Nothing here sets again what a case has set.  An event that
the note leaves open, such as the end of the session after an error, is made good: the
session is opened again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from hil.expect import preamble
from hil.ftps.faults import CloseNotify, Fault, Point, Reply
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.lab.peers import Peers
from hil.modem.exchange import Exchange
from hil.modem.ftp import CLOSED_STATES, status_word
from hil.modem.modem import Modem
from hil.session import open_ftp, sample_content

NAME, STORED, MISSING = "lasting.bin", "stored.bin", "missing.bin"
CONTENT = sample_content(150, "lasting").hex().encode()
"""Without line ends: equal in binary and ASCII."""
FULL = Fault(Point.REPLY, Reply(452, "Full."), verb="STOR")
GOODBYE = Fault(Point.REPLY, Reply(421, "Goodbye.", then=CloseNotify()), verb="RETR")
NO_LOGIN = Fault(Point.REPLY, Reply(530, "Not now."), verb="PASS")
UNRELATED = ("AT", "ATI", "AT+CSQ", "AT+CREG?", "AT+QFTPSTAT", "AT+QILOCIP", 'AT+QSECREAD="NVRAM:CA9"')
AFTER_DOWNLOAD = "a session with a download after AT+QIACT"
REFUSED = ("AT+QFTPCFG=7,2", "AT+QFTPCFG=8,1", 'AT+QSSLCFG="seclevel",0,9', 'AT+QSSLCFG="sslversion",6,1')
"""Lines that a DUT refuses: a value, a type, a value of a context, a context (note 2.2, 2.3)."""


@dataclass(frozen=True, slots=True)
class Transfers:
    """How the file moves: `get` downloads it, `put` uploads it, `miss` asks for one that is not there.

    `content` is what `get` brings over the UART; `count` is the number of downloads in
    one session, as many as show an effect of the number.
    """

    get: Callable[[Modem], Exchange]
    put: Callable[[Modem], Exchange]
    miss: Callable[[Modem], Exchange]
    content: bytes
    count: int = 10


OVER_UART = Transfers(
    get=lambda modem: modem.ftp.get(NAME, expected_size=len(CONTENT)),
    put=lambda modem: modem.ftp.put(STORED, CONTENT),
    miss=lambda modem: modem.ftp.get(MISSING, expected_size=1),
    content=CONTENT,
)


@dataclass(frozen=True, slots=True)
class Course:
    """Where the events happen, and how files move.

    `profile` is the server of all sessions, `seen` are its sessions so far.  `unfit` is
    one with which the DUT has no suite in common.
    """

    modem: Modem
    server: FtpsServer
    listener: Listener
    profile: ServerProfile = field(default_factory=ServerProfile)
    transfers: Transfers = OVER_UART
    unfit: ServerProfile | None = None
    set_another: Callable[[], None] = lambda: None
    """Sets something else, by commands that are accepted."""
    between: Callable[[], None] = lambda: None
    """What happens in a session before a download, and has nothing to do with it."""
    seen: list[Pending] = field(default_factory=list)

    def open(self, event: str) -> None:
        """Open a session, which has to succeed with the settings as they are."""
        preamble(open_ftp(self.modem, self.server, self.listener), what=event).succeeded()

    def download(self, event: str) -> None:
        """Download the file, which has to succeed with the settings as they are."""
        content, exchange = self.transfers.content, self.transfers.get(self.modem)
        got = preamble(exchange, what=event).succeeded().carried(content)
        if content:
            got.result(len(content))

    def open_again(self, event: str) -> None:
        """Open a session if the DUT has ended it."""
        if status_word(self.modem.ftp.status()) in CLOSED_STATES:
            self.open(f"the session after {event}")


def outside_a_session(course: Course, peers: Peers) -> Iterator[str]:
    """Commands that have nothing to do with the settings, refused ones, other settings, an open that fails."""
    modem = course.modem
    (course.server.root / NAME).write_bytes(CONTENT)
    for line in UNRELATED:
        modem.send(line)
    yield "unrelated commands"
    for line in REFUSED:
        preamble(modem.send(line)).failed()
    yield "refused commands"
    course.set_another()
    yield "other settings"
    with peers.closed_port() as (host, port):
        preamble(modem.ftp.open(host, port)).failed()
    yield "an AT+QFTPOPEN without a server"
    refusing = replace(course.profile, ftp=(*course.profile.ftp, NO_LOGIN))
    for profile, event in ((refusing, "a refused login"), (course.unfit, "a TLS handshake that failed")):
        if profile is not None:
            with course.server.expecting(profile, all_fire=False):
                preamble(open_ftp(modem, course.server, course.listener), what=event).failed()
                modem.ftp.ensure_closed()
            yield event


def in_sessions(course: Course, *, with_transfers: bool = True) -> Iterator[str]:
    """A session in which commands fail, one with transfers, and a last one with a download at its end."""
    modem, server = course.modem, course.server
    refusing = replace(course.profile, ftp=(*course.profile.ftp, FULL, GOODBYE))
    with server.expecting(refusing, all_fire=False) as pending:
        course.seen.append(pending)
        course.open("the first session")
        yield "AT+QFTPOPEN"
        preamble(modem.ftp.path("/")).succeeded()
        modem.ftp.path("/nowhere")
        yield "AT+QFTPPATH, accepted and refused"
        if with_transfers:
            preamble(course.transfers.put(modem), what="an upload without room").failed()
            yield "an upload that failed"
            course.open_again("an upload that failed")
            preamble(course.transfers.get(modem), what="a download that ends the session").failed()
            yield "a download at which the server closed the session"
        modem.ftp.ensure_closed()
        yield "AT+QFTPCLOSE"
    with server.expecting(course.profile, all_fire=False) as pending:
        course.seen.append(pending)
        course.open("the second session")
        yield "the second AT+QFTPOPEN"
        if with_transfers:
            yield from _transfers(course)
            modem.ftp.ensure_closed()
            course.open("the third session")
            yield "the third AT+QFTPOPEN"
        course.download("the download of the last session")
        modem.ftp.ensure_closed()


def _transfers(course: Course) -> Iterator[str]:
    modem = course.modem
    course.download("the first download")
    yield "a download"
    preamble(course.transfers.put(modem)).succeeded()
    yield "an upload"
    preamble(course.transfers.miss(modem)).failed()
    yield "a download of a file that is not there"
    course.open_again("a failed download")
    for number in range(2, course.transfers.count + 1):
        if number == 2:
            course.between()
        course.download(f"download number {number}")
    yield f"{course.transfers.count} downloads"


def around_a_deactivation(course: Course) -> Iterator[str]:
    """AT+QIDEACT, AT+QIACT, and a session after them."""
    modem = course.modem
    (course.server.root / NAME).write_bytes(CONTENT)
    preamble(modem.pdp.deactivate()).accepted()
    yield "AT+QIDEACT"
    modem.pdp.ensure_active()
    yield "AT+QIACT"
    with course.server.expecting(course.profile, all_fire=False) as pending:
        course.seen.append(pending)
        course.open("the session after AT+QIACT")
        course.download("the download after AT+QIACT")
        modem.ftp.ensure_closed()
    yield AFTER_DOWNLOAD
