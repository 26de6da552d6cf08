"""The row of a defect, and the changes of commands and responses that most rows make.

`hil.emulator.defects.at_channel` turns the changes into replacements of parts.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heard:
    """Commands that match the pattern, such as `+QSECDEL="RAM:x"`, are replaced by another one."""

    pattern: str
    instead: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Commands that match the pattern are refused as with a wrong parameter."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Ignored:
    """Commands that match the pattern are answered by OK and have no effect."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Unanswered:
    """Commands that match the pattern get no response."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Said:
    """Lines to the DTE that match the pattern are replaced."""

    pattern: str
    instead: str


@dataclass(frozen=True, slots=True)
class Reported:
    """One <err> of Table 4 is reported instead of another."""

    right: int
    wrong: int


@dataclass(frozen=True, slots=True)
class ExtraLines:
    """Commands that match the pattern are carried out, with an extra line before the response."""

    pattern: str
    line: str = "READY"


Change = Heard | Refused | Ignored | Unanswered | Said | Reported | ExtraLines


@dataclass(frozen=True, slots=True)
class Defect:
    """A nonconformity that is switched on by its name."""

    name: str
    description: str
    requirements: tuple[str, ...]
    change: Change | None = None
    replaces: tuple[type, ...] = ()
    """Subclasses of parts that replace them (`hil.emulator.parts`)."""
