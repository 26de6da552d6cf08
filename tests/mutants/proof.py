"""A run over mutants, from the collected cases to the fate of each."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from hil.emulator.mutants.catalogue import Mutant, mutants
from hil.errors import HilError
from hil.plugin.markers import requirement_ids
from tests.defects.forks import Outcome, Plan, collect_and_run

from .campaign import NO_MUTANT, MutantLoop, baseline, plan
from .judging import Judged, judge, unsound
from .table import Run, write

SAMPLE = 150


def sample(members: Sequence[Mutant], size: int | None, seed: int) -> list[Mutant]:
    """So many mutants, drawn by the seed, in their order; all of them if `size` is None or larger."""
    if size is None or size >= len(members):
        return list(members)
    drawn = set(random.Random(seed).sample(range(len(members)), size))
    return [member for number, member in enumerate(members) if number in drawn]


def run(
    chosen: Sequence[Mutant],
    *,
    seed: int = 0,
    at_a_time: int = 2,
    budget_s: float = MutantLoop.budget_s,
    with_baseline: bool = True,
    folder: Path | None = None,
    tell: Callable[[str], None] = print,
) -> Run:
    """Judge mutants; after an interrupt, and now and then before, `folder` has the table so far."""
    began = time.monotonic()
    outcomes: list[Outcome] = []
    sound: list[Outcome] = []
    by_id = {mutant.id: mutant for mutant in chosen}
    cases: dict[str, tuple[str, ...]] = {}

    def planned(items: Sequence[pytest.Item]) -> Sequence[Plan]:
        cases.update({item.nodeid: requirement_ids(item) for item in items if requirement_ids(item)})
        return [
            *(baseline(cases, at_a_time) if with_baseline else ()),
            *(plan(cases, mutant) for mutant in chosen),
        ]

    def result() -> Run:
        failing = unsound(sound)
        return Run(
            seed=seed,
            made=len(mutants()),
            planned=len(chosen),
            judged=tuple(judge(by_id[outcome.plan.name], outcome, failing) for outcome in outcomes),
            unsound=failing,
            duration_s=time.monotonic() - began,
        )

    def done(outcome: Outcome) -> None:
        if outcome.plan.name == NO_MUTANT:
            sound.append(outcome)
            tell(
                f"without a mutant: {len(outcome.cases)} cases, {outcome.duration_s:.1f} s {outcome.trouble}"
            )
            return
        outcomes.append(outcome)
        tell(_progress(judge(by_id[outcome.plan.name], outcome), len(outcomes), len(chosen), began))
        if folder is not None and len(outcomes) % 25 == 0:
            write(result(), folder)

    loop = MutantLoop(planned, done, at_a_time=at_a_time, span_s=6 * budget_s)
    loop.budget_s = budget_s
    collect_and_run(loop)
    if not cases:
        raise HilError("no case was collected from the suites")
    return result()


def _progress(row: Judged, count: int, total: int, began: float) -> str:
    left_s = (time.monotonic() - began) / count * (total - count)
    what = (
        f"{row.fate} by {row.killer.removeprefix('suites/')}" if row.killed else f"{row.fate} {row.trouble}"
    )
    return f"{count:>4}/{total} {left_s:5.0f} s left  {row.mutant.id:<64} {row.ran:>4} cases {row.duration_s:5.1f} s  {what}"
