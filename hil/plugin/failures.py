"""The failed checks behind an exception of a case, and how they are told.

`hil.expect` keeps its own checks.  Any other failure judges all requirements of
the case: a plain `assert`, `pytest.fail`, a step that the case needs, and a DUT
that falls silent, which no requirement allows (V.250 5.7: a final result code
follows each command line).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.errors import ChannelTimeout, UnexpectedResult
from hil.judgement import RunningCase, Weight, failed_check, ground_of, mismatch, weight_of_preamble
from hil.plugin.wording import first_line, text_of
from hil.results.case import Problem
from hil.verdict import Cause, FailedCheck, Ground, Inconclusive, Mismatch, Verdict


def weigh(trouble: pytest.ExceptionInfo[BaseException], case: RunningCase, problem: Problem) -> Verdict:
    """Fail, or pass if no failed check of the case judges a mandatory requirement; keeps a check of a third party."""
    error = trouble.value
    checks = error.checks if isinstance(error, Mismatch) else ()
    for check in checks:  # one that was raised outside the case, as in a thread
        _keep_once(check, case)
    if not checks:
        _keep_once(check_of(trouble, case, problem), case)
    return Verdict.FAIL if case.failed else Verdict.PASS


def check_of(
    trouble: pytest.ExceptionInfo[BaseException], case: RunningCase, problem: Problem
) -> FailedCheck:
    """The check of a third party that an exception tells of; it judges all requirements of the case."""
    sentence = first_line(trouble.value)
    return FailedCheck(
        tuple(row.id for row in case.requirements),
        ground_of(case.requirements),
        sentence,
        problem.expected,
        problem.actual,
        problem.where,
    )


def _keep_once(check: FailedCheck, case: RunningCase) -> None:
    kept = case.failed if check.ground else case.departures
    if check not in kept:
        kept.append(check)


def of_preamble(refusal: UnexpectedResult) -> Mismatch | Inconclusive:
    """A step that the case needs did not succeed: fail, or inconclusive in a case about optional matters only."""
    weight = weight_of_preamble()
    if weight.ground is None:
        return Inconclusive(f"the preamble did not succeed: {refusal}", Cause.NO_STIMULUS)
    return _mismatch(str(refusal), refusal, weight)


def of_silence(silence: ChannelTimeout) -> Mismatch:
    """The DUT gave no answer, and answers AT: a fail in every case, at least on the standard."""
    weight = replace(weight_of_preamble(), ground=Ground.STANDARD)
    return _mismatch(f"the DUT answers AT, but not this: {silence}", silence, weight)


def _mismatch(message: str, error: UnexpectedResult | ChannelTimeout, weight: Weight) -> Mismatch:
    return mismatch(failed_check(weight, message, expected=error.expected, actual=error.actual or message))


def told(error: BaseException) -> str:
    """An error in sentences: its failed checks, one a line with its place, or its cause; empty for any other error."""
    if isinstance(error, Inconclusive):
        return f"inconclusive ({error.cause.value}): {text_of(error)}"
    checks = error.checks if isinstance(error, Mismatch) else ()
    return "\n".join(f"{check}{f' at {check.where}' if check.where else ''}" for check in checks)
