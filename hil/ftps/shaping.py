"""The speed and the disturbances of the path between a DUT and the server: one frozen value, and networks by name.

One-way figures of the bearer, which control and data connection share.  Rates
are those of the radio link (3GPP TS 43.064: CS-1 9.05, CS-2 13.4, CS-4 21.4
kbit/s a slot) times the slots of the multislot class (3GPP TS 45.002, annex B).
"""

from __future__ import annotations

import math
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, fields

from hil.errors import UsageError, hint


@dataclass(frozen=True, slots=True)
class Shaping:
    """A bearer; *up* is from the DUT to the server.  Values that are not given shape nothing.

    `latency_s` is one way, and up to `jitter_s` is added to each portion, at
    random but reproducibly from `seed`; the order is kept.  A rate of 0 is no
    limit.  At the end of every `stall_every_s` nothing passes for `stall_s`.
    The kernel does the TCP handshake, which is not delayed.  Raises `UsageError` for
    a negative value and for a stall that never ends.
    """

    latency_s: float = 0.0
    up_bit_s: float = 0.0
    down_bit_s: float = 0.0
    jitter_s: float = 0.0
    stall_every_s: float = 0.0
    stall_s: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        for each in fields(self):
            value = getattr(self, each.name)
            if not math.isfinite(value) or (value < 0 and each.name != "seed"):
                raise UsageError(f"{each.name} of a Shaping is a number from 0 on, not {value!r}")
        if self.stall_s and self.stall_s >= self.stall_every_s:
            raise UsageError(
                f"a stall of {self.stall_s:g} s every {self.stall_every_s:g} s would never end; "
                "stall_every_s must be the longer of the two"
            )


@dataclass(frozen=True, slots=True)
class NamedBearer:
    """A row of the table: a bearer with a name."""

    name: str
    shaping: Shaping
    about: str
    clause: str


_CS1, _CS2, _CS4, _MCS9 = 9_050.0, 13_400.0, 21_400.0, 59_200.0  # bit/s a slot; TS 43.064

NETWORKS: Mapping[str, NamedBearer] = {
    bearer.name: bearer
    for bearer in (
        NamedBearer(
            "gprs-class-12",
            Shaping(latency_s=0.3, up_bit_s=4 * _CS4, down_bit_s=4 * _CS4, jitter_s=0.1),
            "the best GPRS for an M95: 4 slots in each direction, CS-4",
            "TS 45.002 annex B, class 12",
        ),
        NamedBearer(
            "gprs-class-10",
            Shaping(latency_s=0.3, up_bit_s=2 * _CS4, down_bit_s=4 * _CS4, jitter_s=0.1),
            "GPRS with 4 slots down and 2 up, CS-4",
            "TS 45.002 annex B, class 10",
        ),
        NamedBearer(
            "gprs-class-8",
            Shaping(latency_s=0.4, up_bit_s=_CS2, down_bit_s=4 * _CS2, jitter_s=0.2),
            "GPRS with 4 slots down and 1 up, CS-2, as in a fair cell",
            "TS 45.002 annex B, class 8",
        ),
        NamedBearer(
            "edge",
            Shaping(latency_s=0.15, up_bit_s=4 * _MCS9, down_bit_s=4 * _MCS9, jitter_s=0.05),
            "EGPRS with 4 slots in each direction, MCS-9; faster than an M95",
            "TS 43.064, 6.5.5.1",
        ),
        NamedBearer(
            "csd",
            Shaping(latency_s=0.3, up_bit_s=9_600, down_bit_s=9_600),
            "a circuit switched data call of 9600 bit/s",
            "TS 27.007, 6.7",
        ),
        NamedBearer(
            "bad-coverage",
            Shaping(
                latency_s=0.8, up_bit_s=_CS1, down_bit_s=2 * _CS1, jitter_s=0.7, stall_every_s=20, stall_s=5
            ),
            "the edge of a cell: CS-1, long and uneven delays, and no data for 5 s in every 20",
            "TS 43.064, 6.5.5.1",
        ),
        NamedBearer(
            "reselection",
            Shaping(
                latency_s=0.3,
                up_bit_s=2 * _CS4,
                down_bit_s=4 * _CS4,
                jitter_s=0.1,
                stall_every_s=60,
                stall_s=15,
            ),
            "a moving DUT that changes cells: GPRS class 10 without data for 15 s in every 60",
            "TS 45.008, 10.1",
        ),
        NamedBearer(
            "far",
            Shaping(latency_s=0.3),
            "no limit of the rate, latency 0.3 s",
            "",
        ),
    )
}
"""Every named bearer by its name."""

COLUMNS = ("network", "up kbit/s", "down kbit/s", "latency s", "jitter s", "stall", "what it is", "clause")


def network(name: str) -> Shaping:
    """The bearer of that name; raises `UsageError` with the nearest name when there is none."""
    found = NETWORKS.get(name.lower())
    if found is None:
        raise UsageError(f"no network {name!r}{hint(name, NETWORKS)}; there are {', '.join(NETWORKS)}")
    return found.shaping


def describe() -> tuple[tuple[str, ...], ...]:
    """One row for each network, in the order of `COLUMNS`."""
    return tuple(
        (
            each.name,
            _kilo(each.shaping.up_bit_s),
            _kilo(each.shaping.down_bit_s),
            f"{each.shaping.latency_s:g}",
            f"{each.shaping.jitter_s:g}",
            f"{each.shaping.stall_s:g} s in {each.shaping.stall_every_s:g} s"
            if each.shaping.stall_s
            else "-",
            each.about,
            each.clause,
        )
        for each in NETWORKS.values()
    )


def _kilo(rate: float) -> str:
    return f"{rate / 1000:g}" if rate else "-"


UNREACHABLE = "192.0.2.1"
"""Where nobody is: TEST-NET-1 is not routed, so a connection to it times out, or ICMP tells (RFC 5737, 3)."""


@contextmanager
def refused(host: str = "127.0.0.1") -> Iterator[tuple[str, int]]:
    """An address that answers every SYN with RST: its port is bound, so that no other program takes it, and does not listen."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as sock:
        sock.bind((host, 0))
        yield host, sock.getsockname()[1]
