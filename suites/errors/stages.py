"""The stages of a session at which an error can occur, and the exchange that reports it; nothing here judges.

A stage brings the DUT to the point of the fault and returns the exchange in which
the DUT has to report the error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from hil.ftps.faults import Fault
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.session_registry import Pending
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.modem.ssl import SslContext
from hil.session import configure_ftp, configure_ftps, open_ftp, sample_content
from hil.verdict import Inconclusive

CONTEXT = SslContext.usual(seclevel=0)
MODES = (Listener.IMPLICIT, Listener.EXPLICIT)
DATA = sample_content(5000, "errors")
TIMEOUT = -9
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


def broken_get(modem: Modem) -> Exchange:
    """Download the file, of which `BREAK` bytes arrive: the driver need not wait to detect the end."""
    return modem.ftp.get(FILE, expected_size=BREAK)


def resumed_get(modem: Modem) -> Exchange:
    """Download the file from offset 10 (note 2.2, type 3); `prepare` resets the offset."""
    accepted = modem.ftp.configure(3, 10)
    return modem.ftp.get(FILE, expected_size=len(DATA) - 10) if accepted.ok else accepted


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
    if refused:
        raise Inconclusive(f"the DUT refuses its settings: {refused}")


@contextmanager
def provoked_error(
    modem: Modem, server: FtpsServer, mode: Listener, stage: Stage, *faults: Fault
) -> Iterator[tuple[Exchange, Pending]]:
    """The exchange in which the DUT meets the fault of that stage; the session is closed at the end."""
    prepare(modem, server, mode)
    profile = ServerProfile(ftp=faults)
    with server.expecting(profile) as pending:
        exchange = run_to_stage(modem, server, mode, stage)
        pending.require_fired(profile)  # before anything is judged
        yield exchange, pending
        modem.ftp.ensure_closed()


def run_to_stage(modem: Modem, server: FtpsServer, mode: Listener, stage: Stage) -> Exchange:
    """Open a session and run the command of the stage; an open that fails is returned instead."""
    opened = open_ftp(modem, server, mode)
    return opened if stage.act is None or not opened.ok else stage.act(modem)


def lines(exchange: Exchange) -> tuple[str, ...]:
    """The lines of an exchange without the space after the colon, which the note prints in some places only."""
    return tuple(line.replace(": ", ":") for line in exchange.lines)


def result_line(name: str, value: int) -> Callable[[str], bool]:
    """Whether a later line is that result, with or without the space."""
    return {f"+{name}:{value}", f"+{name}: {value}"}.__contains__


def reopens(modem: Modem, server: FtpsServer, mode: Listener) -> bool:
    """Whether the DUT opens another session with a server without a fault (ERR-GEN-07)."""
    with server.expecting(ServerProfile()):
        opened = open_ftp(modem, server, mode)
        if opened.result == TIMEOUT:  # a fast module clock on a busy host; the DUT may still be usable
            opened = open_ftp(modem, server, mode)
        modem.ftp.ensure_closed()
    return opened.result == 0
