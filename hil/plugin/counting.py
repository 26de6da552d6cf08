"""One verdict of a case that other plugins have run more than once: the verdict follows what pytest counts.

    the attempt was reported as failed        it counts: the worst of these attempts, and of the last one, stands
    the attempt was reported as `rerun`       pytest-rerunfailures: it does not count, nor do its subtests that
                                              were reported before, and another one follows
    the attempt was not reported as failed    flaky: it does not count once another one follows
    a worker of xdist died in the attempt     as its report says: `failed`, or `rerun`

So a case that failed, was repeated and passed is a pass, as pytest counts it; all of its attempts stand
in the result, and it is told as flaky (docs/judging.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from hil.plugin.agreement import Counted
from hil.plugin.attempts import attempt
from hil.results.case import CaseResult
from hil.verdict import Verdict

_RERUN = "rerun"
"""The outcome that pytest-rerunfailures gives a report of an attempt that is not the last one."""

_WORST_FIRST = (
    Verdict.FAIL,
    Verdict.ERROR,
    Verdict.INCONCLUSIVE,
    Verdict.KNOWN_DEVIATION,
    Verdict.PASS,
    Verdict.NOT_APPLICABLE,
)
"""Of the attempts of one case: a fail is told, whatever the bench did in another attempt."""


@dataclass(slots=True)
class _Reported:
    """What pytest has been told of an attempt that has not ended."""

    has_failed: bool = False
    is_rerun: bool = False
    skipped: dict[str, bool] = field(default_factory=dict)
    """By phase: whether its last report, which stands behind those of subtests, said so."""

    @property
    def counted(self) -> Counted:
        """What pytest counts the attempt as; nothing that is repeated is a fail."""
        return Counted(self.has_failed and not self.is_rerun, any(self.skipped.values()))


@dataclass(frozen=True, slots=True)
class Taken:
    """A case after an attempt; `is_final` unless its plugin has said that another attempt follows."""

    case: CaseResult
    is_final: bool


class Counting:
    """The attempts of the cases of one run, as far as their reports have come."""

    def __init__(self) -> None:
        self._under_way: dict[tuple[str, str], _Reported] = {}
        self._ended: dict[str, tuple[CaseResult, Counted]] = {}
        """By the id of a case: its result up to now, and what pytest counts it as."""
        self.failed = 0
        """So many reports of failures have come, of any test."""

    @property
    def counted(self) -> Mapping[str, Counted]:
        """By the id of a case: what pytest counts it as."""
        return {case: counted for case, (_, counted) in self._ended.items()}

    def note(self, report: pytest.TestReport) -> None:
        """Take what a report says of the attempt under way."""
        reported = self._under_way.setdefault(_key(report), _Reported())
        self.failed += report.failed
        reported.has_failed = reported.has_failed or report.failed
        reported.is_rerun = reported.is_rerun or str(report.outcome) == _RERUN
        reported.skipped[str(report.when)] = report.skipped

    def take(self, report: pytest.TestReport, case: CaseResult) -> Taken:
        """The case, whose attempt has ended with this report, with all of its attempts up to now."""
        reported = self._under_way.pop(_key(report), _Reported())
        earlier, before = self._ended.get(case.id, (None, Counted()))
        found = _together(earlier, case, earlier_counts=before.failed) if earlier is not None else case
        now = reported.counted
        self._ended[case.id] = found, replace(now, failed=before.failed or now.failed)
        return Taken(found, not reported.is_rerun)

    def leave(self, report: pytest.TestReport) -> None:
        """Forget an item that is no recorded case."""
        self._under_way.pop(_key(report), None)


def _key(report: pytest.TestReport) -> tuple[str, str]:
    """The item, and the worker of xdist that runs it: `--dist each` runs an item once in each."""
    worker = getattr(getattr(report, "node", None), "gateway", None)
    return report.nodeid, str(getattr(worker, "id", ""))


def _together(earlier: CaseResult, last: CaseResult, *, earlier_counts: bool) -> CaseResult:
    attempts = tuple(each for result in (earlier, last) for each in (result.attempts or (attempt(result),)))
    stands = min(earlier, last, key=_place) if earlier_counts else last
    return replace(
        stands,
        started=earlier.started,
        duration_s=earlier.duration_s + last.duration_s,
        attempts=attempts,
        recoveries=(*earlier.recoveries, *last.recoveries),
        captures=tuple(dict.fromkeys((*earlier.captures, *last.captures))),
        sessions=tuple(dict.fromkeys((*earlier.sessions, *last.sessions))),
    )


def _place(case: CaseResult) -> int:
    return _WORST_FIRST.index(case.verdict)
