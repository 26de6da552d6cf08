"""The stages of a session at which an error can occur, and the exchange that reports it.

A stage brings the DUT to the point of the fault and returns the exchange in which
the DUT has to report the error.  The case judges it.

The clock of an emulated DUT runs faster than that of the server, so that a busy
host can be late for it.  A step that has nothing to do with the fault is repeated
after a timeout of such a DUT; a DUT in real time gets no second attempt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hil.expect import expect, left_open, preamble, stimulus
from hil.ftps.faults import Fault
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftp, configure_ftps, open_ftp, sample_content

CONTEXT = SslContext.usual(seclevel=0)
MODES = (Listener.IMPLICIT, Listener.EXPLICIT)
DATA = sample_content(5000, "errors")
TIMEOUT = -9
REPETITIONS = 2
"""Further attempts of a DUT whose clock runs fast."""
CHANGE_VERBS = ("CWD", "XCWD", "CDUP", "XCUP")
PATH_VERBS = (*CHANGE_VERBS, "PWD", "XPWD")
BREAK = 1000
"""Bytes after which a data connection is closed."""
FILE = "there.bin"


@dataclass(frozen=True, slots=True)
class Stage:
    """One command of the DUT inside a session, or the opening of one (`act=None`)."""

    name: str
    act: Callable[[Modem], Exchange] | None

    def __str__(self) -> str:
        return self.name


def put(modem: Modem) -> Exchange:
    """Upload a file."""
    return modem.ftp.put("new.bin", DATA)


def get(modem: Modem) -> Exchange:
    """Download the file that exists."""
    return modem.ftp.get(FILE, expected_size=len(DATA))


def expect_download(modem: Modem, requirement: str, *, what: str) -> None:
    """Download the file, and judge that it comes as it is."""
    __tracebackhide__ = True
    expect(get(modem), requirement, what=what).result(len(DATA)).carried(DATA)


def broken_get(modem: Modem) -> Exchange:
    """Download the file, of which `BREAK` bytes arrive: the driver need not wait to detect the end."""
    return modem.ftp.get(FILE, expected_size=BREAK)


def resumed_get(modem: Modem) -> Exchange:
    """Download the file from offset 10 (note 2.2, type 3); `prepare` resets the offset."""
    preamble(modem.ftp.configure(3, 10)).succeeded()
    return modem.ftp.get(FILE, expected_size=len(DATA) - 10)


OPEN = Stage("open", None)
PATH = Stage("path", lambda modem: modem.ftp.path("/"))
PUT = Stage("put", put)
GET = Stage("get", get)
BROKEN_GET = Stage("broken get", broken_get)
RESUMED_GET = Stage("resumed get", resumed_get)


def prepare(modem: Modem, server: FtpsServer, mode: Listener) -> None:
    """Configure the DUT for a session in that mode, and store the file that it can download."""
    (server.root / FILE).write_bytes(DATA)
    refused = (
        configure_ftp(modem, server)
        if mode is Listener.PLAIN
        else configure_ftps(modem, server, CONTEXT, mode=mode)
    )
    preamble(refused, what="refused settings").is_empty()


def report_another_error(modem: Modem) -> None:
    """Let the DUT report an illegal parameter (-10, or ERROR), which says nothing of what follows."""
    __tracebackhide__ = True
    preamble(modem.ftp.configure(4, "/COM/")).succeeded()
    preamble(modem.send("AT+QFTPCFG=1,9")).failed()


@contextmanager
def provoked_error(
    modem: Modem, server: FtpsServer, mode: Listener, stage: Stage, *faults: Fault
) -> Iterator[tuple[Exchange, Pending]]:
    """The exchange in which the DUT meets a fault of that stage; the session is closed at the end.

    Of several faults one has to come about: they stand for the ways in which a DUT
    can ask for the same thing, such as PASV and EPSV.
    """
    prepare(modem, server, mode)
    with server.expecting(ServerProfile(ftp=faults), all_fire=False) as pending:
        exchange = run_to_stage(modem, server, mode, stage, pending)
        require_fault(pending, *faults)  # before anything is judged
        yield exchange, pending
        modem.ftp.ensure_closed()


def run_to_stage(
    modem: Modem, server: FtpsServer, mode: Listener, stage: Stage, pending: Pending
) -> Exchange:
    """Open a session and run the command of the stage; an open that the fault made fail is returned instead."""
    opened = open_ftp(modem, server, mode)
    for _ in range(repetitions(modem)):
        if opened.result != TIMEOUT or has_fired(pending):
            break
        modem.ftp.ensure_closed()
        opened = open_ftp(modem, server, mode)
    if stage.act is None or (has_fired(pending) and not opened.ok):
        return opened
    preamble(opened).succeeded()
    if has_fired(pending):
        left_open(
            "the DUT met the fault while it opened the session; whether AT+QFTPOPEN fails with it is open"
        )
    before = directory_changes(pending)
    exchange = stage.act(modem)
    if stage is PATH and exchange.ok and directory_changes(pending) == before:
        return get(modem)
    return exchange


def directory_changes(pending: Pending) -> int:
    """How many commands that change the directory the server has got.

    A DUT may note the path of AT+QFTPPATH and send it with the next transfer (4.2.2),
    whatever else it asks the server meanwhile.
    """
    return sum(len(session.sent(verb)) for session in pending.sessions for verb in CHANGE_VERBS)


def open_session(modem: Modem, server: FtpsServer, mode: Listener) -> None:
    """Open a session, in which the case then does something."""
    opened = open_ftp(modem, server, mode)
    for _ in range(repetitions(modem)):
        if opened.result != TIMEOUT:
            break
        modem.ftp.ensure_closed()
        opened = open_ftp(modem, server, mode)
    preamble(opened).succeeded()


def has_fired(pending: Pending) -> bool:
    """Whether a session has met a fault."""
    return any(session.fired for session in pending.sessions)


def require_fault(pending: Pending, *faults: Fault) -> None:
    """Give no verdict if no session has met one of these faults."""
    titles = " or ".join(fault.title for fault in faults)
    stimulus(has_fired(pending), f"the DUT did not meet the fault: {titles}")


def repetitions(modem: Modem) -> int:
    """The further attempts after a timeout of this DUT."""
    return REPETITIONS if modem.channel.clock_rate > 1 else 0
