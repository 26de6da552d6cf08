"""The proof of the campaign `endurance`: each defect of `WEARING` fails a case of its requirements, and no other; no control fails one."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from hil.emulator.defects import WEARING
from hil.endurance.records import Course
from hil.endurance.series import read as read_series
from hil.results.folder import ENDURANCE
from hil.results.model import RunReport
from hil.results.records import RESULTS, read
from hil.verdict import Verdict

SPAN_S = 600.0
"""So long may a run take; only one that hangs takes longer."""

USUAL = "25min"
"""The module time of most rows: some 140 sessions."""

SPANS: Mapping[str, str] = {
    "session-leak-50": "12min",
    "session-leak-500": "110min",
    "handle-leak-15": "18min",
    "space-leak": "7min",
    "context-leak-4": "32min",
    "restart-after-40-uploads": "9min",
    "wrong-byte-in-download-70": "15min",
    "wrong-byte-in-upload-55": "12min",
}
"""The module time of rows that show earlier or later."""

LASTS_LONGER = "8h"
"""Of the long proof: the controls run so long, since a false alarm needs time, too."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run on one row: the requirements of failed checks, the first incident, and why the run says nothing."""

    name: str
    duration_s: float
    failed: frozenset[str]
    verdicts: Mapping[str, Verdict]
    first: str
    sentences: tuple[str, ...]
    trouble: str = ""

    @property
    def is_right(self) -> bool:
        """Whether a defect is killed by its own requirements only, or a control by none."""
        own = set(WEARING[self.name].requirements)
        if self.trouble or self.failed - own:
            return False
        return bool(self.failed) if own else Verdict.ERROR not in self.verdicts.values()

    def __str__(self) -> str:
        what = ", ".join(sorted(self.failed)) or "no case failed"
        found = f"{self.first}  " if self.first else ""
        return f"{'right' if self.is_right else 'WRONG'}  {self.name:<28} {self.duration_s:6.1f} s  {what}  {found}{self.trouble}"


def run(name: str, base: Path, *, span: str = "", seed: int = 0) -> Outcome:
    """Run the campaign on the module of that row; its report stays in `base`/`name`."""
    folder, began = base / name, time.monotonic()
    done = subprocess.run(
        [
            *(sys.executable, "-m", "hil.cli.main", "conformance", "--dut", f"emulator://m95?defect={name}"),
            *("--campaign", "endurance", "--for", span or SPANS.get(name, USUAL), "--seed", str(seed)),
            *("--report-dir", str(folder)),
        ],
        capture_output=True,
        text=True,
        timeout=SPAN_S,
        check=False,
    )
    took_s = time.monotonic() - began
    if not (folder / RESULTS).exists():
        return Outcome(name, took_s, frozenset(), {}, "", (), (done.stderr or done.stdout).strip()[-300:])
    return outcome(name, took_s, read(folder / RESULTS), read_series(folder / ENDURANCE))


def outcome(name: str, took_s: float, report: RunReport, course: Course | None) -> Outcome:
    """What a run came to."""
    checks = [check for case in report.cases for check in case.checks]
    first = next((incident.where for incident in course.incidents), "") if course is not None else ""
    return Outcome(
        name,
        took_s,
        frozenset(identifier for check in checks for identifier in check.requirements),
        {case.name.partition("::")[2]: case.verdict for case in report.cases},
        first,
        tuple(check.sentence for check in checks),
        "" if report.is_complete else "the run is incomplete",
    )


def prove(
    names: Iterable[str],
    base: Path,
    *,
    seed: int = 0,
    long_controls: bool = False,
    at_a_time: int = 2,
    tell: Callable[[Outcome], None] = print,
) -> list[Outcome]:
    """Run the rows, some at a time; `tell` gets each outcome as it comes."""
    outcomes = []
    with ThreadPoolExecutor(at_a_time) as pool:
        jobs = [
            partial(
                run,
                name,
                base,
                span=LASTS_LONGER if long_controls and not WEARING[name].requirements else "",
                seed=seed,
            )
            for name in names
        ]
        for each in pool.map(lambda job: job(), jobs):
            outcomes.append(each)
            tell(each)
    return outcomes
