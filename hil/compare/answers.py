"""Changed answers: what cases observed and did not judge, stricter readings, departures from optional requirements.

An answer holds values that differ from run to run: user names, addresses, ports.  They
are put aside before two answers are compared.  The values in the answer to a read form,
or to a query of a setting, are those of earlier cases; only its form is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hil.compare.dialect import DialectChange
from hil.compare.dialect_forms import explaining
from hil.compare.verdicts import Pair
from hil.results.case import CaseResult

_CHANGING = (
    (re.compile(r'"\d{1,3}(?:\.\d{1,3}){3}",\d+'), '"<address>",<port>'),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "<address>"),
    (re.compile(r"\bm95-[0-9a-f]{6}\b"), "<user>"),
    (re.compile(r"\(\d+(?:,\d+){5}\)"), "(<address>,<port>)"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d"), "<time>"),
    (re.compile(r"\d\d/\d\d/\d\d,\d\d:\d\d:\d\d"), "<time>"),
)
"""What differs from run to run, and what stands in its place."""

_READ_FORM = re.compile(r'AT\+\w+\?|AT\+QSSLCFG="\w+"(?:,\d)?', re.IGNORECASE)
_VALUES = re.compile(r'"[^"]*"|\d+')
_NUMBER = re.compile(r"\d+")
_CHOSEN = frozenset({"port", "seconds"})
"""Words in the name of an answer whose numbers are chosen by the host, or times."""
_RACING = "race"
"""The word in the name of an answer that depends on which of two events the DUT meets first."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An observed answer that changed in `cases`; `question` is that of a probe, empty for any other case.

    `follows` are the changed values of the dialect that explain it: those of its lines, or
    those that the same probes measured.  `is_racing` tells that it may differ in each run of one DUT.
    """

    question: str
    name: str
    before: str
    after: str
    cases: tuple[str, ...]
    follows: tuple[str, ...] = ()
    is_racing: bool = False


@dataclass(frozen=True, slots=True)
class ReadingChange:
    """A stricter reading of a case that came out otherwise; `held` tells whether each side met it."""

    case: str
    name: str
    expected: str
    before: str
    after: str
    held: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class DepartureChange:
    """A departure from an optional or informative requirement that came or went; `is_new` tells which."""

    requirement: str
    sentence: str
    is_new: bool
    cases: tuple[str, ...]


def answer_changes(pairs: Iterable[Pair], dialect: Iterable[DialectChange] = ()) -> tuple[AnswerChange, ...]:
    """The answers that changed, those of one change together; answers of probes stand first."""
    known = tuple(dialect)
    found: dict[tuple[str, str, str, str], AnswerChange] = {}
    for pair in pairs:
        for change in _answers(pair):
            one = replace(change, follows=_explaining(change, pair, known))
            key = (
                one.question,
                _plain(one.name, one.name),
                _plain(one.name, one.before),
                _plain(one.name, one.after),
            )
            earlier = found.get(key)
            found[key] = replace(earlier, cases=(*earlier.cases, pair.after.id)) if earlier else one
    return tuple(sorted(found.values(), key=lambda change: (not change.question, bool(change.follows))))


def _answers(pair: Pair) -> Iterator[AnswerChange]:
    before = dict(pair.before.observed)
    for name, value in pair.after.observed:
        if name in before and _plain(name, before[name]) != _plain(name, value):
            is_racing = _RACING in name.split()
            yield AnswerChange(
                pair.after.probe, name, before[name], value, (pair.after.id,), is_racing=is_racing
            )


def _plain(name: str, text: str) -> str:
    """An answer without what differs from run to run."""
    if _READ_FORM.fullmatch(name):
        return _VALUES.sub("<value>", text)
    for pattern, place in _CHANGING:
        text = pattern.sub(place, text)
    if _CHOSEN.intersection(name.split()):
        text = _NUMBER.sub("<number>", text)
    return ", ".join(sorted(text.split(", ")))  # an enumeration; cases ask in an order by chance


def _explaining(change: AnswerChange, pair: Pair, dialect: tuple[DialectChange, ...]) -> tuple[str, ...]:
    """The changed values of the dialect from which an answer follows."""
    mine = {(each.key, each.item) for each in pair.after.measured}
    before, after = (_plain(change.name, text) for text in (change.before, change.after))
    found = explaining(change.name, before, after, dialect) or (
        each for each in dialect if (each.key, each.item) in mine
    )
    return tuple(f"{each.key} {each.item}".strip() for each in found)


def reading_changes(pairs: Iterable[Pair]) -> tuple[ReadingChange, ...]:
    """The stricter readings that came out otherwise; those that no longer hold stand first."""
    found = [
        ReadingChange(pair.after.id, now.name, now.expected, then.actual, now.actual, (then.held, now.held))
        for pair in pairs
        for then in pair.before.strict
        for now in pair.after.strict
        if then.name == now.name and (then.held, then.actual) != (now.held, now.actual)
    ]
    return tuple(sorted(found, key=lambda change: (change.held[1], not change.held[0])))


def departure_changes(pairs: Iterable[Pair]) -> tuple[DepartureChange, ...]:
    """The departures that came or went, those of one requirement and sentence together; new ones first."""
    found: dict[tuple[str, str, bool], list[str]] = {}
    for pair in pairs:
        before, after = _departures(pair.before), _departures(pair.after)
        for is_new, sides in ((True, after.keys() - before.keys()), (False, before.keys() - after.keys())):
            for requirement in sorted(sides):
                sentence = (after if is_new else before)[requirement]
                found.setdefault((requirement, sentence, is_new), []).append(pair.after.id)
    made = [DepartureChange(*key, tuple(cases)) for key, cases in found.items()]
    return tuple(sorted(made, key=lambda change: (not change.is_new, change.requirement)))


def _departures(case: CaseResult) -> dict[str, str]:
    return {name: check.sentence for check in case.departures for name in check.requirements}
