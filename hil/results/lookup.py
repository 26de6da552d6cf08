"""A case of a run by the words of a user: its whole id, a part that only one case has, or its number."""

from __future__ import annotations

from hil.errors import UsageError
from hil.results.case import CaseResult
from hil.results.model import RunReport

MOST_NAMED = 5
"""So many cases are named where several are meant."""


def case_of(report: RunReport, words: str) -> CaseResult:
    """The case of these words; the number is its place among the cases of the run, from 1.

    Raises `UsageError` where there is none, or more than one.
    """
    if words.isdecimal():
        if not 1 <= int(words) <= len(report.cases):
            raise UsageError(f"the run has the cases 1 to {len(report.cases)}, no case {words}")
        return report.cases[int(words) - 1]
    exact = [case for case in report.cases if words in {case.id, case.name}]
    found = exact or [case for case in report.cases if words.lower() in case.id.lower()]
    if len(found) == 1:
        return found[0]
    if not found:
        planned = any(words.lower() in name.lower() for name in report.not_run)
        raise UsageError(
            f"{words} was planned and has no verdict; hil conformance --resume runs it"
            if planned
            else f"no case of the run has {words} in its id; hil report --format json lists all"
        )
    named = ", ".join(case.name for case in found[:MOST_NAMED])
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    raise UsageError(f"{words} is part of {len(found)} cases: {named}{more}; give more of the id")
