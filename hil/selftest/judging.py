"""When a case notices a defect, and when it misjudges a sound DUT."""

from __future__ import annotations

from collections.abc import Iterable

from hil.results.case import CaseResult
from hil.spec.catalogue import requirement
from hil.verdict import Cause, Verdict

WRONG = (Verdict.FAIL, Verdict.ERROR)
"""What no case of a sound DUT comes to."""


def is_optional(requirements: Iterable[str]) -> bool:
    """Whether all of these requirements are optional or informative."""
    return not any(requirement(name).is_mandatory for name in requirements)


def departed(case: CaseResult) -> set[str]:
    """The requirements from which a case departs without a fail."""
    return {name for check in case.departures for name in check.requirements}


def is_misjudged(case: CaseResult) -> bool:
    """A fail, an error, or no stimulus: each of them is exit code 1 for a sound DUT."""
    is_open = case.cause is Cause.LEFT_OPEN
    return case.verdict in WRONG or (case.verdict is Verdict.INCONCLUSIVE and not is_open)
