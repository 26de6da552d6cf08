"""The frozen model of a run: header, DUTs, cases with their verdicts, what the selection left out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple
from zlib import crc32

from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.results.ending import ENDED, Ending, Resumption
from hil.results.recovery import Recovery, RungCount, counted
from hil.results.reduction import Reduction
from hil.results.shard import Part
from hil.results.static import NOT_REVIEWED, StaticReview
from hil.spec.catalogue import Requirement
from hil.verdict import Cause, FailedCheck, Ground, Verdict, strongest

ASIDE = "line check"
"""The kind of what the bench asked to check the line (`hil.transcript.Kind`): it is no part of the case."""


@dataclass(frozen=True, slots=True)
class DutIdentity:
    """Which DUT was tested; `imei` is masked but for its last four digits, `module` its name in the bench file."""

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


class TranscriptLine(NamedTuple):
    """An entry of the transcript; `t` is in seconds since the case began.

    `kind` is the value of a `hil.transcript.Kind`, empty in a file of schema 1.
    """

    t: float
    pco: str
    direction: str
    text: str
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.t:8.3f}  {self.pco:<11}  {self.direction} {self.text}"


@dataclass(frozen=True, slots=True)
class StrictReading:
    """A stricter reading beside a verdict: what the RFC demands exactly, as the right alert, and what came."""

    name: str
    expected: str
    actual: str
    held: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in the TLS matrix: the configured <sslversion>, <ciphersuite>, <seclevel> and the mode."""

    sslversion: int
    ciphersuite: str
    seclevel: int
    mode: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a case did not pass; `expected` is empty where only `actual` is known, `where` is file:line."""

    expected: str
    actual: str
    exception: str
    where: str
    detail: str


Value = bool | int | str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """A measured value of a personality: `key` is a `hil.spec.dialect.DialectKey`.

    `item` names one entry of a key that is a collection: the reply `QFTPGET` of
    `compact_replies`, the code `4010` of `cme_texts`.
    """

    key: str
    value: Value
    item: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt of a case that a restart, a hang or a port loss broke off; `disturbance` is what broke it off.

    `module` is the name in the bench file of the module on which it was made.
    """

    verdict: Verdict
    reason: str
    transcript: tuple[TranscriptLine, ...]
    disturbance: Disturbance | None = None
    module: str = ""

    @property
    def own_transcript(self) -> tuple[TranscriptLine, ...]:
        """The transcript without the bench's own checks of the line."""
        return tuple(line for line in self.transcript if line.kind != ASIDE)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case; `id` is pytest's node id, `reason` says in one line why the verdict is not pass.

    `disturbance` is the trouble of the bench that made the case inconclusive or an error.
    `captures` are pcapng files; their paths are relative to the folder of the run.
    `observed` are readings for people; `measured` are values that `hil personality` reads.
    `strict` are readings that a stricter assessor would judge.  `probe` is the open
    question that the case answers.  `deviation` is the entry that expects the fail.
    `checks` are the failed checks behind a fail; `departures` are those of optional or
    informative requirements only, which are no fail.  `cause` tells why a case is
    inconclusive, None for any other verdict.
    `attempts` are all attempts of a case that ran more than once, and the only one of a case that was
    broken off as an earlier one; empty for any other.  `run` is the id of the run that
    judged it, where runs were merged.  `module` is the name in the bench file of the
    module that was judged.
    `recoveries` are the climbs of the recovery
    ladder in all of its attempts and behind them.
    """

    id: str
    title: str
    requirements: tuple[str, ...]
    verdict: Verdict
    started: str
    duration_s: float
    phase: str = "call"
    reason: str = ""
    problem: Problem | None = None
    transcript: tuple[TranscriptLine, ...] = ()
    observed: tuple[tuple[str, str], ...] = ()
    measured: tuple[Measurement, ...] = ()
    disturbance: Disturbance | None = None
    cell: Cell | None = None
    captures: tuple[str, ...] = ()
    strict: tuple[StrictReading, ...] = ()
    probe: str = ""
    deviation: str = ""
    checks: tuple[FailedCheck, ...] = ()
    departures: tuple[FailedCheck, ...] = ()
    cause: Cause | None = None
    attempts: tuple[Attempt, ...] = ()
    run: str = ""
    module: str = ""
    recoveries: tuple[Recovery, ...] = ()

    @property
    def ground(self) -> Ground | None:
        """The strongest ground of the failed checks; None if there are none."""
        return strongest(check.ground for check in self.checks if check.ground)

    @property
    def is_optional_not_met(self) -> bool:
        """Whether the case passed and departs from an optional or informative requirement."""
        return self.verdict is Verdict.PASS and bool(self.departures)

    @property
    def verdict_words(self) -> str:
        """The verdict with its ground or cause: `fail (note)`, `inconclusive (left open)`."""
        match self.verdict:
            case Verdict.FAIL | Verdict.KNOWN_DEVIATION if self.ground:
                return f"{self.verdict.words} ({self.ground.value})"
            case Verdict.INCONCLUSIVE if self.cause:
                return f"{self.verdict.words} ({self.cause.value})"
            case Verdict.PASS if self.departures:
                return f"{self.verdict.words} (optional not met)"
            case _:
                return self.verdict.words

    @property
    def is_repeated_after_port_loss(self) -> bool:
        """Whether the port was lost in an attempt, and another attempt followed."""
        broken = [attempt.disturbance for attempt in self.attempts[:-1] if attempt.disturbance]
        return any(found.kind is DisturbanceKind.PORT for found in broken)

    @property
    def is_taken_over(self) -> bool:
        """Whether an earlier attempt was made on a module of the pool that left the run."""
        return any(attempt.module != self.module for attempt in self.attempts[:-1])

    @property
    def own_transcript(self) -> tuple[TranscriptLine, ...]:
        """The transcript without the bench's own checks of the line."""
        return tuple(line for line in self.transcript if line.kind != ASIDE)

    @property
    def file(self) -> str:
        """The file of the test, as pytest names it."""
        return self.id.partition("::")[0]

    @property
    def name(self) -> str:
        """The id without its folders: `test_modes.py::test_implicit[0]`."""
        return self.id[self.file.rfind("/") + 1 :]

    @property
    def anchor(self) -> str:
        """The name of the link target of this case in a page."""
        words = "".join(letter if letter.isalnum() else "-" for letter in self.name)
        return f"case-{words}-{crc32(self.id.encode(errors='replace')):08x}"


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

    @property
    def selected(self) -> str:
        """The campaign and the shard: `full`, `full, shard 2/5`, `full, merged of 5 shards`."""
        if self.merged:
            return f"{self.campaign}, merged of {len(self.merged)} shard{'s' if len(self.merged) > 1 else ''}"
        return f"{self.campaign}, shard {self.shard}" if self.shard else self.campaign


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
    `preflight` is empty in a run without one.
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
