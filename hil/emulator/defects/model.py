"""What a defect is, and the rows by which most of them change what the module hears and says.

`hil.emulator.defects.at_channel` makes the replacements of the rows.
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
class ExtraLines:
    """Commands of that pattern are carried out, with an extra line in front of the answer."""

    pattern: str
    line: str = "READY"


Change = Heard | Refused | Ignored | Unanswered | Said | Reported | ExtraLines


@dataclass(frozen=True, slots=True)
class Defect:
    """A nonconformity that can be switched on by name."""

    name: str
    description: str
    requirements: tuple[str, ...]
    change: Change | None = None
    replaces: tuple[type, ...] = ()
    """Subclasses of parts (`hil.emulator.parts`) that stand in their place."""
