"""What the campaigns on seeded defects prove: defect × requirement × case.

A defect is killed by a failed case of a requirement that it names.  A departure from
an optional requirement kills only a defect that names optional requirements alone.  A case of
other requirements that failed strays, unless `dependence` has a row for it; one
that ended inconclusive or in error says nothing about the DUT, and strays in no way.  A requirement is proven when one of its cases fails on a defect that names it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from hil.results.case import CaseResult
from hil.selftest.forks import Outcome
from hil.selftest.judging import departed, is_optional
from hil.selftest.plans import NO_DEFECT, Cases
from hil.spec.catalogue import Requirement, Verification
from hil.verdict import Verdict

from .dependence import dependence
from .unproven import ACCEPTED

QUIET = (Verdict.PASS, Verdict.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Stray:
    """A case that should have passed, with what it came to."""

    case: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class Killing:
    """What one defect did to the cases that ran on it.

    `killers` has the failed cases of each requirement that the defect names,
    `departing` those that passed and depart from it; `dependents` are the other cases
    that may fail with it, by the reason.  `told` is what a report shows of each failed
    or departing case.
    """

    defect: str
    requirements: tuple[str, ...]
    killers: Mapping[str, tuple[str, ...]]
    dependents: Mapping[str, str]
    strays: tuple[Stray, ...]
    ran: int
    trouble: str
    duration_s: float
    departing: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    told: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def killed(self) -> bool:
        """Whether any case noticed, and for the right requirement."""
        return any(self.killers.values()) or self.is_killed_by_departures

    @property
    def is_killed_by_departures(self) -> bool:
        """Whether only departures noticed a defect that names optional requirements alone."""
        return (
            is_optional(self.requirements) and any(self.departing.values()) and not any(self.killers.values())
        )

    @property
    def unshown(self) -> tuple[str, ...]:
        """Requirements that the defect claims to break and no failed case verifies."""
        return tuple(
            name for name in self.requirements if not self.killers[name] and not self.departing.get(name)
        )


@dataclass(frozen=True, slots=True)
class Unproven:
    """A requirement without a killing defect; `accepted` when `unproven.py` says why it stays so."""

    requirement: str
    reason: str
    accepted: bool


def texts(case: CaseResult) -> tuple[str, ...]:
    """What every rendering shows of a case that failed or departs."""
    problem = case.problem
    shown = [str(check) for check in (*case.checks, *case.departures)]
    shown += [text for check in (*case.checks, *case.departures) for text in (check.expected, check.actual)]
    shown += [problem.expected, problem.actual, problem.detail] if problem else []
    return tuple(text for text in dict.fromkeys((case.reason, *shown)) if text)


def judge(outcome: Outcome, requirements: tuple[str, ...], sessions: Collection[str] = ()) -> Killing:
    """What a campaign on a defect of these requirements says; `sessions` are the cases that meet a server."""
    named = set(requirements)
    failed = [case for case in outcome.cases if case.verdict is Verdict.FAIL]
    beside = [case for case in failed if not named & set(case.requirements)]
    excused = {case.id: row.reason for case in beside if (row := dependence(case.id, requirements, sessions))}
    return Killing(
        defect=outcome.plan.name,
        requirements=requirements,
        killers={
            name: tuple(case.id for case in failed if name in case.requirements) for name in requirements
        },
        dependents=excused,
        strays=tuple(_stray(case) for case in beside if case.id not in excused),
        departing={
            name: tuple(case.id for case in outcome.cases if name in departed(case)) for name in requirements
        },
        told={case.id: texts(case) for case in outcome.cases if case.checks or case.departures},
        ran=len(outcome.cases),
        trouble=outcome.trouble,
        duration_s=outcome.duration_s,
    )


def baseline(outcomes: Iterable[Outcome]) -> tuple[Stray, ...]:
    """The cases that do not pass though there is no defect."""
    return tuple(
        _stray(case)
        for outcome in outcomes
        if outcome.plan.name == NO_DEFECT
        for case in outcome.cases
        if case.verdict not in QUIET
    )


def proven(killings: Iterable[Killing]) -> dict[str, dict[str, tuple[str, ...]]]:
    """Each proven requirement with the defects that prove it and the cases that failed on them."""
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for killing in killings:
        for name, cases in killing.killers.items():
            noticed = cases or killing.departing.get(name, ())
            if noticed:
                found.setdefault(name, {})[killing.defect] = noticed
    return found


def unproven(
    catalogue: Iterable[Requirement], cases: Cases, killings: Iterable[Killing]
) -> tuple[Unproven, ...]:
    """What an emulated DUT could show of the catalogue and no defect has shown, with the reason."""
    killings = tuple(killings)
    shown = proven(killings)
    verified = {name for of_case in cases.values() for name in of_case}
    named: dict[str, list[str]] = {}
    for killing in killings:
        for name in killing.requirements:
            named.setdefault(name, []).append(killing.defect)
    return tuple(
        Unproven(
            row.id,
            ACCEPTED.get(row.id) or _why(row.id, verified, named),
            row.id in ACCEPTED,
        )
        for row in catalogue
        if row.verification is Verification.TEST and row.platform != "real-only" and row.id not in shown
    )


def _why(name: str, verified: set[str], named: Mapping[str, list[str]]) -> str:
    if name not in verified:
        return "no case verifies it"
    if name not in named:
        return "no defect names it"
    return f"no case of it fails on {', '.join(named[name])}"


def _stray(case: CaseResult) -> Stray:
    return Stray(case.id, case.verdict.value, case.reason)
