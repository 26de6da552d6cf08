"""The frozen model of a case: its verdict with ground or cause, its steps, its transcript, its attempts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from hil.results.disturbance import Disturbance, DisturbanceKind
from hil.results.recovery import Recovery
from hil.verdict import Cause, FailedCheck, Ground, Step, Verdict, strongest

ASIDE = "line check"
"""The kind of what the bench asked to check the line (`hil.transcript.Kind`): it is no part of the case."""


_NO_WORD = re.compile(r"[\W_]")
"""What is no letter and no digit."""


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
        return tuple([line for line in self.transcript if line.kind != ASIDE])


@dataclass(frozen=True, slots=True)
class CaseResult:
    """One case; `id` is pytest's node id, `reason` says in one line why the verdict is not pass.

    `disturbance` is the trouble of the bench that made the case inconclusive or an error.
    `captures` are pcapng files; `sessions` are JSON files, one for each FTPS session
    that the lower tester saw; the paths of both are relative to the folder of the run.
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
    ladder in all of its attempts and behind them.  `steps` are the judgements of the last
    attempt, held or not.  `line` is that of the test in its file, 0 if unknown.
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
    steps: tuple[Step, ...] = ()
    sessions: tuple[str, ...] = ()
    line: int = 0

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
        """The verdict with its ground or cause: `fail (note)`, `inconclusive (left open)`, `pass (flaky)`."""
        details = (self._detail, "flaky" if self.is_flaky else "")
        shown = ", ".join(filter(None, details))
        return f"{self.verdict.words} ({shown})" if shown else self.verdict.words

    @property
    def _detail(self) -> str:
        match self.verdict:
            case Verdict.FAIL | Verdict.KNOWN_DEVIATION if self.ground:
                return self.ground.value
            case Verdict.INCONCLUSIVE if self.cause:
                return self.cause.value
            case Verdict.PASS if self.departures:
                return "optional not met"
            case _:
                return ""

    @property
    def is_flaky(self) -> bool:
        """Whether attempts on one module came to different verdicts, and nothing had disturbed them."""
        undisturbed = {
            each.verdict for each in self.attempts if not each.disturbance and each.module == self.module
        }
        return len(undisturbed) > 1

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
        return tuple([line for line in self.transcript if line.kind != ASIDE])

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
        words = _NO_WORD.sub("-", self.name)
        return f"case-{words}-{crc32(self.id.encode(errors='replace')):08x}"
