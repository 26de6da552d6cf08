"""One transfer with a server whose data connection differs from its control connection (RFC 4217, 7).

Each transfer has a session of its own: a DUT may end the session with a failed one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from hil.deadline import Deadline
from hil.expect import expect, preamble, stimulus
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Connection, Listener, Session
from hil.modem.exchange import Exchange
from hil.modem.modem import Modem
from hil.session import SESSION_END_S, open_ftp, sample_content

from ..transfer.sessions import DataMode

UP, DOWN = "up.bin", "down.bin"


class Direction(StrEnum):
    """The way of the file."""

    UP = "upload"
    DOWN = "download"


CONTENT = {
    direction: sample_content(3000, ("a data connection of its own", direction.value))
    for direction in Direction
}
"""Each direction has a file of its own: a DUT that delivers the last upload did not ask the server."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """A transfer, its session as the server saw it, and what the server stored, or nothing."""

    direction: Direction
    exchange: Exchange
    session: Session
    stored: bytes
    number: int = 1
    """The place of its data connection among those of the session."""

    @property
    def connection(self) -> Connection:
        """The data connection; the case is inconclusive without one that began a handshake."""
        begun = [one for one in self.session.data if one.handshake is not None and one.handshake.hello]
        stimulus(
            len(begun) >= self.number, f"no data connection began a TLS handshake: {self.exchange.outcome}"
        )
        return begun[self.number - 1]


def use_data_mode(modem: Modem, data_mode: DataMode) -> None:
    """Passive or active data connections from now on."""
    for exchange in modem.ftp.apply({1: data_mode}):
        preamble(exchange).succeeded()


def transfer(
    modem: Modem, server: FtpsServer, profile: ServerProfile, mode: Listener, direction: Direction
) -> Transfer:
    """Open a session, move the file, close the session."""
    return transfers(modem, server, profile, mode, (direction,))[0]


def transfers(
    modem: Modem, server: FtpsServer, profile: ServerProfile, mode: Listener, directions: Sequence[Direction]
) -> list[Transfer]:
    """Open a session, move the file in each direction, one after another, close the session."""
    (server.root / DOWN).write_bytes(CONTENT[Direction.DOWN])
    (server.root / UP).unlink(missing_ok=True)
    with server.expecting(profile) as pending:
        preamble(open_ftp(modem, server, mode)).succeeded()
        moved = [(direction, _move(modem, direction)) for direction in directions]
        modem.ftp.ensure_closed()
        session = pending.session(Deadline.after(SESSION_END_S))
    stored = server.root / UP
    content = stored.read_bytes() if stored.exists() else b""
    return [
        Transfer(direction, exchange, session, content, number)
        for number, (direction, exchange) in enumerate(moved, 1)
    ]


def _move(modem: Modem, direction: Direction) -> Exchange:
    content = CONTENT[direction]
    if direction is Direction.UP:
        return modem.ftp.put(UP, content)
    return modem.ftp.get(DOWN, expected_size=len(content))


def judge_refusal(came: Transfer, *ids: str, flaw: str) -> None:
    """The transfer failed and nothing of the file went over the data connection; `flaw` says what the DUT met."""
    __tracebackhide__ = True
    connection = came.connection
    expect(came.exchange, *ids, what=f"the {came.direction} ({flaw})").failed()
    if came.direction is Direction.UP:
        expect(connection, *ids, what=f"the data connection ({flaw})").received_nothing()
        expect(connection, *ids).lacks_secret(CONTENT[Direction.UP][:64], what="the file")


def judge_success(came: Transfer, *ids: str) -> None:
    """The whole file went over a protected data connection."""
    __tracebackhide__ = True
    content = CONTENT[came.direction]
    expect(came.exchange, *ids, what=f"the {came.direction}").result(len(content))
    if came.direction is Direction.UP:
        expect(came.stored, *ids, what="the stored file").equals(content)
    else:
        expect(came.exchange, *ids, what=f"the {came.direction}").carried(content)
    expect(came.session, *ids).is_protected()
