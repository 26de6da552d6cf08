"""The record of a selftest: whether an installation noticed seeded defects, passed sound modules and understood foreign TLS.

`hil selftest` makes it.  In the folder of a run it is evidence that the method is fit
(ISO/IEC 17025:2017, 7.2.1.5 and 6.4).  The verdict is concluded from the entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

MOST_NAMED = 5
"""So many names of a kind a reason has; the record has all."""


@dataclass(frozen=True, slots=True)
class DefectTrial:
    """A seeded defect: what it does, the requirements of which one must fail, and what came.

    `noticed` are those of the requirements that failed; of a defect that breaks optional ones
    only, those from which a case departed.  `case` is the first case that noticed it, `verdicts`
    counts the verdicts of all cases, `trouble` says why not all of them ran.  `before` tells what
    a campaign came to that was repeated: it was not as expected, which may come of a busy machine.
    """

    defect: str
    description: str
    requirements: tuple[str, ...]
    noticed: tuple[str, ...] = ()
    case: str = ""
    verdicts: tuple[tuple[str, int], ...] = ()
    trouble: str = ""
    before: str = ""

    @property
    def is_killed(self) -> bool:
        """Whether a case of a requirement that the defect breaks noticed it."""
        return bool(self.noticed)

    @property
    def is_as_expected(self) -> bool:
        """Whether it was noticed, and all its cases ran."""
        return self.is_killed and not self.trouble

    @property
    def words(self) -> str:
        """What came of it."""
        found = f"noticed: {', '.join(self.noticed)}" if self.is_killed else "not noticed"
        return f"{found}; {self.trouble}" if self.trouble else found


@dataclass(frozen=True, slots=True)
class FalseFail:
    """A case that a sound module did not pass, with its verdict in words and the reason."""

    case: str
    verdict: str
    reason: str


@dataclass(frozen=True, slots=True)
class VariantTrial:
    """A sound module: the switch and value that differ from the usual one (empty: none does), and its false fails.

    `before` tells what a campaign came to that was repeated, as of a defect.
    """

    variant: str
    meaning: str
    cases: int
    false_fails: tuple[FalseFail, ...] = ()
    trouble: str = ""
    before: str = ""

    @property
    def is_as_expected(self) -> bool:
        """Whether no case failed, and all of them ran."""
        return not (self.false_fails or self.trouble)

    @property
    def words(self) -> str:
        """What came of it."""
        count, first = len(self.false_fails), self.false_fails[:1]
        found = f"{count} false fails, such as {first[0].case}" if first else f"passed {self.cases} cases"
        return f"{found}; {self.trouble}" if self.trouble else found


class PairResult(StrEnum):
    """What became of a TLS pair with a foreign program."""

    AGREED = "agreed"
    CANNOT = "peer cannot"  # the program does not speak the pair with itself
    FAILED = "failed"


class Side(StrEnum):
    """Which end of ours a foreign program talked to."""

    LOWER_TESTER = "lower tester"
    EMULATED_MODULE = "emulated module"


@dataclass(frozen=True, slots=True)
class PairTrial:
    """A version with a suite (a code of the note) between an end of ours and a foreign program."""

    version: str
    suite: str
    side: Side
    peer: str
    result: PairResult
    detail: str = ""

    @property
    def pair(self) -> tuple[str, str]:
        """Version and suite."""
        return self.version, self.suite


@dataclass(frozen=True, slots=True)
class ForeignPeer:
    """A foreign TLS library with the version that its programs tell."""

    name: str
    version: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Installation:
    """What was tested: versions, the digests of the files of the suites (by path) and of the catalogue, the machine."""

    tools: tuple[tuple[str, str], ...]
    python: str
    openssl: str
    platform: str
    commit: str
    suites: tuple[tuple[str, str], ...]
    catalogue: str
    machine: str = ""
    processors: int = 0


@dataclass(frozen=True, slots=True)
class Selftest:
    """The record; `seed` draws the sample, `minutes` is its size, `started` is UTC (ISO 8601).

    `without_peers`: the user took the foreign TLS programs out.  `missing` are the packages
    that bring one, if none is installed.  `stopped` says what ended the selftest before its end.
    """

    seed: int
    minutes: float
    started: str
    duration_s: float
    installation: Installation
    defects: tuple[DefectTrial, ...] = ()
    variants: tuple[VariantTrial, ...] = ()
    peers: tuple[ForeignPeer, ...] = ()
    pairs: tuple[PairTrial, ...] = ()
    without_peers: bool = False
    missing: tuple[str, ...] = ()
    stopped: str = ""

    @property
    def is_fit(self) -> bool:
        """Whether nothing speaks against the installation."""
        return not self.reasons

    @property
    def has_failed(self) -> bool:
        """Whether it judged wrongly: it overlooked a defect, failed a sound module or did not understand a pair."""
        overlooked = any(not trial.trouble for trial in self.survivors)
        return overlooked or bool(self.false_fails or self.failed_pairs)

    @property
    def verdict(self) -> str:
        """`fit` or `not fit`."""
        return "fit" if self.is_fit else "not fit"

    @property
    def reasons(self) -> tuple[str, ...]:
        """What speaks against the installation, one sentence each; empty if it is fit."""
        return tuple(_reasons(self))

    @property
    def survivors(self) -> tuple[DefectTrial, ...]:
        """The defects that no case of their requirements noticed."""
        return tuple(trial for trial in self.defects if not trial.is_killed)

    @property
    def false_fails(self) -> tuple[tuple[str, FalseFail], ...]:
        """The false fails, each with its variant."""
        return tuple((trial.variant, found) for trial in self.variants for found in trial.false_fails)

    @property
    def troubles(self) -> tuple[str, ...]:
        """The campaigns in which not all cases ran, with the reason."""
        named = [(f"defect {trial.defect}", trial.trouble) for trial in self.defects]
        named += [
            (f"sound module {trial.variant or 'without a change'}", trial.trouble) for trial in self.variants
        ]
        return tuple(f"{name}: {trouble}" for name, trouble in named if trouble)

    @property
    def were_pairs_checked(self) -> bool:
        """Whether a foreign TLS program judged any pair."""
        return any(trial.result is not PairResult.CANNOT for trial in self.pairs)

    def agreed(self, side: Side) -> set[tuple[str, str]]:
        """The pairs that a foreign program and that end of ours agreed on."""
        return {
            trial.pair for trial in self.pairs if trial.side is side and trial.result is PairResult.AGREED
        }

    @property
    def unjudged_pairs(self) -> tuple[tuple[str, str], ...]:
        """The pairs that no installed foreign program speaks."""
        known = dict.fromkeys(trial.pair for trial in self.pairs)
        judged = {trial.pair for trial in self.pairs if trial.result is not PairResult.CANNOT}
        return tuple(pair for pair in known if pair not in judged)

    @property
    def failed_pairs(self) -> tuple[PairTrial, ...]:
        """The pairs on which an end of ours and a foreign program that speaks them did not agree."""
        return tuple(trial for trial in self.pairs if trial.result is PairResult.FAILED)

    @property
    def pairs_words(self) -> str:
        """`TLS pairs: 21 with the lower tester, 21 with the emulated module (NSS 3.87.1)`."""
        if not self.were_pairs_checked:
            return "TLS pairs: not checked"
        total = len({trial.pair for trial in self.pairs})
        counts = ", ".join(f"{len(self.agreed(side))} of {total} with the {side}" for side in Side)
        return f"TLS pairs: {counts} ({', '.join(map(str, self.peers))})"

    @property
    def line(self) -> str:
        """The record in one line, for renderings."""
        killed = len(self.defects) - len(self.survivors)
        cases = sum(trial.cases for trial in self.variants)
        return (
            f"selftest of {self.started[:10]}: {self.verdict}; seed {self.seed}; "
            f"{killed} of {len(self.defects)} defects noticed; {len(self.false_fails)} false fails in {cases} cases on "
            f"{len(self.variants)} sound modules; {self.pairs_words}"
        )


def _reasons(test: Selftest) -> Iterator[str]:
    if test.stopped:
        yield f"the selftest was stopped: {test.stopped}"
    if not test.defects:
        yield "no defect was tried"
    if test.survivors:
        names = _named([trial.defect for trial in test.survivors])
        yield f"{len(test.survivors)} of {len(test.defects)} defects were not noticed: {names}"
    if not any(trial.cases for trial in test.variants):
        yield "no case ran on a sound module"
    if test.false_fails:
        names = _named([f"{found.case} on {name or 'the usual module'}" for name, found in test.false_fails])
        yield f"{len(test.false_fails)} false fails: {names}"
    if test.troubles:
        yield f"{len(test.troubles)} campaigns are incomplete: {_named(list(test.troubles))}"
    if test.failed_pairs:
        names = _named([f"{one.version} {one.suite} ({one.side}, {one.peer})" for one in test.failed_pairs])
        yield f"{len(test.failed_pairs)} TLS pairs failed: {names}"
    if not test.without_peers and not test.were_pairs_checked and test.stopped:
        yield "TLS pairs: not reached"
    elif not test.without_peers and not test.were_pairs_checked:
        why = f"; install {' or '.join(test.missing)}" if test.missing else ""
        yield f"TLS pairs: not checked; no foreign TLS program works here{why}"


def _named(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
