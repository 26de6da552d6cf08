"""The mishaps by name: troubles of the line and the supply, not of the module's firmware.

A mishap is seeded: with the same seed and the same bytes from the DTE it
happens at the same place.  `hil.emulator.mishaps.flaky_line` carries them out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hil.errors import UsageError, hint


@dataclass(frozen=True, slots=True)
class Parameter:
    """The number after the colon of `NAME:NUMBER`; `default` if there is none."""

    name: str
    meaning: str
    low: float
    high: float
    default: float


@dataclass(frozen=True, slots=True)
class Mishap:
    """A trouble that is switched on by its name."""

    name: str
    description: str
    parameters: tuple[Parameter, ...]


def _lines(default: float) -> Parameter:
    return Parameter(
        "lines", "command lines before it happens; 0: a number from 1 to 12 by the seed", 0, 1e6, default
    )


def _bytes(default: float) -> Parameter:
    return Parameter("bytes", "average distance from one to the next", 2, 1e9, default)


_MISHAPS = (
    Mishap("hang", "the module stops answering, once, until it is rebooted or loses power", (_lines(0),)),
    Mishap("hang-until-escape", "the module stops answering, once, until +++ comes", (_lines(0),)),
    Mishap("hang-until-cfun", "the module stops answering, once, and hears only AT+CFUN=1,1", (_lines(0),)),
    Mishap(
        "hang-for-good",
        "the module stops answering, and no restart and no loss of power brings it back",
        (_lines(0),),
    ),
    Mishap(
        "reboot",
        "the module restarts by itself, once, in any state",
        (
            Parameter(
                "bytes",
                "bytes in both directions before it happens; 0: a number from 1 to 2000 by the seed",
                0,
                1e9,
                0,
            ),
        ),
    ),
    Mishap(
        "garbage",
        "noise on the line inserts bytes between those of the module",
        (_bytes(200),),
    ),
    Mishap("lost-bytes", "bytes in either direction get lost", (_bytes(300),)),
    Mishap(
        "urc-storm",
        "unsolicited lines come between the lines of responses",
        (Parameter("lines", "maximum number in one burst", 1, 1000, 8),),
    ),
    Mishap(
        "half-echo",
        "half of a command line is sent back, with or without echo",
        (Parameter("share", "part of the command lines that is affected", 0.001, 1, 0.5),),
    ),
    Mishap(
        "vanish",
        "the port disappears and the module loses power for 3 s of module time",
        (_lines(0),),
    ),
    Mishap("no-coverage", "the module loses its network for 60 s of module time, once", (_lines(0),)),
    Mishap("sim-out", "the SIM loses its contact, for good", (_lines(0),)),
    Mishap(
        "slow",
        "responses come late",
        (Parameter("seconds", "maximum delay in module time", 0.001, 3600, 2),),
    ),
)

MISHAPS: Mapping[str, Mishap] = MappingProxyType({mishap.name: mishap for mishap in _MISHAPS})

AWAY_S = 3.0
"""Module seconds until a port that disappeared is back, as after the reset of a USB hub."""


UNCOVERED_S = 60.0
"""Module seconds until a module that lost its network finds it again."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A mishap with its number, as the user has chosen it."""

    mishap: Mishap
    value: float

    @property
    def text(self) -> str:
        """`NAME:NUMBER`."""
        return f"{self.mishap.name}:{self.value:g}"


LISTED = "hil emulate --list-defects names all"
"""Where a user finds the names."""


def planned(texts: Iterable[str]) -> tuple[Planned, ...]:
    """Read `NAME[:NUMBER]`, several separated by commas; raises `UsageError` with the nearest name."""
    return tuple(_planned(text) for entry in texts for text in entry.split(",") if text)


def _planned(text: str) -> Planned:
    name, colon, number = text.partition(":")
    if name not in MISHAPS:
        raise UsageError(f"no mishap is called {name!r}{hint(name, MISHAPS, otherwise=LISTED)}")
    mishap = MISHAPS[name]
    parameter = mishap.parameters[0]
    try:
        value = float(number) if colon else parameter.default
    except ValueError:
        value = parameter.low - 1
    if not parameter.low <= value <= parameter.high:
        raise UsageError(
            f"{name}:{number} has no number from {parameter.low:g} to {parameter.high:g}"
            f" ({parameter.name}: {parameter.meaning})"
        )
    return Planned(mishap, value)


def seed(text: str) -> int:
    """Read a seed; raises `UsageError`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise UsageError(f"a seed is a whole number of at most 18 digits, not {text!r}")
    return int(text)
