"""What the campaign costs: all of it with the default of workers, a quarter and a half of it, its collection, what is not testing.

    python benchmarks/campaign.py [CASES_TO_COLLECT]

Exits with 1 when a case of the full campaign, start and report included, takes
15 ms or more (on two cores), when the workers of xdist take no more processor time than those of
`hil conformance`, which are forks, when a case of the whole costs half as much again as a case of its half (so the cost is
not linear), when the collection of 2000 cases takes 2 s or more, or when 20 % or
more of the time of one worker lies outside the cases, where AT and network are.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from hil.cli.conformance import EMULATED, choose_workers
from hil.results.model import RunReport
from hil.results.records import RESULTS, read

ROOT = Path(__file__).parent.parent
CASE_MS, COLLECT_S, OUTSIDE, GROWTH = 15.0, 2.0, 0.20, 1.5
WORKERS = choose_workers(EMULATED, None)

MANY = """
import pytest

@pytest.mark.hil_requirement("MODE-01", "GEN-01")
@pytest.mark.hil_needs("implicit")
@pytest.mark.parametrize("number", range({}))
def test_it(number):
    pass
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """A run: seconds of the wall with start and report, and what it recorded."""

    wall_s: float
    cpu_s: float
    report: RunReport

    @property
    def cases(self) -> int:
        """How many cases ran."""
        return len(self.report.cases)

    @property
    def case_ms(self) -> float:
        """Milliseconds of the wall a case, without start and end of pytest."""
        return 1000 * self.report.duration_s / self.cases


CONFORMANCE = ("-m", "hil.cli.main", "conformance")
PYTEST = ("-m", "pytest", "suites", "-q", "-p", "no:cacheprovider")


def run(share: float, workers: int, command: Sequence[str] = CONFORMANCE) -> Measured:
    """A share of the cases, drawn evenly."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began, cpu_s = time.perf_counter(), _cpu_s()
        subprocess.run(
            [sys.executable, *command, f"--report-dir={folder}", "-n", str(workers)],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "PYTEST_ADDOPTS": f"-p tests.soak.shuffle --shuffle=1 --share={share}",
            },
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return Measured(time.perf_counter() - began, _cpu_s() - cpu_s, read(folder / RESULTS))


def _cpu_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def collect(count: int) -> float:
    """Seconds that pytest takes for the collection of so many cases, beyond that of one."""
    return _collect(count) - _collect(1)


def _collect(count: int) -> float:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_many.py").write_text(MANY.format(count))
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider"],
            cwd=folder,
            stdout=subprocess.DEVNULL,
            check=True,
        )
        return time.perf_counter() - began


def main(many: int) -> int:
    """Measure and print; returns the exit code."""
    quarter, half, whole = (run(share, WORKERS) for share in (0.25, 0.5, 1.0))
    single = run(0.25, 1)
    outside = 1 - sum(case.duration_s for case in single.report.cases) / single.report.duration_s
    by_xdist = run(0.25, WORKERS, PYTEST)
    collection_s = collect(many)
    for name, measured in (("a quarter", quarter), ("a half", half), ("the whole", whole)):
        print(
            f"{name:<10} {measured.cases:>5} cases, {WORKERS} workers: {measured.wall_s:6.1f} s, "
            f"{measured.case_ms:5.1f} ms a case"
        )
    growth = whole.case_ms / half.case_ms
    print(f"whole by half, a case:     {growth:6.2f} (limit {GROWTH})")
    all_ms = 1000 * whole.wall_s / whole.cases
    print(f"full campaign and report:  {all_ms:6.1f} ms a case (limit {CASE_MS:.0f})")
    forks = quarter.cpu_s / by_xdist.cpu_s
    print(f"forks by xdist, a quarter: {forks:6.2f} of the processor time (limit 1)")
    print(f"collection of {many} cases: {collection_s:6.2f} s (limit {COLLECT_S})")
    print(f"outside the cases:         {outside:6.1%} of one worker's time (limit {OUTSIDE:.0%})")
    held = (all_ms < CASE_MS, forks < 1, growth < GROWTH, collection_s < COLLECT_S, outside < OUTSIDE)
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000))
