"""Files of earlier schemas: what they do not hold is derived from what they do.

Before schema 3 a fail had no checks: it is one failed check of all requirements of
its case.  An inconclusive case had no cause, and a run with one did not conform.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hil.results import schema_1
from hil.results.case import CaseResult
from hil.spec.catalogue import Requirement, requirements
from hil.verdict import Cause, FailedCheck, Ground, Verdict, strongest

_FAILS = frozenset({Verdict.FAIL, Verdict.KNOWN_DEVIATION})


def upgraded(
    cases: Iterable[CaseResult], schema: int, own: tuple[Requirement, ...]
) -> tuple[CaseResult, ...]:
    """The cases of a file of that schema as those of a file of today."""
    if schema == 1:
        cases = map(schema_1.upgraded, cases)
    return tuple(_with_grounds(case, own) for case in cases)


def _with_grounds(case: CaseResult, own: tuple[Requirement, ...]) -> CaseResult:
    if case.verdict is Verdict.INCONCLUSIVE:
        return replace(case, cause=Cause.NO_STIMULUS)
    if case.verdict not in _FAILS:
        return case
    known = requirements(own)
    rows = [known[name] for name in case.requirements if name in known]
    problem = case.problem
    check = FailedCheck(
        requirements=case.requirements,
        ground=strongest(row.ground for row in rows if row.is_mandatory) or Ground.READING,
        sentence=case.reason,
        expected=problem.expected if problem else "",
        actual=problem.actual if problem else "",
        where=problem.where if problem else "",
    )
    return replace(case, checks=(check,))
