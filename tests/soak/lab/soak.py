"""A quiet run, and rounds of the same cases under mishaps while there is time."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from pathlib import Path
from random import Random

from hil.errors import InfrastructureError
from hil.lab.pool.locks import VARIABLE
from hil.results.model import RunReport
from hil.results.records import read

from .comparison import Comparison, compared
from .disk import disk
from .mishaps import Lab, dealt
from .rack import Rack, rack
from .runner import Runner

TOLD_EVERY_S = 10.0

SLOWER = 3.0
"""So many times a quiet run a round under mishaps may take; one that takes longer hangs."""

SETTLE_S = 120.0
"""What a round may take beside that: a rung of the recovery ladder, a port that is waited for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What to do: so many modules at that clock, the cases, and a mishap every `gap_s` seconds or so, `most` of them in a round."""

    modules: int
    clock_rate: float
    selection: tuple[str, ...]
    seed: int
    span_s: float
    gap_s: float
    kinds: tuple[str, ...] = ()
    most: int | None = None


@dataclass(slots=True)
class Round:
    """One round under mishaps: how many of each kind, the processes that it took, and how it compares."""

    happened: Counter[str] = field(default_factory=Counter)
    resumptions: int = 0
    module_s: float = 0.0
    comparison: Comparison = field(default_factory=lambda: Comparison(0, {}, ()))


def soak(plan: Plan, folder: Path, tell: Callable[[str], None]) -> Iterator[Round]:
    """Run, and give each round as it ends; raises `InfrastructureError` when a run hangs or leaves no results."""
    began = time.monotonic()
    with _locks(folder / "locks"), ExitStack() as stack:
        place = stack.enter_context(disk(folder / "disk"))
        modules = stack.enter_context(rack(folder / "rack", plan.modules, clock_rate=plan.clock_rate))
        random = Random(plan.seed)
        quiet = _quiet(modules, plan, folder, tell)
        number = 0
        while number == 0 or time.monotonic() - began + quiet.duration_s * 2 < plan.span_s:
            number += 1
            out = place.folder / f"round-{number}"
            runner = Runner(modules.bench, out, folder / f"round-{number}.log", plan.selection)
            lab = Lab(modules, runner, place, random, threading.Event())
            limit_s = quiet.duration_s * SLOWER + SETTLE_S
            try:
                found = _round(lab, plan, quiet, limit_s, partial(_tell_of, number, tell))
            finally:
                if out.exists():
                    shutil.move(out, folder / out.name)  # the disk is small, and lost at the end
            yield found


def _tell_of(number: int, tell: Callable[[str], None], words: str) -> None:
    tell(f"round {number}: {words}")


def _quiet(modules: Rack, plan: Plan, folder: Path, tell: Callable[[str], None]) -> RunReport:
    runner = Runner(modules.bench, folder / "quiet", folder / "quiet.log", plan.selection)
    try:
        runner.start()
        began = time.monotonic()
        while runner.wait(TOLD_EVERY_S) is None:
            tell(f"quiet run: {_progress(runner, time.monotonic() - began)}")
    finally:
        runner.kill()
    return _report(runner)


def _round(lab: Lab, plan: Plan, quiet: RunReport, limit_s: float, tell: Callable[[str], None]) -> Round:
    found = Round()
    began = time.monotonic()
    mishaps = islice(dealt(lab.random, plan.kinds), plan.most)
    next_s = 0.0
    try:
        lab.runner.start()
        while lab.runner.wait(0.2 if next_s else 0.05) is None:
            elapsed_s = time.monotonic() - began
            if elapsed_s > limit_s:
                raise InfrastructureError(
                    f"the round hangs: {lab.runner.judged()} cases in {elapsed_s:.0f} s"
                )
            if (
                not next_s
            ):  # the first mishap comes behind the first case: a run without a record has no resume
                next_s = elapsed_s if lab.runner.judged() else 0.0
            elif elapsed_s >= next_s and not _is_over(lab.runner):
                mishap = next(mishaps, None)
                if mishap is None:
                    next_s = limit_s
                    continue
                what = mishap.happen(lab)
                found.happened[mishap.name] += 1
                next_s = time.monotonic() - began + lab.random.uniform(0.5, 1.5) * plan.gap_s
                tell(f"{elapsed_s:4.0f} s, {_progress(lab.runner, elapsed_s)}; {mishap.name}: {what}")
    finally:
        lab.stopped.set()
        lab.runner.kill()
    report = _report(lab.runner)
    found.resumptions = lab.runner.resumptions
    found.module_s = sum(case.duration_s for case in report.cases) * plan.clock_rate
    found.comparison = compared(quiet, report)
    return found


def _is_over(runner: Runner) -> bool:
    """Whether all cases have a verdict: what comes now meets nothing."""
    return runner.judged() >= runner.planned()


def _progress(runner: Runner, elapsed_s: float) -> str:
    done, planned = runner.judged(), runner.planned()
    left_s = elapsed_s * (planned - done) / max(done, 1)
    return f"{done} of {planned} cases, {left_s:.0f} s left"


def _report(runner: Runner) -> RunReport:
    if not runner.judged():
        said = runner.log.read_text(encoding="utf-8", errors="replace")[-500:]
        raise InfrastructureError(f"the run left no results: {said}")
    return read(runner.out)


@contextmanager
def _locks(folder: Path) -> Iterator[None]:
    """Locks and memory of the pool of their own: a quarantine of before, or of another run, counts for nothing."""
    folder.mkdir()
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ[VARIABLE]
        else:
            os.environ[VARIABLE] = before


def told(rounds: Sequence[Round]) -> str:
    """What the rounds came to, for people."""
    happened = sum((each.happened for each in rounds), Counter[str]())
    hours = sum(each.module_s for each in rounds) / 3600
    resumptions = sum(each.resumptions for each in rounds)
    lines = [
        f"{len(rounds)} rounds, {hours:.1f} h of module time, {resumptions} resumptions",
        "mishaps: " + ", ".join(f"{name} {count}" for name, count in sorted(happened.items())),
    ]
    for number, each in enumerate(rounds, start=1):
        found = each.comparison
        lines.append(
            f"round {number}: {found.same} cases as in the quiet run, {len(found.disturbed)} without a verdict "
            f"by trouble of the bench, {len(found.wrong)} wrong"
        )
        lines += [f"  disturbed: {case}: {why}" for case, why in found.disturbed.items()]
        lines += [f"  WRONG: {words}" for words in found.wrong]
    return "\n".join(lines)
