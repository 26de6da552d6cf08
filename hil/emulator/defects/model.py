"""What a defect is, and the tables by which most of them bend the AT side.

A defect without a bend is asked for by name where the code decides.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """Commands of that pattern, written as `+QSECDEL="RAM:x"`, are taken for another one."""

    pattern: str
    instead: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Commands of that pattern are refused as with a wrong parameter."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Commands of that pattern are answered by OK and change nothing."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Commands of that pattern get no result code, nor anything else."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Said:
    """Lines to the DTE of that pattern are replaced."""

    pattern: str
    instead: str


@dataclass(frozen=True, slots=True)
class Reported:
    """One <err> of Table 4 is reported in place of another."""

    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Chatty:
    """Commands of that pattern are carried out and answered, with a line of text too much in front."""

    pattern: str
    line: str = "READY"


Bend = Heard | Refused | Ignored | Unanswered | Said | Reported | Chatty


@dataclass(frozen=True, slots=True)
class Defect:
    """A nonconformity that can be switched on by name."""

    name: str
    description: str
    requirements: tuple[str, ...]
    bend: Bend | None = None
    replaces: tuple[type, ...] = ()
    """Subclasses of parts (`hil.emulator.parts`) that stand in their place."""


def ids(group: str, *numbers: int) -> tuple[str, ...]:
    """The requirements of one group by their numbers, for defects that break many."""
    return tuple(f"{group}-{number:02}" for number in numbers)
