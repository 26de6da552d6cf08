"""The campaign again and again, in another order and with another number of workers: the verdicts stay the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.suite_run import run_suites

WORKERS = (6, 2, 1, 3, 4)
"""Workers of the first run, the second, and so on, over and over."""

SPAN_S = 1800.0
"""A run that takes longer hangs."""

NOT_RUN = "not run"

OWN_ORDER = ""
"""The seed of the order that the campaign has by itself: that of the first run."""


@dataclass(frozen=True, slots=True)
class Run:
    """One campaign: how it was drawn, and the verdict of each case, with its ground or cause, by its node id."""

    seed: str
    workers: int
    verdicts: Mapping[str, str]
    duration_s: float

    @property
    def drawn(self) -> str:
        """How to have it again: `seed 1/7, 2 workers`."""
        order = f"seed {self.seed}" if self.seed else "own order"
        return f"{order}, {self.workers} worker{'s' if self.workers > 1 else ''}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A case whose verdict is not always the same, with the runs of each verdict."""

    case: str
    runs: Mapping[str, tuple[str, ...]]

    def __str__(self) -> str:
        return f"{self.case}: " + "; ".join(
            f"{verdict} in {len(of)} ({of[0]}{', ...' if len(of) > 1 else ''})"
            for verdict, of in self.runs.items()
        )


def soak(
    times: int,
    folder: Path,
    *,
    seed: int = 0,
    dut: str = "emulator://m95",
    chosen: Sequence[str] = (),
) -> Iterator[Run]:
    """Run the campaign so many times, and give each run as it ends; `chosen` are more arguments of pytest."""
    for number in range(times):
        yield campaign(
            f"{seed}/{number}" if number else OWN_ORDER,
            WORKERS[number % len(WORKERS)],
            folder / f"run-{number:02}",
            dut=dut,
            chosen=chosen,
        )


def campaign(seed: str, workers: int, folder: Path, *, dut: str, chosen: Sequence[str]) -> Run:
    """One run of its own process; raises `InfrastructureError` when it leaves no results."""
    more = [f"--shuffle={seed}", *(("-n", str(workers)) if workers > 1 else ()), *chosen]
    report = run_suites(dut, folder, more, span_s=SPAN_S)
    return Run(
        seed,
        workers,
        {**dict.fromkeys(report.not_run, NOT_RUN), **{case.id: case.verdict_words for case in report.cases}},
        report.duration_s,
    )


def differences(runs: Sequence[Run]) -> tuple[Difference, ...]:
    """The cases that did not end alike in all runs; one that a run does not have was not run there."""
    found = []
    for case in dict.fromkeys(case for run in runs for case in run.verdicts):
        of: dict[str, list[str]] = {}
        for run in runs:
            of.setdefault(run.verdicts.get(case, NOT_RUN), []).append(run.drawn)
        if len(of) > 1:
            found.append(Difference(case, {verdict: tuple(drawn) for verdict, drawn in of.items()}))
    return tuple(found)
