"""Many runs in the order of time: which cases flake, how each requirement came along, what takes longest.

A case flakes if its verdict changes between runs of the same firmware and the same
cases: then neither the DUT nor the test has changed.  Only verdicts about the DUT count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from hil.compare.past import PastCase, PastRun, Skipped
from hil.verdict import Verdict, worst

LETTERS: Mapping[Verdict | None, str] = {
    Verdict.PASS: "P",
    Verdict.FAIL: "F",
    Verdict.INCONCLUSIVE: "I",
    Verdict.ERROR: "E",
    Verdict.KNOWN_DEVIATION: "D",
    Verdict.NOT_APPLICABLE: "n",
    None: "-",
}
"""A verdict in a row of verdicts; `-` is a run without that case."""

LEGEND = "P pass, F fail, I inconclusive, D known deviation, E error, n not applicable, - not in that run"


@dataclass(frozen=True, slots=True)
class Flake:
    """A case whose verdict changes under the same conditions: `changes` times of `steps` from one run to the next.

    `verdicts` has a letter for each run with these conditions, the oldest first.
    """

    case: str
    firmware: str
    changes: int
    steps: int
    verdicts: str

    @property
    def rate(self) -> float:
        """The share of changes, from 0 to 1."""
        return self.changes / self.steps


@dataclass(frozen=True, slots=True)
class Trend:
    """A requirement over all runs: a letter for each, `since` is the run that began its last state."""

    requirement: str
    verdicts: str
    since: str

    @property
    def is_steady(self) -> bool:
        """Whether it passed, or was not tested, in all runs."""
        return set(self.verdicts) <= {"P", "n", "-"}


@dataclass(frozen=True, slots=True)
class Slow:
    """A case with the median and the greatest of its times in seconds, and in how many runs it was."""

    case: str
    median_s: float
    longest_s: float
    runs: int


@dataclass(frozen=True, slots=True)
class History:
    """The runs, the oldest first, with what they tell together; `module` is the only one that was asked for."""

    runs: tuple[PastRun, ...]
    skipped: tuple[Skipped, ...]
    flakes: tuple[Flake, ...]
    trends: tuple[Trend, ...]
    slowest: tuple[Slow, ...]
    module: str = ""


def history(
    runs: Sequence[PastRun], skipped: Sequence[Skipped] = (), *, module: str = "", last: int | None = None
) -> History:
    """The history of these runs, or of the last ones; with `module` of the cases on that module alone."""
    chosen = [_of_module(run, module) for run in runs if not module or module in run.modules]
    kept = tuple(chosen[-last:] if last else chosen)
    return History(kept, tuple(skipped), flakes(kept), trends(kept), slowest(kept), module)


def _of_module(run: PastRun, module: str) -> PastRun:
    """The run with the cases on a module: all of them where it has no other one."""
    if not module or len(run.modules) == 1:
        return run
    cases = tuple(case for case in run.cases if case.module == module)
    return PastRun(
        **{name: getattr(run, name) for name in PastRun.__slots__ if name not in {"cases", "modules"}},
        modules=(module,),
        cases=cases,
    )


def flakes(runs: Iterable[PastRun]) -> tuple[Flake, ...]:
    """The cases that flake, those with the greatest rate first."""
    alike: dict[tuple[str, str], list[PastRun]] = {}
    for run in runs:
        if run.suites:  # without a digest the cases may have changed
            alike.setdefault((run.build, run.suites), []).append(run)
    found = [flake for (build, _), group in alike.items() for flake in _flakes(build, group)]
    return tuple(sorted(found, key=lambda flake: (-flake.rate, -flake.changes, flake.case)))


def _flakes(build: str, runs: Sequence[PastRun]) -> Iterable[Flake]:
    seen: dict[str, list[Verdict]] = {}
    for run in runs:
        for case in run.cases:
            if case.says_something:
                seen.setdefault(case.id, []).append(case.verdict)
    for case_id, verdicts in seen.items():
        changes = sum(one is not other for one, other in pairwise(verdicts))
        if changes:
            letters = "".join(LETTERS[verdict] for verdict in verdicts)
            yield Flake(case_id, build, changes, len(verdicts) - 1, letters)


def trends(runs: Sequence[PastRun]) -> tuple[Trend, ...]:
    """Each requirement by its verdict in each run; those that do not pass steadily stand first."""
    rows = [_by_requirement(run) for run in runs]
    names = sorted({name for row in rows for name in row})
    found = [_trend(name, [row.get(name) for row in rows], runs) for name in names]
    return tuple(sorted(found, key=lambda trend: (trend.is_steady, trend.requirement)))


def _by_requirement(run: PastRun) -> dict[str, Verdict | None]:
    of: dict[str, list[Verdict]] = {}
    for case in run.cases:
        for name in case.requirements:
            if not _about_others(name, case):
                of.setdefault(name, []).append(case.verdict)
    return {name: worst(verdicts) for name, verdicts in of.items()}


def _about_others(name: str, case: PastCase) -> bool:
    """Whether the case failed in checks that do not judge the requirement."""
    return (
        case.verdict in {Verdict.FAIL, Verdict.KNOWN_DEVIATION}
        and bool(case.judged)
        and name not in case.judged
    )


def _trend(name: str, verdicts: Sequence[Verdict | None], runs: Sequence[PastRun]) -> Trend:
    tested = [number for number, verdict in enumerate(verdicts) if verdict is not None]
    since = tested[-1]
    for number in reversed(tested):
        if verdicts[number] is not verdicts[tested[-1]]:
            break
        since = number
    return Trend(name, "".join(LETTERS[verdict] for verdict in verdicts), runs[since].run_id)


def slowest(runs: Iterable[PastRun]) -> tuple[Slow, ...]:
    """The cases by their median time, the longest first."""
    seen: dict[str, list[float]] = {}
    for run in runs:
        for case in run.cases:
            if case.says_something:
                seen.setdefault(case.id, []).append(case.duration_s)
    found = [Slow(name, median(times), max(times), len(times)) for name, times in seen.items()]
    return tuple(sorted(found, key=lambda slow: -slow.median_s))
