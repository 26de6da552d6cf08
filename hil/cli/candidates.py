"""The values of switches that may remove differences: those about the commands and lines that differ.

A switch about a step of the session with the server concerns the commands in which that
step is taken.  Candidates whose subjects have nothing in common can be tried at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import zip_longest

from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.model import ANY, REFUSED, TOLD, Switch, Value
from hil.fidelity.comparison import Difference, Fidelity

CASES_EACH = 4
"""On so many cases a value is tried."""


class Reach(IntEnum):
    """Which switches are tried; each value adds some, which need more rehearsals."""

    COMMANDS = 1
    """Those about the commands and lines that differ."""
    STEPS = 2
    """Those about steps of the session with the server, too."""
    ALL = 3
    """Those about every command, too."""


_SESSION = frozenset(
    {
        *("AT+QFTPOPEN", "AT+QFTPCLOSE", "AT+QFTPPATH", "AT+QFTPSIZE", "AT+QFTPDELETE", "AT+QFTPMKDIR"),
        *("AT+QFTPRMDIR", "AT+QFTPRENAME", "AT+QFTPPUT", "AT+QFTPGET", "AT+QFTPLIST", "AT+QFTPNLST"),
    }
)
"""The commands for which a module speaks with the server."""

_STEPS_OF = ("FTP ", "TLS ", "DNS")
"""How a subject begins that is a step."""

_LINE_NAME = re.compile(r"\+[A-Z][A-Z0-9]*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A value of a switch, and cases with differences that it may remove, of these commands."""

    switch: Switch
    value: Value
    commands: frozenset[str]
    cases: tuple[str, ...]

    @property
    def pair(self) -> str:
        """As a personality has it."""
        return f"{self.switch.name}:{self.value.name}"

    @property
    def subjects(self) -> frozenset[str]:
        """The commands that the value concerns."""
        return _subjects(self.switch) | {_subject(command) for command in self.commands}

    @property
    def width(self) -> int:
        """How many subjects it concerns."""
        return len(self.subjects)

    def is_about(self, command: str) -> bool:
        """Whether the value concerns a command."""
        return _subject(command) in self.subjects

    def excludes(self, other: Candidate) -> bool:
        """Whether two values cannot be told apart when both are tried at once."""
        return self.switch is other.switch or bool(
            ANY in self.subjects | other.subjects or self.subjects & other.subjects
        )


def candidates(now: Fidelity, chosen: Mapping[str, str], *, reach: Reach) -> Iterator[Candidate]:
    """What may remove differences that there are now, of the switches within reach."""
    for switch in SWITCHES.values():
        for value in switch.values:
            if value.name == chosen.get(switch.name, switch.default.name):
                continue
            found = [
                (command.command, each.cases)
                for command in now.commands
                for each in command.differences
                if _may_concern(switch, value, command.command, each, reach=reach)
            ]
            if found:
                in_turn = zip_longest(*(cases for _, cases in found))  # of each difference some
                cases = dict.fromkeys(case for turn in in_turn for case in turn if case is not None)
                commands = frozenset(command for command, _ in found)
                yield Candidate(switch, value, commands, tuple(cases)[:CASES_EACH])


def in_groups(tried: Iterable[Candidate]) -> list[tuple[Candidate, ...]]:
    """Candidates that can be tried at once; the widest ones first, so that the groups are few."""
    groups: list[list[Candidate]] = []
    for each in sorted(tried, key=lambda each: -each.width):
        fitting = (group for group in groups if not any(each.excludes(other) for other in group))
        group = next(fitting, None)
        if group is None:
            groups.append([each])
        else:
            group.append(each)
    return [tuple(group) for group in groups]


def _may_concern(switch: Switch, value: Value, command: str, each: Difference, *, reach: Reach) -> bool:
    subjects = _subjects(switch)
    if ANY in subjects:
        return reach is Reach.ALL
    lines = _differing(each)
    named = {f"AT{name[0]}" for line in lines if (name := _LINE_NAME.match(line))}
    differing = named | {_subject(command)}
    if reach >= Reach.STEPS and _has_steps(switch) and differing & _SESSION:
        return True
    return bool(differing & subjects) or any(line in _texts(value) for line in lines)


def _differing(each: Difference) -> Sequence[str]:
    """The lines that only one of the runs has: a boot line may come with any command."""
    return sorted(set(each.first) ^ set(each.second))


def _texts(value: Value) -> frozenset[str]:
    """The lines of a personality that a value changes."""
    return frozenset(
        line
        for key in value.personality.values()
        if isinstance(key, tuple)
        for line in key
        if isinstance(line, str)
    )


def _subjects(switch: Switch) -> frozenset[str]:
    return frozenset(about.removeprefix(REFUSED).removeprefix(TOLD) for about in switch.about)


def _has_steps(switch: Switch) -> bool:
    """Whether it is about a step of a protocol, such as `FTP TYPE`, `TLS chain`, `DNS`."""
    return any(about.startswith(_STEPS_OF) for about in switch.about)


def _subject(command: str) -> str:
    return command.partition(",")[0].rstrip("=?")
