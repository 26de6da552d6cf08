"""What a run means: exit code, its words, coverage of the requirements, outdated deviations."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from hil.results.case import CaseResult
from hil.results.model import DeviationStatus, RunReport
from hil.results.static import NOT_REVIEWED
from hil.results.words import conclusion, scope
from hil.spec.catalogue import Requirement, requirements
from hil.verdict import Cause, Ground, Verdict, decides, worst


class Exit(IntEnum):
    """The exit codes of `hil conformance`."""

    CONFORMS = 0  # every applicable case passed, or is left open by the note
    DEVIATES = 1  # a case failed on a ground that decides, or had no stimulus
    USAGE = 2  # the request is wrong
    INFRASTRUCTURE = 3  # the bench failed, or nothing was verified
    HUNG_UP = 129  # SIGHUP, as shells count it
    INTERRUPTED = 130  # SIGINT: Ctrl-C
    TERMINATED = 143  # SIGTERM


MEANING = {
    Exit.CONFORMS: "every {scope} passed",
    Exit.DEVIATES: "not every {scope} passed",
    Exit.INFRASTRUCTURE: "no statement about the DUT: the bench failed or nothing was verified",
    Exit.HUNG_UP: "stopped by SIGHUP",
    Exit.INTERRUPTED: "interrupted",
    Exit.TERMINATED: "stopped by SIGTERM",
}
"""The words for each exit code that a run can have; `scope` are the cases that they are about."""

INCOMPLETE = "no statement about the DUT as a whole: not all of its cases were run"

NO_END = "no statement about the DUT as a whole: the run did not come to its end"

OF_SIGNAL = {"SIGHUP": Exit.HUNG_UP, "SIGINT": Exit.INTERRUPTED, "SIGTERM": Exit.TERMINATED}
"""The exit code of a run that a signal stopped."""


def exit_code(report: RunReport) -> Exit:
    """The exit code of the run."""
    counts = report.counts()
    if report.ending.signal:
        return OF_SIGNAL[report.ending.signal]
    if any(decides_exit(case, report.header.gate) for case in report.cases) or outdated(report):
        return Exit.DEVIATES
    verified = sum(counts[verdict] for verdict in _ABOUT_THE_DUT)
    if counts[Verdict.ERROR] or not report.is_complete or not verified:
        return Exit.INFRASTRUCTURE
    return Exit.DEVIATES if report.static.is_open else Exit.CONFORMS


_ABOUT_THE_DUT = (Verdict.PASS, Verdict.KNOWN_DEVIATION, Verdict.FAIL, Verdict.INCONCLUSIVE)


def decides_exit(case: CaseResult, gate: Ground) -> bool:
    """Whether a case alone keeps the run from conforming: a fail that the gate lets count, or no stimulus."""
    match case.verdict:
        case Verdict.FAIL:
            return decides(gate, case.ground or Ground.NOTE)
        case Verdict.INCONCLUSIVE:
            return case.cause is not Cause.LEFT_OPEN
        case _:
            return False


def meaning(report: RunReport) -> str:
    """The conclusion of the run in words, with grounds, causes and departures by their numbers."""
    return "; ".join(meaning_parts(report))


def meaning_parts(report: RunReport) -> tuple[str, ...]:
    """The parts of that conclusion; the first one is the verdict."""
    code = exit_code(replace(report, static=NOT_REVIEWED))  # static deviations have words of their own
    early = INCOMPLETE if report.not_run else NO_END
    only_early = code is Exit.INFRASTRUCTURE and not report.is_complete and not report.counts()[Verdict.ERROR]
    words = early if only_early and report.cases else MEANING[code].format(scope=scope(report))
    if report.header.shard:
        words = f"of shard {report.header.shard} alone: {words}"
    return conclusion(words, report, conforms=code is Exit.CONFORMS)


@dataclass(frozen=True, slots=True)
class Coverage:
    """A requirement with the cases that verify it; `verdict` is None if there is no case.

    `not_met` are the cases that depart from it without a fail.

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
    def not_met(self) -> tuple[CaseResult, ...]:
        """The cases with a departure from it."""
        return tuple(
            case
            for case in self.cases
            if any(self.requirement.id in check.requirements for check in case.departures)
        )

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


def not_run_of(report: RunReport) -> Mapping[str, int]:
    """How many of the selected cases of each requirement have no verdict, by its id; none of a run without a plan."""
    known = {planned.id: planned.requirements for planned in report.description.planned}
    return Counter(identifier for case in report.not_run for identifier in known.get(case, ()))


def failing_requirements(report: RunReport) -> tuple[Coverage, ...]:
    """The requirements that a failed check judges, in cases that failed."""
    return tuple(
        row
        for row in coverage(report.cases, report.header.own_requirements)
        if any(_refutes(case, row.requirement) for case in row.cases)
    )


def _refutes(case: CaseResult, row: Requirement) -> bool:
    judged = {name for check in case.checks for name in check.requirements}
    return case.verdict is Verdict.FAIL and (row.id in judged or not judged)


def optional_not_met(report: RunReport) -> tuple[Coverage, ...]:
    """The optional and informative requirements from which a case departs."""
    return tuple(row for row in coverage(report.cases, report.header.own_requirements) if row.not_met)


def outdated(report: RunReport) -> tuple[DeviationStatus, ...]:
    """The known deviations whose requirement passes now."""
    return tuple(status for status in report.deviations if status.outdated)


def deviation_status(deviation: str, requirement: str, cases: Iterable[CaseResult]) -> DeviationStatus:
    """A known deviation after a run; it is outdated if its requirement was tested and no case of it failed."""
    about = [case for case in cases if requirement in case.requirements]
    covered = tuple(case.id for case in about if case.deviation == deviation)
    verdicts = {case.verdict for case in about}
    departs = any(requirement in check.requirements for case in about for check in case.departures)
    return DeviationStatus(
        deviation=deviation,
        requirement=requirement,
        cases=covered,
        outdated=not covered and not departs and Verdict.PASS in verdicts and Verdict.FAIL not in verdicts,
    )
