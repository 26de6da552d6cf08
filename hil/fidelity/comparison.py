"""Two runs beside one another: the exchanges of equal cases, aligned, and how they differ."""

from __future__ import annotations

import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum
from pathlib import Path

from hil.errors import UsageError
from hil.evidence.wire.reading import segments
from hil.fidelity.exchanges import Exchange, Reader
from hil.fidelity.left_over import Told, is_left_over
from hil.fidelity.words import same

LEAST_PAIRS = 3
"""Fewer exchanges of a command say nothing about its time."""

LEAST_S, LEAST_RATIO, NOISE = 0.1, 2.0, 3.0
"""A time differs if its median does so by this many seconds, by this factor, and by this many mean deviations."""


_NUMBER = re.compile(r"\d{3,}")
"""Differences that are the same but for the sizes in their lines are one."""


class Kind(StrEnum):
    """In what two answers differ."""

    FINAL = "final result code"
    CODE = "code of the result"
    INFORMATION = "information text"
    ORDER = "order of lines"
    UNSOLICITED = "unsolicited lines"
    SPACES = "spaces"
    FRAME = "line ends"
    SILENCE = "no answer"


_FINAL = (
    "OK",
    "ERROR",
    "+CME ERROR",
    "+CMS ERROR",
    "CONNECT",
    "NO CARRIER",
    "BUSY",
    "NO ANSWER",
    "NO DIALTONE",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which the answers to a command differ; `first` and `second` are the lines of the two runs."""

    kind: Kind
    first: tuple[str, ...]
    second: tuple[str, ...]
    count: int
    sent: str
    case: str
    cases: tuple[str, ...] = ()
    """All cases in which it was seen."""


@dataclass(frozen=True, slots=True)
class Span:
    """The medians of the times of a command in both runs, in seconds of module time."""

    first_s: float
    second_s: float


@dataclass(frozen=True, slots=True)
class CommandScore:
    """A command: how many of its exchanges were compared, how many differ, and how."""

    command: str
    compared: int
    differing: int
    differences: tuple[Difference, ...]
    time: Span | None = None
    """Set if its time differs beyond noise."""

    @property
    def score(self) -> float:
        """The share of its exchanges that are the same."""
        return 1 - self.differing / self.compared


@dataclass(frozen=True, slots=True)
class Fidelity:
    """How like two runs are; the commands stand in the order of their scores, the worst first."""

    commands: tuple[CommandScore, ...]
    cases: int
    """Cases that both runs have."""
    only_first: tuple[str, ...]
    only_second: tuple[str, ...]
    unaligned: int
    """Requests of either run that the other one did not have."""
    left_over: int = 0
    """Exchanges that count as the same, since they differ only in what other earlier cases have left."""

    @property
    def compared(self) -> int:
        """How many exchanges were compared."""
        return sum(command.compared for command in self.commands)

    @property
    def differing(self) -> int:
        """How many of them differ."""
        return sum(command.differing for command in self.commands)

    @property
    def score(self) -> float:
        """The share of exchanges that are the same."""
        return 1 - self.differing / self.compared


Cases = Mapping[str, Sequence[Exchange]]


def cases_of(run: Path) -> dict[str, list[Exchange]]:
    """The exchanges of a run by case; raises `UsageError`.

    Of an attempt that was cut off, such as by `kill -9`, nothing counts where another one ended.
    """
    reader, found, cut = Reader(), defaultdict[str, list[Exchange]](list), dict[str, list[Exchange]]()
    for segment in segments(run):
        if segment.case:
            exchanges = reader.exchanges(segment)
            (found[segment.case] if segment.verdict else cut.setdefault(segment.case, [])).extend(exchanges)
    return {**cut, **found}


def told_by(*runs: Cases) -> Told:
    """What these runs have told of the states of their DUT."""
    return Told(each for run in runs for case in run.values() for each in case)


def compared(first: Cases, second: Cases, *, told: tuple[Told, Told] | None = None) -> Fidelity:
    """Compare two runs; raises `UsageError` if they have nothing in common.

    `told` is what they have told of their states, where each one is a part of more.
    """
    common = [case for case in first if case in second]
    known, known_too = told or (told_by(first), told_by(second))
    pairs: dict[str, list[tuple[Exchange, Exchange]]] = defaultdict(list)
    unaligned = left_over = 0
    for case in common:
        found = aligned(first[case], second[case])
        unaligned += len(first[case]) + len(second[case]) - 2 * len(found)
        for one, other in found:
            is_same = is_left_over(one, other, first=known, second=known_too)
            left_over += is_same
            pairs[one.command].append((one, one if is_same else other))
    if not pairs:
        raise UsageError(
            f"the runs have no exchange in common: {len(first)} and {len(second)} cases are recorded, {len(common)} in both; "
            "run the same selection on both"
        )
    scores = (_scored(command, found) for command, found in pairs.items())
    return Fidelity(
        commands=tuple(sorted(scores, key=lambda each: (each.score, -each.differing, each.command))),
        cases=len(common),
        only_first=tuple(case for case in first if case not in second),
        only_second=tuple(case for case in second if case not in first),
        unaligned=unaligned,
        left_over=left_over,
    )


def aligned(first: Sequence[Exchange], second: Sequence[Exchange]) -> list[tuple[Exchange, Exchange]]:
    """The exchanges of two dialogues with the same requests, in their order."""
    matcher = SequenceMatcher(
        None, [each.request for each in first], [each.request for each in second], autojunk=False
    )
    return [
        (first[block.a + at], second[block.b + at])
        for block in matcher.get_matching_blocks()
        for at in range(block.size)
    ]


def difference(one: Exchange, other: Exchange) -> Kind | None:
    """In what two answers to the same request differ; None if they are the same."""
    if same(one.answer, other.answer):
        frames = {_frame(one), _frame(other)} - {""}
        return Kind.FRAME if len(frames) > 1 else None
    if not one.answer or not other.answer:
        return Kind.SILENCE
    if sorted(one.answer) == sorted(other.answer):
        return Kind.ORDER
    if _without_spaces(one) == _without_spaces(other):
        return Kind.SPACES
    return _kind(one, other)


def _frame(exchange: Exchange) -> str:
    """The form around the lines; empty if it is not known, since lines came beside a question of the driver."""
    return exchange.frame if exchange.frame.count("…") == len(exchange.answer) else ""


def _without_spaces(exchange: Exchange) -> list[str]:
    return ["".join(line.split()) for line in exchange.answer]


def _kind(one: Exchange, other: Exchange) -> Kind:
    if list(filter(_is_final, one.answer)) != list(filter(_is_final, other.answer)):
        return Kind.FINAL
    differing = set(one.answer) ^ set(other.answer)
    own = one.command.partition(",")[0].rstrip("=?").removeprefix("AT")
    if own.startswith("+") and all(_is_told(line) and not line.startswith(own) for line in differing):
        return Kind.UNSOLICITED
    if any(line.startswith("+QFTP") and "-" in line for line in differing):
        return Kind.CODE
    return Kind.INFORMATION


def _is_final(line: str) -> bool:
    return line.startswith(_FINAL)


def _is_told(line: str) -> bool:
    """Whether it is a line that a module sends by itself: with a name, or in words."""
    return line.startswith("+") or line.isupper()


def _scored(command: str, pairs: Sequence[tuple[Exchange, Exchange]]) -> CommandScore:
    counts: Counter[tuple[Kind, str]] = Counter()
    examples: dict[tuple[Kind, str], tuple[Exchange, Exchange]] = {}
    cases: dict[tuple[Kind, str], dict[str, None]] = defaultdict(dict)
    for one, other in pairs:
        kind = difference(one, other)
        if kind is not None:
            key = (kind, _NUMBER.sub("n", repr((one.answer, other.answer))))
            counts[key] += 1
            examples.setdefault(key, (one, other))
            cases[key][one.case] = None
    found = tuple(
        replace(_shown(key[0], *examples[key], count), cases=tuple(cases[key]))
        for key, count in counts.most_common()
    )
    return CommandScore(command, len(pairs), sum(counts.values()), found, _time(pairs))


def _shown(kind: Kind, one: Exchange, other: Exchange, count: int) -> Difference:
    first, second = one.answer, other.answer
    if kind is Kind.FRAME:
        first, second = (repr(one.frame),), (repr(other.frame),)
    return Difference(kind, first, second, count, one.sent, one.case)


def _time(pairs: Iterable[tuple[Exchange, Exchange]]) -> Span | None:
    """The times of a command, if they differ beyond noise."""
    spans = [
        (one.seconds, other.seconds)
        for one, other in pairs
        if one.seconds is not None and other.seconds is not None and same(one.answer, other.answer)
    ]
    if len(spans) < LEAST_PAIRS:
        return None
    first, second = ([span[side] for span in spans] for side in (0, 1))
    medians = statistics.median(first), statistics.median(second)
    apart, low = abs(medians[0] - medians[1]), min(medians)
    noise = NOISE * (_spread(first, medians[0]) + _spread(second, medians[1]))
    if apart < max(LEAST_S, noise) or low * LEAST_RATIO > max(medians):
        return None
    return Span(*medians)


def _spread(values: Iterable[float], median: float) -> float:
    return statistics.fmean(abs(value - median) for value in values)
