"""The TCP and UDP ports of a bench: any free ones, or those that a firewall or a router lets through."""

from __future__ import annotations

from collections.abc import Sequence

from hil.errors import ServerError, UsageError
from hil.lab.addresses import trouble_of

KEY = "bench.ports"

LEAST = 16
"""So many ports a worker needs: two servers of three listeners, a tap, other peers, and data connections."""


def parse(text: str) -> tuple[int, ...]:
    """The ports of `40000-40099` or `40000-40049,41000-41049`; empty for any free ones.  Raises `UsageError`."""
    ports: dict[int, None] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        low, dash, high = (word.strip() for word in part.partition("-"))
        numbers = (low, high if dash else low)
        if not all(number.isascii() and number.isdecimal() for number in numbers):
            raise UsageError(f"{KEY}: expected LOW-HIGH, as 40000-40099; got {part!r}")
        first, last = map(int, numbers)
        if not 0 < first <= last < 65536:
            raise UsageError(f"{KEY}: expected LOW-HIGH with 1 <= LOW <= HIGH <= 65535; got {part!r}")
        ports.update(dict.fromkeys(range(first, last + 1)))
    if text.strip() and not ports:
        raise UsageError(f"{KEY}: expected LOW-HIGH, as 40000-40099; got {text!r}")
    return tuple(ports)


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
