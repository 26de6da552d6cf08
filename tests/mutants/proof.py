"""A run over mutants, from the collected cases to the fate of each."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zlib import crc32

import pytest

from hil.emulator.mutants.catalogue import Mutant, mutants
from hil.errors import HilError
from hil.selftest.forks import Outcome, collect_and_run

from .campaign import BUDGET_S, NO_MUTANT, MutantLoop
from .judging import Judged, hopeless, judge, unsound
from .table import Run, write

SAMPLE = 150
AT_A_TIME = 4
"""Campaigns at a time on two processors: most of a campaign is waiting."""
EACH = 25
"""After so many mutants the files are written anew."""


def sample(members: Sequence[Mutant], size: int | None, seed: int) -> list[Mutant]:
    """So many mutants, drawn by the seed, in their order; all of them if `size` is None.

    A mutant that comes or goes changes one place of the sample.
    """
    drawn = sorted(members, key=lambda member: crc32(f"{seed}/{member.id}".encode()))[:size]
    names = {member.id for member in drawn}
    return [member for member in members if member.id in names]


def run(
    chosen: Sequence[Mutant],
    *,
    seed: int = 0,
    at_a_time: int = AT_A_TIME,
    budget_s: float = BUDGET_S,
    with_baseline: bool = True,
    folder: Path | None = None,
    tell: Callable[[str], None] = print,
) -> Run:
    """Judge mutants; after an interrupt the run has those so far, and now and then `folder` has them."""
    began = time.monotonic()
    outcomes: list[Outcome] = []
    sound: list[Outcome] = []
    by_id = {mutant.id: mutant for mutant in chosen}

    def done(outcome: Outcome) -> None:
        if outcome.plan.name == NO_MUTANT:
            sound.append(outcome)
            tell(
                f"without a mutant: {len(outcome.cases)} cases, {outcome.duration_s:.1f} s {outcome.trouble}"
            )
            return
        outcomes.append(outcome)
        skipped = sum(loop.coverage.is_hopeless(mutant) for mutant in chosen)
        row = judge(by_id[outcome.plan.name], outcome)
        tell(_progress(row, len(outcomes), len(chosen) - skipped, time.monotonic() - began))
        if folder is not None and len(outcomes) % EACH == 0:
            write(result(), folder)

    loop = MutantLoop(chosen, done, at_a_time=at_a_time, budget_s=budget_s, with_baseline=with_baseline)

    def result(*, interrupted: bool = False) -> Run:
        failing = unsound(sound)
        judged = [judge(by_id[outcome.plan.name], outcome, failing) for outcome in outcomes]
        return Run(
            seed=seed,
            made=len(mutants()),
            planned=len(chosen),
            judged=(*judged, *(hopeless(mutant) for mutant in chosen if loop.coverage.is_hopeless(mutant))),
            unsound=failing,
            duration_s=time.monotonic() - began,
            interrupted=interrupted,
        )

    with _on_signals(loop.stop):
        interrupted = collect_and_run(loop) == pytest.ExitCode.INTERRUPTED
    if not loop.cases and not interrupted:
        raise HilError("no case was collected from the suites")
    return result(interrupted=interrupted)


@contextlib.contextmanager
def _on_signals(stop: Callable[..., None]) -> Iterator[None]:
    """Ctrl-C and SIGTERM end the run; its table is written."""
    before = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _progress(row: Judged, count: int, total: int, spent_s: float) -> str:
    left_s = spent_s / count * (total - count)
    what = (
        f"{row.fate} by {row.killer.removeprefix('suites/')}" if row.killed else f"{row.fate} {row.trouble}"
    )
    return (
        f"{count:>4}/{total} {left_s:5.0f} s left  {row.mutant.id:<64} "
        f"{row.ran:>4} cases {row.duration_s:5.1f} s  {what}"
    )
