"""The failing cases of a run grouped by cause: the same requirement, the same expected and actual.

What differs only by a parameter of the case does not part two of them: the number of
a context, the TLS version of the cell, the size of a file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import takewhile

from hil.results.case import CaseResult
from hil.spec.tls import SSLVERSION
from hil.verdict import FailedCheck, Ground, Role, Step, Verdict

MOST_REQUIREMENTS = 3
"""So many requirements of a group are named; the others are counted."""

GENERAL = "GEN-"
"""Requirements about everything: they say least about a cause."""

_PARAMETERS = (
    (re.compile(r"\bcontext \d+\b"), "context N"),
    (re.compile(r"\b\d+ bytes?\b"), "N bytes"),
    (re.compile(r"\b\d+(\.\d+)? s\b"), "N s"),
    (re.compile(r"\bsha256 [0-9a-f]+\b"), "sha256"),
    (re.compile(r"\b0[xX][0-9A-F]{4} \(TLS_\w+\)"), "a cipher suite"),
)
"""Parameters by how texts have them, and what stands for all of their values."""

_BRACKETS = re.compile(r" ?\([^()]*\)")


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Cases that fail alike; `check` is the deciding one of the first case.

    The deciding check of a case is its first one on its strongest ground.  `requirements`
    are what these checks judge: the most specific one of each case, then the others.
    `words` tells what was judged, what was expected and what came.
    """

    check: FailedCheck
    cases: tuple[CaseResult, ...]
    requirements: tuple[str, ...]
    words: str

    @property
    def ground(self) -> Ground:
        """The ground of the deciding check."""
        return self.check.ground or Ground.NOTE

    @property
    def named(self) -> str:
        """The first three requirements, and how many more are judged: `AUTH-16, AUTH-05, GEN-05 +57`."""
        shown = ", ".join(self.requirements[:MOST_REQUIREMENTS]) or "no requirement"
        rest = len(self.requirements[MOST_REQUIREMENTS:])
        return f"{shown} +{rest}" if rest else shown

    @property
    def count(self) -> str:
        """`1 case`, `20 cases`."""
        return f"{len(self.cases)} case{'' if len(self.cases) == 1 else 's'}"

    @property
    def cause(self) -> str:
        """Requirements and what was expected and came: `SSLCFG-SECLVL-02: type 7: expected 1, came 0`."""
        return f"{self.named}: {self.words}"

    @property
    def line(self) -> str:
        """One line: `[note] SSLCFG-SECLVL-02: type 7: expected 1, came 0 (20 cases, first test_a.py::test_b[1])`."""
        count = f"{self.count}, first " if len(self.cases) > 1 else ""
        return f"[{self.ground.value}] {self.cause} ({count}{self.cases[0].name})"


@dataclass(frozen=True, slots=True)
class _Failure:
    """A failing case with its deciding check, the step of that check, and its most specific requirement."""

    case: CaseResult
    check: FailedCheck
    step: Step | None
    requirement: str

    @property
    def decides_none(self) -> bool:
        """Whether the check judges the whole case, because the case did not come to its matter."""
        if self.step:
            return self.step.role is Role.PREAMBLE
        return len(self.check.requirements) > MOST_REQUIREMENTS

    @property
    def key(self) -> tuple[object, ...]:
        """What the failures of one group have in common."""
        expected, actual = _differing(
            _without_parameters(self.check.expected, self.case, by_name=True),
            _without_parameters(self.check.actual, self.case),
        )
        requirement = "" if self.decides_none else _without_cell(self.requirement, self.case)
        return (requirement, self.check.ground, expected, actual)

    @property
    def subject(self) -> str:
        return self.step.subject if self.step else ""

    def words(self, subject: str) -> str:
        if not self.step:
            return " ".join(self.check.sentence.split())
        where = "preamble" if self.step.role is Role.PREAMBLE else ""
        sides = f"expected {self.check.expected}, came {self.check.actual}"
        return ": ".join(part for part in (where, subject, sides) if part)


def groups(cases: Iterable[CaseResult]) -> tuple[FailureGroup, ...]:
    """The groups of the cases that fail: those on the strongest ground first, of these the largest one.

    `cases` are all cases of the run: a requirement is the more specific the fewer of them name it.
    """
    every = tuple(cases)
    named_by = Counter(name for case in every for name in case.requirements)
    found: dict[tuple[object, ...], list[_Failure]] = {}
    for case in every:
        if case.verdict is Verdict.FAIL:
            failure = _failure(case, named_by)
            found.setdefault(failure.key, []).append(failure)
    order = list(Ground)
    return tuple(
        sorted(map(_group, found.values()), key=lambda group: (order.index(group.ground), -len(group.cases)))
    )


def deciding(case: CaseResult) -> FailedCheck:
    """The check that decides the verdict of a failing case; made of its reason where it has none."""
    on_ground = [check for check in case.checks if check.ground is case.ground]
    if on_ground:
        return on_ground[0]
    problem = case.problem
    expected, actual = (problem.expected, problem.actual) if problem else ("", case.reason)
    return FailedCheck(case.requirements, case.ground or Ground.NOTE, case.reason, expected, actual)


def step_of(case: CaseResult, check: FailedCheck) -> Step | None:
    """The step of a failed check, None where it has none.

    Of checks at one place with the same sides, as in a loop of a test, each has its own step.
    """
    alike = [step for step in case.steps if not step.held and _is_of(step, check)]
    earlier = [
        each
        for each in takewhile(lambda each: each != check, (*case.checks, *case.departures))
        if _same(each, check)
    ]
    return alike[min(len(earlier), len(alike) - 1)] if alike else None


def _is_of(step: Step, check: FailedCheck) -> bool:
    sides = (step.where, step.expected, step.actual) == (check.where, check.expected, check.actual)
    return sides and step.requirements in {(), check.requirements}


def _same(one: FailedCheck, other: FailedCheck) -> bool:
    return replace(one, sentence="") == replace(other, sentence="")


def _failure(case: CaseResult, named_by: Counter[str]) -> _Failure:
    check = deciding(case)
    specific = min(
        check.requirements, key=lambda name: (named_by[name], name.startswith(GENERAL)), default=""
    )
    return _Failure(case, check, step_of(case, check), specific)


def _group(failures: list[_Failure]) -> FailureGroup:
    first = failures[0]
    specific = (failure.requirement for failure in failures if failure.requirement)
    judged = (name for failure in failures for name in failure.check.requirements)
    differ = len({failure.subject for failure in failures}) > 1
    subject = _BRACKETS.sub("", first.subject) if differ else first.subject
    return FailureGroup(
        check=first.check,
        cases=tuple(failure.case for failure in failures),
        requirements=tuple(dict.fromkeys((*specific, *judged))),
        words=first.words(subject or first.subject),
    )


def _without_parameters(text: str, case: CaseResult, *, by_name: bool = False) -> str:
    """The text with a mark in place of each parameter of the case; `by_name`: also of those in its id."""
    for pattern, mark in _PARAMETERS:
        text = pattern.sub(mark, text)
    for word in _cell_words(case):
        text = text.replace(word, "the cell's")
    if by_name:
        parameters = set(case.id.partition("[")[2].rstrip("]").split("-"))
        text = " ".join("a parameter" if word in parameters else word for word in text.split())
    return " ".join(text.split())


def _cell_words(case: CaseResult) -> tuple[str, ...]:
    """The TLS version and the cipher suite of the cell, as texts have them."""
    if case.cell is None:
        return ()
    versions = [version.title for version in SSLVERSION.get(case.cell.sslversion, ())]
    return (*(versions if len(versions) == 1 else ()), case.cell.ciphersuite)


def _without_cell(requirement: str, case: CaseResult) -> str:
    """The id of a requirement without the cell that it is about: `PAIR-TLS10-0035` of a case with that cell."""
    words = {word.replace(".", "").upper().removeprefix("0X") for word in _cell_words(case)}
    return "-".join("*" if part in words else part for part in requirement.split("-"))


def _differing(expected: str, actual: str) -> tuple[str, str]:
    """Both sides without the words at their ends that they share: those tell no cause."""
    left, right = expected.split(), actual.split()
    while len(left) > 1 and len(right) > 1 and left[-1] == right[-1]:
        left, right = left[:-1], right[:-1]
    while len(left) > 1 and len(right) > 1 and left[0] == right[0]:
        left, right = left[1:], right[1:]
    return " ".join(left), " ".join(right)
