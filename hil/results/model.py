"""The frozen model of a run: header, DUTs, cases with their verdicts, what the selection left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from hil.results.case import Attempt, CaseResult
from hil.results.description import NOT_DESCRIBED, Description
from hil.results.ending import ENDED, Ending, Resumption
from hil.results.recovery import RungCount, counted
from hil.results.reduction import Reduction
from hil.results.selftest import Selftest
from hil.results.shard import Part
from hil.results.static import NOT_REVIEWED, StaticReview
from hil.spec.catalogue import Requirement
from hil.verdict import Cause, Ground, Verdict


@dataclass(frozen=True, slots=True)
class DutIdentity:
    """Which DUT was tested; `module` is its name in the bench file.

    `imei` is masked but for its last four digits, unless the bench file asks for all of it.
    """

    url: str
    manufacturer: str
    model: str
    revision: str
    imei: str
    module: str = ""


class PreflightOutcome(StrEnum):
    """What became of one check of the preflight."""

    MET = "met"
    DOUBTED = "doubted"  # the DUT says otherwise than the bench; the cases judge
    NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class PreflightLine:
    """One check before the first case: its name, its outcome, what was seen."""

    check: str
    outcome: PreflightOutcome
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.check}: {self.outcome}{': ' if self.detail else ''}{self.detail}"


@dataclass(frozen=True, slots=True)
class RunHeader:
    """What is known when the run begins; `tools` maps names to versions, `started` is UTC (ISO 8601).

    `own_requirements` are those of a third party, valid in this run beside the catalogue.
    `gate` says which fails decide the exit code: those on this ground or a stronger one.
    `inputs` are the digests of the files that the user gave, by option.  `module` is the
    name of the DUT in the bench file, `lab` what that tells of the laboratory, by key.
    `shard` is the part of the selection that the run has, as `2/5`, empty for all of it;
    `merged` are the runs of the shards that this one was made of.
    `modules` are the names of several modules that judge the run together.
    `narrowed` are the options that took a part of the campaign only, with their values.
    """

    run_id: str
    started: str
    campaign: str
    dut_url: str
    python: str
    openssl: str
    platform: str
    commit: str
    tools: tuple[tuple[str, str], ...]
    command: tuple[str, ...] = ()
    own_requirements: tuple[Requirement, ...] = ()
    gate: Ground = Ground.READING
    inputs: tuple[tuple[str, str], ...] = ()
    module: str = ""
    lab: tuple[tuple[str, str], ...] = ()
    shard: str = ""
    merged: tuple[Part, ...] = ()
    modules: tuple[str, ...] = ()
    narrowed: tuple[tuple[str, str], ...] = ()

    @property
    def selected(self) -> str:
        """What was selected: `full`, `full, -k close`, `smoke, shard 2/5`, `full, merged of 5 shards`."""
        parts = [self.campaign, *self.narrowing]
        if self.merged:
            parts.append(f"merged of {len(self.merged)} shard{'s' if len(self.merged) > 1 else ''}")
        elif self.shard:
            parts.append(f"shard {self.shard}")
        return ", ".join(parts)

    @property
    def narrowing(self) -> tuple[str, ...]:
        """What takes a part of the campaign only, as `-k close`."""
        return tuple(f"{name} {value}".rstrip() for name, value in self.narrowed)


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A module of the pool that left the run at `at` (UTC, ISO 8601).

    `quarantined`: no later run takes it either, until that is lifted.  `case` is the id
    of the case under way that another module takes over, empty if there is none, and
    `attempt` what it came to here.
    """

    module: str
    reason: str
    at: str
    quarantined: bool = False
    case: str = ""
    attempt: Attempt | None = None

    def __str__(self) -> str:
        what = "is quarantined" if self.quarantined else "left the run"
        return f"module {self.module or 'unknown'} {what}: {self.reason}"


@dataclass(frozen=True, slots=True)
class DeviationStatus:
    """A known deviation after a run: the cases that it covered; `outdated` if its requirement passes now."""

    deviation: str
    requirement: str
    cases: tuple[str, ...]
    outdated: bool


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run; `planned` are all its cases, `not_run` those of them without a result.

    `selection` are the cases of all shards of the selection, empty where the run is no shard.
    `planned` is empty in a run that was recorded before schema 4.  `reductions` tell what the campaign left out; `pics` is the path of the PICS file.
    `preflight` is empty in a run without one.  `description` is that of `run.json`,
    `description_digest` the SHA-256 of that file when the run began.  `damage` tells in words
    what of the folder of the run is missing or damaged.  `selftest` is the record of a selftest
    that stands in that folder (`hil.results.selftest_words` compares the installations).
    """

    header: RunHeader
    cases: tuple[CaseResult, ...] = ()
    duts: tuple[DutIdentity, ...] = ()
    duration_s: float = 0.0
    planned: tuple[str, ...] = ()
    selection: tuple[str, ...] = ()
    ending: Ending = ENDED
    resumptions: tuple[Resumption, ...] = ()
    not_run: tuple[str, ...] = ()
    reductions: tuple[Reduction, ...] = ()
    deviations: tuple[DeviationStatus, ...] = ()
    pics: str = ""
    preflight: tuple[PreflightLine, ...] = ()
    static: StaticReview = NOT_REVIEWED
    withdrawals: tuple[Withdrawal, ...] = ()
    description: Description = NOT_DESCRIBED
    description_digest: str = ""
    damage: tuple[str, ...] = ()
    selftest: Selftest | None = None

    @property
    def interrupted(self) -> bool:
        """Whether a signal stopped the run."""
        return bool(self.ending.signal)

    @property
    def is_complete(self) -> bool:
        """Whether each planned case has a verdict, and nothing stopped the run."""
        return self.ending.is_recorded and not self.ending.early and not self.not_run

    def counts(self) -> dict[Verdict, int]:
        """How many cases have each verdict, in the order of `Verdict`."""
        verdicts = [case.verdict for case in self.cases]
        return {verdict: verdicts.count(verdict) for verdict in Verdict}

    def fails_by_ground(self) -> dict[Ground, int]:
        """How many cases fail on each ground, the strongest first."""
        grounds = [case.ground or Ground.NOTE for case in self.cases if case.verdict is Verdict.FAIL]
        return {ground: grounds.count(ground) for ground in Ground}

    def inconclusive_by_cause(self) -> dict[Cause, int]:
        """How many cases are inconclusive for each cause."""
        causes = [case.cause for case in self.cases if case.verdict is Verdict.INCONCLUSIVE]
        return {cause: causes.count(cause) for cause in Cause}

    def repeated_after_port_loss(self) -> tuple[CaseResult, ...]:
        """The cases that were repeated because the port was lost in them."""
        return tuple(case for case in self.cases if case.is_repeated_after_port_loss)

    def flaky(self) -> tuple[CaseResult, ...]:
        """The cases whose undisturbed attempts came to different verdicts."""
        return tuple(case for case in self.cases if case.is_flaky)

    def taken_over(self) -> tuple[CaseResult, ...]:
        """The cases that another module took over from one that left the run."""
        return tuple(case for case in self.cases if case.is_taken_over)

    @property
    def firmwares(self) -> Mapping[str, tuple[str, ...]]:
        """The modules by their manufacturer, model and revision: a verdict holds for one of these."""
        found: dict[str, list[str]] = {}
        for dut in self.duts:
            found.setdefault(f"{dut.manufacturer} {dut.model} {dut.revision}", []).append(
                dut.module or dut.url
            )
        return {firmware: tuple(dict.fromkeys(modules)) for firmware, modules in found.items()}

    def recovered(self) -> tuple[CaseResult, ...]:
        """The cases in which, or after which, the recovery ladder was climbed."""
        return tuple(case for case in self.cases if case.recoveries)

    def rungs(self) -> tuple[RungCount, ...]:
        """The rungs of the recovery ladder that were climbed in the run."""
        return counted(recovery for case in self.cases for recovery in case.recoveries)

    def optional_not_met(self) -> tuple[CaseResult, ...]:
        """The cases that passed and depart from an optional or informative requirement."""
        return tuple(case for case in self.cases if case.is_optional_not_met)

    def shown_counts(self) -> dict[Verdict, int]:
        """The counts for people: known deviations are shown only if there are any."""
        return {
            verdict: count
            for verdict, count in self.counts().items()
            if count or verdict is not Verdict.KNOWN_DEVIATION
        }
