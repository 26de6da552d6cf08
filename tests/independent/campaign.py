"""A campaign on an independent DUT, in a process of its own, and the cases in which it judges a sound DUT wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hil.verdict import Verdict
from tests.suite_run import run_suites

from .duts import IndependentDut

WRONG = (Verdict.FAIL, Verdict.ERROR)
SPAN_S = 3 * 3600.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast the DUT is: seconds for a reply of the server, milliseconds for a command."""

    latency_ms: float = 30.0
    reply_s: float = 15.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """The verdicts of a campaign; `wrong` are the cases that failed or ended in error, with their reason."""

    name: str
    counts: dict[str, int]
    wrong: tuple[str, ...]
    duration_s: float

    def __str__(self) -> str:
        said = ", ".join(f"{count} {verdict}" for verdict, count in sorted(self.counts.items()))
        return f"{self.name}: {said} ({self.duration_s:.0f} s)"


def campaign(
    dut: IndependentDut, readings: str, folder: Path, *, pace: Pace, arguments: Sequence[str]
) -> Outcome:
    """Run the suites; `arguments` are those of pytest.  Raises `InfrastructureError` when nothing was run."""
    with dut.running(readings=readings, latency_ms=pace.latency_ms, reply_s=pace.reply_s) as url:
        report = run_suites(url, folder, [f"--pics={dut.pics(readings)}", *arguments], span_s=SPAN_S)
    wrong = [case for case in report.cases if case.verdict in WRONG]
    return Outcome(
        f"{dut.name} {readings}",
        dict(Counter(case.verdict.value for case in report.cases)),
        (*(f"{case.verdict.value} {case.id}: {case.reason}" for case in wrong), *report.not_run),
        report.duration_s,
    )
