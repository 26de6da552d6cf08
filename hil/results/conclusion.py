"""What a run means: exit code, its words, coverage of the requirements, outdated deviations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from hil.results.model import CaseResult, DeviationStatus, RunReport
from hil.spec.catalogue import Requirement, requirements
from hil.verdict import Verdict, worst


class Exit(IntEnum):
    """The exit codes of `hil conformance`."""

    CONFORMS = 0  # every applicable case passed
    DEVIATES = 1  # a case failed or was inconclusive
    USAGE = 2  # the request is wrong
    INFRASTRUCTURE = 3  # the bench failed, or nothing was verified
    INTERRUPTED = 130  # Ctrl-C, as shells count it


MEANING = {
    Exit.CONFORMS: "every applicable case passed",
    Exit.DEVIATES: "not every applicable case passed",
    Exit.INFRASTRUCTURE: "no statement about the DUT: the bench failed or nothing was verified",
    Exit.INTERRUPTED: "interrupted",
}
"""The words for each exit code that a run can have."""


def exit_code(report: RunReport) -> Exit:
    """The exit code of the run."""
    counts = report.counts()
    if report.interrupted:
        return Exit.INTERRUPTED
    if counts[Verdict.FAIL] or counts[Verdict.INCONCLUSIVE] or outdated(report):
        return Exit.DEVIATES
    verified = counts[Verdict.PASS] or counts[Verdict.KNOWN_DEVIATION]
    if counts[Verdict.ERROR] or report.not_run or not verified:
        return Exit.INFRASTRUCTURE
    return Exit.CONFORMS


def meaning(report: RunReport) -> str:
    """The conclusion of the run in words."""
    code = exit_code(report)
    if code is Exit.CONFORMS and report.counts()[Verdict.KNOWN_DEVIATION]:
        return f"{MEANING[code]}, known deviations apart"
    return MEANING[code]


@dataclass(frozen=True, slots=True)
class Coverage:
    """A requirement with the cases that verify it; `verdict` is None if there is no case.

    A requirement is tested if one of its cases has a verdict about the DUT: pass,
    fail, inconclusive or known deviation.
    """

    requirement: Requirement
    cases: tuple[CaseResult, ...]

    @property
    def verdict(self) -> Verdict | None:
        """The worst verdict of the cases."""
        return worst([case.verdict for case in self.cases])

    @property
    def tested(self) -> bool:
        """Whether a case has a verdict about the DUT."""
        return any(case.verdict not in {Verdict.ERROR, Verdict.NOT_APPLICABLE} for case in self.cases)


def coverage(cases: Iterable[CaseResult], own: Iterable[Requirement] = ()) -> tuple[Coverage, ...]:
    """Every requirement of the catalogue, in its order, then those of a third party (`own`), with their cases."""
    of: dict[str, list[CaseResult]] = {}
    for case in cases:
        for identifier in case.requirements:
            of.setdefault(identifier, []).append(case)
    return tuple(
        Coverage(requirement, tuple(of.get(identifier, ())))
        for identifier, requirement in requirements(own).items()
    )


def failing_requirements(report: RunReport) -> tuple[Coverage, ...]:
    """The requirements with a case that failed."""
    return tuple(
        row
        for row in coverage(report.cases, report.header.own_requirements)
        if any(case.verdict is Verdict.FAIL for case in row.cases)
    )


def outdated(report: RunReport) -> tuple[DeviationStatus, ...]:
    """The known deviations whose requirement passes now."""
    return tuple(status for status in report.deviations if status.outdated)


def deviation_status(deviation: str, requirement: str, cases: Iterable[CaseResult]) -> DeviationStatus:
    """A known deviation after a run; it is outdated if its requirement was tested and no case of it failed."""
    about = [case for case in cases if requirement in case.requirements]
    covered = tuple(case.id for case in about if case.deviation == deviation)
    verdicts = {case.verdict for case in about}
    return DeviationStatus(
        deviation=deviation,
        requirement=requirement,
        cases=covered,
        outdated=not covered and Verdict.PASS in verdicts and Verdict.FAIL not in verdicts,
    )
