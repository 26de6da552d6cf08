"""Sessions of the module's FTP client with the lower tester, which shows the value of a switch on the wire."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from hil.deadline import Deadline
from hil.emulator.ftp.client_settings import ClientSettings
from hil.emulator.ftp.failure import FtpFailure
from hil.emulator.ftp.ftps_client import FtpsClient
from hil.emulator.parts import STANDARD
from hil.emulator.tls.client import TlsSettings
from hil.emulator.variants.choice import Choice
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener, Session
from hil.spec.tls import ALL_SUITES, ALL_VERSIONS
from tests.emulator.peers.dialogue import PATIENT

WAIT_S = 20.0
TLS = TlsSettings(ALL_VERSIONS, ALL_SUITES, host="localhost")

Act = Callable[[FtpsClient], object]
Look = Callable[[Session, int], str]


@dataclass(frozen=True)
class WireRow:
    """What the client does, what the server then says of it, and that by the value of the switch."""

    act: Act
    look: Look
    outcomes: Mapping[str, str]
    profile: ServerProfile = field(default_factory=ServerProfile)
    listener: Listener = Listener.PLAIN
    tls: TlsSettings = TLS
    changes: Mapping[str, object] = field(default_factory=dict)


def dialogue(server: FtpsServer, variant: str, row: WireRow) -> str:
    """Open a session, act, close; what the row looks at."""
    parts = Choice.parse([variant]).parts(STANDARD)
    host, port = server.address(row.listener)
    mode = {Listener.PLAIN: "plain", Listener.IMPLICIT: "implicit", Listener.EXPLICIT: "explicit"}
    settings = ClientSettings(host, port, server.user, server.password, timeouts=PATIENT).changed(
        mode=mode[row.listener],
        tls=None if row.listener is Listener.PLAIN else row.tls,
        **row.changes,
    )
    (server.root / "a").write_bytes(b"abc")
    code = 0
    with server.expecting(row.profile, all_fire=False) as pending:
        client = parts.of(FtpsClient)(settings, parts=parts)
        try:
            client.open()
            row.act(client)
            client.close()
        except FtpFailure as error:
            code = error.code
            client.abort()
        if row.look is failure:  # the client may not even have connected
            return str(code)
        session = pending.session(Deadline.after(WAIT_S))
    return row.look(session, code)


# --- acts ----------------------------------------------------------------------------------------------------


def nothing(_client: FtpsClient) -> None:
    """Only log in and leave."""


def upload(data: bytes = b"abc", name: str = "a") -> Act:
    """Store a file."""

    def act(client: FtpsClient) -> None:
        blocks = [data[at : at + 16384] for at in range(0, len(data), 16384)]
        client.put(name, lambda _limit: blocks.pop(0) if blocks else b"", lambda: None)

    return act


def download(client: FtpsClient) -> None:
    """Fetch a file of three bytes."""
    client.get("a", lambda _block: None, lambda: None)


def both(*acts: Act) -> Act:
    """One after the other."""

    def act(client: FtpsClient) -> None:
        for one in acts:
            one(client)

    return act


def turn_to_ascii(client: FtpsClient) -> None:
    """Set type 2."""
    client.settings = replace(client.settings, ascii=True)


# --- looks ---------------------------------------------------------------------------------------------------


def verbs(session: Session, _code: int) -> str:
    """The commands without USER, PASS and QUIT."""
    return " ".join(c.verb for c in session.commands if c.verb not in {"USER", "PASS", "QUIT"})


def verbs_and_code(session: Session, code: int) -> str:
    """The commands without USER, PASS and QUIT, and the <err> of what failed."""
    return f"{verbs(session, code)} {code}"


def all_verbs(session: Session, _code: int) -> str:
    """All commands."""
    return " ".join(command.verb for command in session.commands)


def argument(verb: str) -> Look:
    """The argument of that command."""
    return lambda session, _code: session.sent(verb)[0].argument


def failure(_session: Session, code: int) -> str:
    """The <err>, 0 for success."""
    return str(code)
