"""The error codes of the note (chapter 3, Table 4): meaning, recipe, the cases that provoke each, what the DUT gave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from hil.results.case import CaseResult
from hil.results.conclusion import Coverage, coverage
from hil.results.model import RunReport
from hil.spec.catalogue import Requirement, requirement
from hil.spec.codes import ErrorCode, ResultCode, describe
from hil.verdict import Role, Verdict

OF_A_REPLY = -400
"""A code of this value or a lower one is the negative number of an FTP reply (note 3)."""


@dataclass(frozen=True, slots=True)
class Observed:
    """What the DUT gave where a check judged the code, and how often: `-5 (network error)`, `ERROR`."""

    answer: str
    count: int


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """A code of Table 4.

    `meaning` is that of the note; `requirement` states the code and has its recipe.
    `cases` are those with a verdict, `not_run` the ids of planned ones without.
    """

    code: ErrorCode
    requirement: Requirement
    cases: tuple[CaseResult, ...]
    not_run: tuple[str, ...]
    observed: tuple[Observed, ...]

    @property
    def meaning(self) -> str:
        """The description of the note."""
        return self.code.title

    @property
    def recipe(self) -> str:
        """How the code is provoked, in words."""
        return self.requirement.provoke

    @property
    def stimulus(self) -> str:
        """The commands that the recipe uses."""
        return self.requirement.stimulus

    @property
    def verdict(self) -> Verdict | None:
        """The worst verdict of the cases; None if there is none."""
        return Coverage(self.requirement, self.cases).verdict

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(case.verdict is Verdict.PASS for case in self.cases)


def error_rows(report: RunReport) -> tuple[ErrorRow, ...]:
    """All codes of Table 4 in its order, also those that no case of the run provokes."""
    of = {row.requirement.id: row.cases for row in coverage(report.cases)}
    return tuple(_row(code, report, of) for code in ErrorCode)


def requirement_of(code: ErrorCode) -> Requirement:
    """The requirement that states the code."""
    if code > 0:
        return requirement(f"ERR-CME-{code.value}")
    if code <= OF_A_REPLY:
        return requirement(f"ERR-SRV-{-code.value}")
    return requirement(f"ERR-LOCAL-{-code.value:02}")


def _row(code: ErrorCode, report: RunReport, of: Mapping[str, tuple[CaseResult, ...]]) -> ErrorRow:
    states = requirement_of(code)
    left = set(report.not_run)
    return ErrorRow(
        code=code,
        requirement=states,
        cases=of[states.id],
        not_run=tuple(
            case.id
            for case in report.description.planned
            if case.id in left and states.id in case.requirements
        ),
        observed=_observed(code, states.id, of[states.id]),
    )


def _observed(code: ErrorCode, states: str, cases: tuple[CaseResult, ...]) -> tuple[Observed, ...]:
    answers = {**_ANSWERS, str(code.value): describe(code.value)}
    seen = Counter(
        answers[step.actual]
        for case in cases
        for step in case.steps
        if step.role is Role.CHECK and states in step.requirements and step.actual in answers
    )
    return tuple(Observed(answer, count) for answer, count in seen.most_common())


_SUCCESS = "0 (success)"

_ANSWERS: Mapping[str, str] = {
    **{describe(code.value): describe(code.value) for code in ErrorCode},
    **{f"+CME ERROR: {describe(code.value)}": describe(code.value) for code in ErrorCode},
    ResultCode.ERROR.value: ResultCode.ERROR.value,
    "0": _SUCCESS,
}
"""The judged values that are answers with a code, by the words that a step has for them."""
