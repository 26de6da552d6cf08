"""Limits of the server, so that a hostile client can neither stop it nor exhaust its memory.

The defaults are far above what a conformance run, or a rack of 200 modules at
one server, needs.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, fields

from hil.errors import UsageError

SOCKETS_PER_SESSION = 3
"""Control connection, data connection, and one that is just being opened or ended."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one server; raises `UsageError` for a value that is not above 0.

    `connections` are control connections at once, of all clients and of one
    address; one more gets 421.  Connections that come faster than
    `accepts_per_s`, after the first `accepts_burst`, wait in the kernel.

    A client that is idle for `idle_s` gets 421.  A transfer without progress for the
    same time is ended, and a TLS handshake after `handshake_s`.

    A command line above `line_bytes` is answered by 500, a session of more `commands`
    by 421; a client with `unread_bytes` of unread replies is disconnected.

    An upload above `upload_bytes` is answered by 552 (RFC 959, 4.2.2), and so is one
    that would exceed `root_bytes` or `root_entries` of the stored files.
    """

    connections: int = 500
    connections_per_address: int = 400
    accepts_per_s: float = 250.0
    accepts_burst: int = 1000
    idle_s: float = 300.0
    handshake_s: float = 120.0
    line_bytes: int = 4096
    commands: int = 10_000
    unread_bytes: int = 1 << 16
    upload_bytes: int = 4 << 30
    root_bytes: int = 16 << 30
    root_entries: int = 100_000

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not value > 0:
                raise UsageError(f"the limit {each.name} is a number above 0, not {value!r}")


class Admission:
    """Which clients are admitted, over all listeners of a server; used by its thread only."""

    def __init__(self, limits: Limits, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._clock = clock
        self._tokens = float(limits.accepts_burst)
        self._counted = clock()
        self.addresses: list[str] = []
        """Where the clients are that are in."""

    def wait_s(self) -> float:
        """How long the next connection has to wait; 0 when it is admitted now, which counts it."""
        now = self._clock()
        gained = (now - self._counted) * self._limits.accepts_per_s
        self._tokens = min(self._tokens + gained, self._limits.accepts_burst)
        self._counted = now
        if self._tokens < 1:
            return (1 - self._tokens) / self._limits.accepts_per_s
        self._tokens -= 1
        return 0.0

    def refusal(self, address: str, *, sockets: int) -> str | None:
        """Why a client of that address is refused while that many sockets are open; None when it is admitted."""
        if len(self.addresses) >= self._limits.connections or not self.has_room(sockets):
            return f"there are {len(self.addresses)} connections already"
        if self.addresses.count(address) >= self._limits.connections_per_address:
            return f"there are {self.addresses.count(address)} connections from {address} already"
        return None

    def has_room(self, sockets: int) -> bool:
        """Whether one more socket may be opened when there are that many."""
        return sockets < self._limits.connections * SOCKETS_PER_SESSION + len(fields(self._limits))
