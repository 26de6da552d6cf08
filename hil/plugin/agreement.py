"""The verdict of a case where a hook or a plugin has made pytest count it as something else than the judge said.

    counted as failed     pass, not applicable, known deviation → error: no check of the case decides that
    not counted as failed fail that decides → known deviation; error, inconclusive → not applicable
    counted as skipped    pass → not applicable

So exit code and report agree with those of pytest.  It is settled at the end of the run, because
the plugin flaky tells no fail of an attempt that it is going to repeat (`counting`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from hil.results.case import CaseResult
from hil.verdict import Cause, Ground, Verdict, decides

_SETTLES_NOTHING = frozenset({Verdict.PASS, Verdict.NOT_APPLICABLE, Verdict.KNOWN_DEVIATION})
"""The verdicts that no exit code tells."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What pytest counts a case as; both are false if it passed."""

    failed: bool = False
    skipped: bool = False

    @property
    def words(self) -> str:
        """The outcome, as pytest calls it."""
        return "failed" if self.failed else "skipped" if self.skipped else "passed"


def settled(case: CaseResult, counted: Counted, gate: Ground) -> CaseResult:
    """The case with a verdict that agrees with what pytest counts."""
    mark = f"pytest counts it as {counted.words}, by a hook or a plugin"
    ended = f"{mark}; it ended with {case.verdict.words}"
    if case.reason:
        ended += f": {case.reason}"
    if counted.failed:
        wrong = case.verdict in _SETTLES_NOTHING
        return replace(case, verdict=Verdict.ERROR, deviation="", reason=ended) if wrong else case
    if case.verdict is Verdict.FAIL and (case.ground is None or decides(gate, case.ground)):
        return replace(case, verdict=Verdict.KNOWN_DEVIATION, deviation=mark, reason=f"{case.reason}; {mark}")
    says_nothing = case.verdict is Verdict.ERROR or (
        case.verdict is Verdict.INCONCLUSIVE and case.cause is not Cause.LEFT_OPEN
    )
    if says_nothing or (case.verdict is Verdict.PASS and counted.skipped):
        return replace(case, verdict=Verdict.NOT_APPLICABLE, cause=None, reason=ended)
    return case
