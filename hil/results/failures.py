"""The failing cases of a run grouped by cause: the same judged requirements, the same expected and actual."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hil.results.case import CaseResult
from hil.verdict import FailedCheck, Ground, Verdict


@dataclass(frozen=True, slots=True)
class FailureGroup:
    """Cases that fail alike; `check` is the deciding one of the first case.

    The deciding check of a case is its first one on its strongest ground.
    """

    check: FailedCheck
    cases: tuple[CaseResult, ...]

    @property
    def line(self) -> str:
        """One line: `[note] SSLCFG-SECLVL-02: type 7: expected 1, came 0 (20 cases, first test_a.py::test_b[1])`."""
        named = ", ".join(self.check.requirements) or "no requirement"
        count = f"{len(self.cases)} cases, first " if len(self.cases) > 1 else ""
        ground = self.check.ground.value if self.check.ground else Ground.NOTE.value
        sentence = " ".join(self.check.sentence.split())
        return f"[{ground}] {named}: {sentence} ({count}{self.cases[0].name})"


def groups(cases: Iterable[CaseResult]) -> tuple[FailureGroup, ...]:
    """The groups of the cases that fail: those on the strongest ground first, of these the largest one."""
    found: dict[tuple[object, ...], tuple[FailedCheck, list[CaseResult]]] = {}
    for case in cases:
        if case.verdict is Verdict.FAIL:
            check = deciding(case)
            key = (check.requirements, check.ground, check.expected, check.actual)
            found.setdefault(key, (check, []))[1].append(case)
    order = list(Ground)
    made = [FailureGroup(check, tuple(alike)) for check, alike in found.values()]
    return tuple(
        sorted(made, key=lambda group: (order.index(group.check.ground or Ground.NOTE), -len(group.cases)))
    )


def deciding(case: CaseResult) -> FailedCheck:
    """The check that decides the verdict of a failing case; made of its reason where it has none."""
    on_ground = [check for check in case.checks if check.ground is case.ground]
    if on_ground:
        return on_ground[0]
    problem = case.problem
    expected, actual = (problem.expected, problem.actual) if problem else ("", case.reason)
    return FailedCheck(case.requirements, case.ground or Ground.NOTE, case.reason, expected, actual)
