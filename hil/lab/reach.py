"""Whether the DUT reaches the lower tester: it dials, and a TCP connection seen there is the proof.

What the DUT says of it, and how the session goes on, is for the cases to judge.  A
DUT that cannot open a session in one way is asked to dial in another one that it
claims.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from hil.bench import NetworkWitness
from hil.deadline import Deadline
from hil.errors import ChannelError
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.modem.modem import Modem
from hil.session import configure_ftp, open_ftp, use_context

Claims = Callable[[str], bool]
"""Whether the DUT claims a feature of that name (`hil.campaign.features`)."""

LATE_S = 0.3
"""How long a connection may come after the DUT has given up."""

END_S = 5.0
"""How long a session that was seen may take to end."""

PATIENCE_S = 120.0
"""No further way is tried after so long: a path that swallows packets costs a time-out for each."""


@dataclass(frozen=True, slots=True)
class Dialled:
    """One attempt: where to, how, what the DUT said of it, and whether a connection came."""

    host: str
    port: int
    listener: Listener
    how: str
    outcome: str
    is_seen: bool


@dataclass(frozen=True, slots=True)
class _Way:
    """A way to dial; `feature` is the claim that it takes, empty for none."""

    words: str
    listener: Listener
    configure: Callable[[Modem, FtpsServer], object]
    feature: str = ""


def _ftps(mode: Listener) -> Callable[[Modem, FtpsServer], object]:
    return lambda modem, server: use_context(modem, server, 0, mode=mode)


_WAYS = (
    _Way("FTP", Listener.PLAIN, configure_ftp),
    _Way("implicit FTPS", Listener.IMPLICIT, _ftps(Listener.IMPLICIT), "implicit"),
    _Way("explicit FTPS", Listener.EXPLICIT, _ftps(Listener.EXPLICIT), "explicit"),
)


def dial(modem: Modem, server: FtpsServer, *, claims: Claims) -> tuple[Dialled, ...]:
    """Let the DUT dial until a connection is seen; the attempts, of which the last one may have been seen.

    Raises `ServerError` when the lower tester fails, and `InfrastructureError` when the DUT falls silent.
    """
    began, attempts = time.monotonic(), []
    for way in _WAYS:
        if way.feature and not claims(way.feature):
            continue
        attempts.append(_dial(modem, server, way))
        if attempts[-1].is_seen or time.monotonic() - began > PATIENCE_S:
            break
    return tuple(attempts)


def dial_by(modem: Modem, server: FtpsServer, listener: Listener, *, host: str | None = None) -> Dialled:
    """Let the DUT dial that listener of a server, once; `host` is a name of it in place of its address."""
    return _dial(modem, server, next(way for way in _WAYS if way.listener is listener), host)


def network_reaches(witness: NetworkWitness, server: FtpsServer, dialled: Dialled) -> bool:
    """Whether the network reaches, by a connection of its own, where the DUT was to dial.

    The server has seen the end of that connection on return, so it is no session of a case.
    """
    with server.expecting(ServerProfile()) as pending:
        reaches = witness.reaches(dialled.host, dialled.port)
        if reaches and pending.await_connection(Deadline.after(LATE_S)):
            pending.hand_over(Deadline.after(END_S))
    return reaches


def _dial(modem: Modem, server: FtpsServer, way: _Way, name: str | None = None) -> Dialled:
    host, port = server.address(way.listener)
    with server.expecting(ServerProfile()) as pending:
        outcome, silent = _said(modem, server, way, name)
        is_seen = pending.await_connection(Deadline.after(LATE_S))
        _hang_up(modem, silent=silent)
        if is_seen:
            pending.hand_over(Deadline.after(END_S))
    return Dialled(name or host, port, way.listener, way.words, outcome, is_seen)


def _said(modem: Modem, server: FtpsServer, way: _Way, name: str | None) -> tuple[str, bool]:
    """What the DUT says of its attempt, and whether it fell silent; what it refuses before is for the cases to judge."""
    try:
        way.configure(modem, server)
        return open_ftp(modem, server, way.listener, host=name).outcome, False
    except ChannelError as silence:
        return str(silence), True


def _hang_up(modem: Modem, *, silent: bool) -> None:
    """End the session, and attach again after a silence."""
    try:
        if silent:
            modem.forget()
            modem.attach()
        modem.ftp.ensure_closed()
    except ChannelError:
        modem.forget()
        modem.attach()
