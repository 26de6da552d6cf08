"""The values of switches that may remove differences: those about the commands and lines that differ.

Candidates whose subjects have nothing in common can be tried at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from hil.emulator.variants.catalogue import SWITCHES
from hil.emulator.variants.model import ANY, REFUSED, TOLD, Switch, Value
from hil.fidelity.comparison import Difference, Fidelity

CASES_EACH = 4
"""On so many cases a value is tried."""

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


def candidates(now: Fidelity, chosen: Mapping[str, str], *, is_last: bool) -> Iterator[Candidate]:
    """What may remove differences that there are now; `is_last`: also the switches about every command."""
    for switch in SWITCHES.values():
        for value in switch.values:
            if value.name == chosen.get(switch.name, switch.default.name):
                continue
            found = [
                (command.command, each.cases)
                for command in now.commands
                for each in command.differences
                if _may_concern(switch, value, command.command, each, is_last=is_last)
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


def _may_concern(switch: Switch, value: Value, command: str, each: Difference, *, is_last: bool) -> bool:
    subjects = _subjects(switch)
    if ANY in subjects:
        return is_last
    if _subject(command) in subjects:
        return True
    lines = _differing(each)
    named = {f"AT{name[0]}" for line in lines if (name := _LINE_NAME.match(line))}
    return bool(named & subjects) or any(line in _texts(value) for line in lines)


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


def _subject(command: str) -> str:
    return command.partition(",")[0].rstrip("=?")
