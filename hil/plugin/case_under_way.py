"""A case that has not ended, and what becomes of it: its lines, its title, its result."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest

from hil.judgement import RunningCase
from hil.plugin.markers import closest, requirement_ids
from hil.plugin.stash_keys import MEASURED, OBSERVED, STRICT
from hil.results.case import CaseResult, Cell, Measurement, Problem, StrictReading, TranscriptLine
from hil.results.disturbance import Disturbance
from hil.results.folder import capture_path
from hil.transcript import Direction, Entry, Kind, Pco
from hil.verdict import Cause, Verdict

MOST_LINES = 1000
"""Entries that are kept of the transcript of a case: half from its start, half from its end."""


@dataclass(slots=True)
class CaseUnderWay:
    """A case that has not ended: what has been judged so far."""

    started: datetime
    t0: float
    verdict: Verdict = Verdict.PASS
    deviation: str = ""
    phase: str = "call"
    reason: str = ""
    problem: Problem | None = None
    disturbance: Disturbance | None = None
    cause: Cause | None = None
    duration_s: float = 0.0
    lines: tuple[TranscriptLine, ...] = ()
    outcome: str = "passed"
    """What pytest's report of the last phase said when it was judged."""
    is_spared: bool = False
    """Whether the judge has spared that phase."""
    has_failed: bool = False
    """Whether a report of it has told pytest of a failure."""
    subtests: list[Verdict] = field(default_factory=list)
    """The verdicts of its subtests."""
    is_in_call: bool = False
    """Whether its call runs: what pytest reports meanwhile are subtests."""
    is_closed: bool = False
    """Whether its tear-down has ended: another attempt is another one of these."""

    @contextmanager
    def in_call(self) -> Iterator[None]:
        """The call of the case, while it runs."""
        self.is_in_call = True
        try:
            yield
        finally:
            self.is_in_call = False

    def count_subtests(self) -> None:
        """After a call that passed: a case of which each subtest was skipped has judged nothing."""
        if self.verdict is Verdict.PASS and set(self.subtests) == {Verdict.NOT_APPLICABLE}:
            self.verdict = Verdict.NOT_APPLICABLE
            self.reason = f"each of its {len(self.subtests)} subtests was skipped"

    def stands_against(self, verdict: Verdict, phase: str) -> bool:
        """Whether what was judged before stays: it is worse, or it is a fail, or another subtest came to the same."""
        before, now = _WEIGHT[self.verdict], _WEIGHT[verdict]
        return before > now or (before == now and (before == _WEIGHT[Verdict.FAIL] or self.phase == phase))


_WEIGHT = {
    Verdict.PASS: 0,
    Verdict.NOT_APPLICABLE: 1,
    Verdict.INCONCLUSIVE: 2,
    Verdict.ERROR: 3,
    Verdict.KNOWN_DEVIATION: 4,
    Verdict.FAIL: 4,
}
"""Which verdict of a case that judges several times stands: a fail of its call stays, whatever comes then."""

_SIGNS = {Kind.RESTART, Kind.ECHO_BACK, Kind.RESTART_FOUND, Kind.HANG_FOUND, Kind.VOLTAGE}
"""Kinds of entries that tell something of the DUT even in a check of the bench."""

UNDER_WAY: pytest.StashKey[CaseUnderWay] = pytest.StashKey()
"""On a test item: its last attempt."""

RESULT: pytest.StashKey[CaseResult] = pytest.StashKey()
"""On a test item, after its tear-down."""

RUNNING: pytest.StashKey[RunningCase] = pytest.StashKey()
"""On a test item: what its checks count for, and those that did not hold."""


def line(entry: Entry, t0: float) -> TranscriptLine:
    """The entry as a line of the record; `t0` is the begin of the case."""
    kind = Kind.LINE_CHECK if entry.is_aside and entry.kind not in _SIGNS else entry.kind
    return TranscriptLine(
        round(entry.t - t0, 6), entry.pco.value, entry.direction.value, entry.text, kind.value
    )


def result_of(item: pytest.Item, case: CaseUnderWay, kept: Iterable[Path]) -> CaseResult:
    """The result of a case that has ended; `kept` are its captures."""
    cell, probe = closest(item, "matrix"), closest(item, "probe")
    return CaseResult(
        id=item.nodeid,
        title=title_of(item),
        requirements=requirement_ids(item),
        verdict=case.verdict,
        started=case.started.isoformat(timespec="milliseconds"),
        duration_s=case.duration_s,
        phase=case.phase,
        reason=case.reason,
        problem=case.problem,
        transcript=case.lines,
        observed=tuple(item.stash.get(OBSERVED, {}).items()),
        measured=tuple(
            Measurement(key, value, name) for (key, name), value in item.stash.get(MEASURED, {}).items()
        ),
        disturbance=case.disturbance,
        cell=Cell(**cell.kwargs) if cell else None,
        captures=tuple(capture_path(item.nodeid, path.name) for path in kept),
        strict=tuple(StrictReading(name, *reading) for name, reading in item.stash.get(STRICT, {}).items()),
        probe=str(probe.args[0]) if probe and probe.args else "",
        deviation=case.deviation,
        checks=tuple(item.stash[RUNNING].failed),
        departures=tuple(item.stash[RUNNING].departures),
        cause=case.cause if case.verdict is Verdict.INCONCLUSIVE else None,
        steps=tuple(replace(step, t=round(step.t - case.t0, 6)) for step in item.stash[RUNNING].steps),
        line=line_of(item),
    )


def shortened(lines: tuple[TranscriptLine, ...]) -> tuple[TranscriptLine, ...]:
    """The lines, without the middle of very many."""
    left_out = len(lines) - MOST_LINES
    if left_out <= 0:
        return lines
    half = MOST_LINES // 2
    text = f"… {left_out} entries left out …"
    cut = TranscriptLine(lines[half].t, Pco.HARNESS.value, Direction.NOTE.value, text, Kind.REMARK.value)
    return (*lines[:half], cut, *lines[-half:])


def title_of(item: pytest.Item) -> str:
    """The title of a case: the first line of its docstring, or its name, with its parameters."""
    function = getattr(item, "function", None)
    words = (getattr(function, "__doc__", None) or "").strip().splitlines()
    name = getattr(item, "originalname", None) or item.name
    title = words[0].rstrip(".") if words else name.removeprefix("test_").replace("_", " ")
    parameters = getattr(item, "callspec", None)
    return f"{title} [{parameters.id}]" if parameters else title


def line_of(item: pytest.Item) -> int:
    """The line of a test in its file, counted from 1; 0 if unknown."""
    return 0 if item.location[1] is None else item.location[1] + 1
