"""Changed answers: what cases observed and did not judge, stricter readings, departures from optional requirements.

An answer holds values that differ from run to run: user names, addresses, ports.  They
are put aside before two answers are compared.  The values in the answer to a read form
are those of earlier cases; only its form is compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from hil.compare.dialect import DialectChange
from hil.compare.verdicts import Pair
from hil.results.case import CaseResult
from hil.spec.dialect import DialectKey

_CHANGING = (
    (re.compile(r'"\d{1,3}(?:\.\d{1,3}){3}",\d+'), '"<address>",<port>'),
    (re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b"), "<address>"),
    (re.compile(r"\bm95-[0-9a-f]{6}\b"), "<user>"),
    (re.compile(r"\(\d+(?:,\d+){5}\)"), "(<address>,<port>)"),
    (re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d"), "<time>"),
    (re.compile(r"\d\d/\d\d/\d\d,\d\d:\d\d:\d\d"), "<time>"),
)
"""What differs from run to run, and what stands in its place."""

_READ_FORM = re.compile(r"AT\+\w+\?")
_VALUES = re.compile(r'"[^"]*"|\d+')
_NUMBER = re.compile(r"\d+")
_CHOSEN = frozenset({"port", "seconds"})
"""Words in the name of an answer whose numbers are chosen by the host, or times."""
_RESULT_NAME = re.compile(r"\+(QFTP[A-Z]+):")
_FORMS = (
    (DialectKey.COMPACT_REPLIES, re.compile(r"(\+QFTP[A-Z]+): "), r"\1:"),
    (DialectKey.GET_TRAILING_OK, re.compile(r"(\+QFTPGET: ?\d+)[ |/]*OK$"), r"\1"),
    (DialectKey.PUT_TRAILING_OK, re.compile(r"(\+QFTPPUT: ?\d+)[ |/]*OK$"), r"\1"),
)
"""The forms of lines in which a value of the dialect shows, and a form without it."""


@dataclass(frozen=True, slots=True)
class AnswerChange:
    """An observed answer that changed in `cases`; `question` is that of a probe, empty for any other case.

    `follows` are the changed values of the dialect that explain it: those of its lines, or
    those that the same probes measured.
    """

    question: str
    name: str
    before: str
    after: str
    cases: tuple[str, ...]
    follows: tuple[str, ...] = ()


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
            yield AnswerChange(pair.after.probe, name, before[name], value, (pair.after.id,))


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
    sides = [_plain(change.name, text) for text in (change.before, change.after)]
    names = set(_RESULT_NAME.findall(" ".join(sides)))
    shown = [each for each in dialect if not each.item or each.item in names]
    forms = [(key, pattern, form) for key, pattern, form in _FORMS if any(each.key == key for each in shown)]
    used = set[str]()
    for key, pattern, form in forms:
        fresh = [pattern.sub(form, text) for text in sides]
        used |= {key.value} if fresh != sides else set()
        sides = fresh
    if used and sides[0] == sides[1]:
        return tuple(f"{each.key} {each.item}".strip() for each in shown if each.key in used)
    mine = {(each.key, each.item) for each in pair.after.measured}
    return tuple(f"{each.key} {each.item}".strip() for each in dialect if (each.key, each.item) in mine)


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
