"""The stages of a session at which an error can arise, and what the DUT says there; it judges nothing.

A stage drives the DUT up to where its fault is due and brings back the exchange
in which the DUT has to report it.
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
from hil.session import content, dial, plain, secure
from hil.spec.tls import ALL_SUITES
from hil.verdict import Inconclusive

CONTEXT = SslContext(version=3, suites=ALL_SUITES, seclevel=0)
MODES = (Listener.IMPLICIT, Listener.EXPLICIT)
DATA = content(5000, "errors")
TIMEOUT = -9
BREAK = 1000
"""Bytes after which a data connection is ended."""
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
    """Download the file that is there."""
    return modem.ftp.get(FILE, expected_size=len(DATA))


def broken_get(modem: Modem) -> Exchange:
    """Download the file, of which `BREAK` bytes come: the driver need not wait in order to know the end."""
    return modem.ftp.get(FILE, expected_size=BREAK)


def resumed_get(modem: Modem) -> Exchange:
    """Download the file from its tenth byte on (note 2.2, type 3); `prepare` sets it back."""
    told = modem.ftp.configure(3, 10)
    return modem.ftp.get(FILE, expected_size=len(DATA) - 10) if told.ok else told


OPEN = Stage("open", None)
PATH = Stage("path", lambda modem: modem.ftp.path("/"))
PUT = Stage("put", put)
GET = Stage("get", get)
BROKEN_GET = Stage("broken get", broken_get)
RESUMED_GET = Stage("resumed get", resumed_get)


def prepare(modem: Modem, server: FtpsServer, mode: Listener) -> None:
    """Tell the DUT where and how, and put the file there that it may fetch."""
    (server.root / FILE).write_bytes(DATA)
    refused = plain(modem, server) if mode is Listener.PLAIN else secure(modem, server, CONTEXT, mode=mode)
    if refused:
        raise Inconclusive(f"the DUT refuses its settings: {refused}")


@contextmanager
def provoked(
    modem: Modem, server: FtpsServer, mode: Listener, stage: Stage, *faults: Fault
) -> Iterator[tuple[Exchange, Pending]]:
    """The exchange in which the fault of that stage strikes the DUT; the session is closed at the end."""
    prepare(modem, server, mode)
    profile = ServerProfile(ftp=faults)
    with server.expecting(profile) as pending:
        told = reported(modem, server, mode, stage)
        pending.require_fired(profile)  # before anything is judged
        yield told, pending
        modem.ftp.ensure_closed()


def reported(modem: Modem, server: FtpsServer, mode: Listener, stage: Stage) -> Exchange:
    """Open a session and come to the stage; an opening that fails earlier than that is the exchange."""
    opened = dial(modem, server, mode)
    return opened if stage.act is None or not opened.ok else stage.act(modem)


def lines(told: Exchange) -> tuple[str, ...]:
    """The lines of an exchange, without the space behind the colon, which the note has here and not there."""
    return tuple(line.replace(": ", ":") for line in told.lines)


def result_line(name: str, value: int) -> Callable[[str], bool]:
    """Whether a line that comes late is that result, with or without the space."""
    return {f"+{name}:{value}", f"+{name}: {value}"}.__contains__


def reopens(modem: Modem, server: FtpsServer, mode: Listener) -> bool:
    """Whether the DUT opens another session with a server without a fault (ERR-GEN-07)."""
    with server.expecting(ServerProfile()):
        opened = dial(modem, server, mode)
        if opened.result == TIMEOUT:  # by a quick clock and a busy host; the DUT may still be usable
            opened = dial(modem, server, mode)
        modem.ftp.ensure_closed()
    return opened.result == 0
