"""The TCP and UDP ports of a bench: any free ones, or those that a firewall or a router lets through."""

from __future__ import annotations

import socket
from collections.abc import Callable, Sequence
from contextlib import ExitStack

from hil.errors import ServerError, UsageError
from hil.lab.addresses import trouble_of

KEY = "lower_tester.ports"

FOR_LISTENERS = 10
"""So many ports of a worker are for peers: two servers of three listeners, the routes of a tap, and others."""

LEAST = FOR_LISTENERS + 6
"""So many ports a worker needs: those of its peers, and those of data connections."""


def parse(text: str, *, key: str = KEY) -> tuple[int, ...]:
    """The ports of `40000-40099` or `40000-40049,41000-41049`; empty for any free ones.  Raises `UsageError`."""
    ports: dict[int, None] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        low, dash, high = (word.strip() for word in part.partition("-"))
        numbers = (low, high if dash else low)
        if not all(number.isascii() and number.isdecimal() for number in numbers):
            raise UsageError(f"{key}: expected LOW-HIGH, as 40000-40099; got {part!r}")
        first, last = map(int, numbers)
        if not 0 < first <= last < 65536:
            raise UsageError(f"{key}: expected LOW-HIGH with 1 <= LOW <= HIGH <= 65535; got {part!r}")
        ports.update(dict.fromkeys(range(first, last + 1)))
    if text.strip() and not ports:
        raise UsageError(f"{key}: expected LOW-HIGH, as 40000-40099; got {text!r}")
    return tuple(ports)


class PortPool:
    """The ports that the peers of one worker take: of `ports` those of its share, or any free ones without `ports`.

    Data connections have ports of their own, `passive`, so that a peer that starts
    and a server that opens a data connection never try the same.
    """

    def __init__(self, address: str, ports: Sequence[int], *, number: int = 0, count: int = 1) -> None:
        mine = share(ports, number=number, count=count)
        self.address: str = address
        """The address to bind."""
        self._listeners = mine[:FOR_LISTENERS]
        self.passive: tuple[int, ...] | None = mine[FOR_LISTENERS:] or None
        """The ports of data connections; None for any."""

    def listener(self) -> socket.socket:
        """A listening socket; raises `ServerError` when no port is free."""
        return self._first_free(_listening)

    def bound(self) -> socket.socket:
        """A socket that has a port and does not listen, so that the port refuses every connection."""
        return self._first_free(_only_bound)

    def take(self, count: int) -> tuple[int, ...]:
        """The numbers of ports that are free now, for a server that binds them itself; zeros without `ports`."""
        if not self._listeners:
            return (0,) * count
        with ExitStack() as held:
            listeners = [held.enter_context(self.listener()) for _ in range(count)]
            return tuple(each.getsockname()[1] for each in listeners)

    def _first_free(self, opened: Callable[[tuple[str, int]], socket.socket]) -> socket.socket:
        trouble: OSError | None = None
        for port in self._listeners or (0,):
            try:
                return opened((self.address, port))
            except OSError as error:
                trouble = error
        asked = f"{min(self._listeners)} to {max(self._listeners)}" if self._listeners else "all"
        why = trouble.strerror if trouble else ""
        raise ServerError(f"expected a free port on {self.address} among {asked}: {why}") from trouble


def _listening(address: tuple[str, int]) -> socket.socket:
    return socket.create_server(address)


def _only_bound(address: tuple[str, int]) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.bind(address)
    except OSError:
        sock.close()
        raise
    return sock


def share(ports: Sequence[int], *, number: int, count: int) -> tuple[int, ...]:
    """The ports of worker `number` of `count`: the shares have no port in common."""
    return tuple(ports[number::count])


def require_enough(ports: Sequence[int], address: str, *, workers: int) -> None:
    """Raise unless each worker finds `LEAST` free ports in its share; `UsageError` too few, `ServerError` taken."""
    if not ports:
        return
    if len(ports) < LEAST * workers:
        raise UsageError(
            f"{KEY}: expected at least {LEAST * workers} ports, {LEAST} for each of {workers} "
            f"{'worker' if workers == 1 else 'workers'}; got {len(ports)}"
        )
    for number in range(workers):
        mine = share(ports, number=number, count=workers)
        troubles = {port: trouble for port in mine if (trouble := trouble_of(address, port))}
        if len(mine) - len(troubles) < LEAST:
            first, why = next(iter(troubles.items()))
            raise ServerError(
                f"{KEY}: expected {LEAST} free ports on {address} for each worker; {len(mine) - len(troubles)} of "
                f"{len(mine)} are free: {address}:{first}: {why}"
            )
