"""What a run under mishaps came to, beside a quiet run of the same cases.

A case may differ only where its record tells the trouble of the bench that took its
verdict (`disturbance`): such a case is an error or inconclusive, never a pass or a
fail, and it is listed.  Each other difference is a wrong one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hil.results.case import CaseResult
from hil.results.model import RunReport
from hil.verdict import Verdict

WITHOUT = (Verdict.ERROR, Verdict.INCONCLUSIVE)
"""What trouble of the bench makes of a case."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`disturbed` are the cases whose verdict the bench took, with the trouble; `wrong` is what must not be."""

    same: int
    disturbed: Mapping[str, str]
    wrong: tuple[str, ...]


def compared(quiet: RunReport, troubled: RunReport) -> Comparison:
    """The cases of a run under mishaps beside those of a quiet one."""
    expected = {case.id: case.verdict_words for case in quiet.cases}
    disturbed = {
        case.id: f"{case.verdict.words}: {case.reason}" for case in troubled.cases if _is_disturbed(case)
    }
    judged = {case.id: case for case in troubled.cases if case.id not in disturbed}
    wrong = [f"not run: {case} ({troubled.ending.early or 'no reason'})" for case in troubled.not_run]
    wrong += [f"{case}: in one run only" for case in expected.keys() ^ {each.id for each in troubled.cases}]
    wrong += [
        f"{case.id}: {expected[case.id]} in the quiet run, {case.verdict_words} under mishaps: {case.reason}"
        for case in judged.values()
        if expected.get(case.id, case.verdict_words) != case.verdict_words
    ]
    wrong += [f"{case.id}: judged twice" for case in _twice(troubled)]
    same = sum(expected.get(case.id) == case.verdict_words for case in judged.values())
    return Comparison(same, disturbed, tuple(wrong))


def _is_disturbed(case: CaseResult) -> bool:
    return case.verdict in WITHOUT and case.disturbance is not None


def _twice(report: RunReport) -> list[CaseResult]:
    ids = [case.id for case in report.cases]
    return [case for number, case in enumerate(report.cases) if case.id in ids[:number]]
