"""Small runs made by hand, for comparisons."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hil.compare.comparison import Run
from hil.results.case import CaseResult
from hil.results.description import Description
from hil.results.model import RunHeader, RunReport
from hil.verdict import Cause, FailedCheck, Ground, Verdict
from tests.results.samples import DUT, HEADER

PASSED = CaseResult(
    id="suites/a/test_a.py::test_it",
    title="it",
    requirements=("GEN-01",),
    verdict=Verdict.PASS,
    started="2026-01-31T10:15:02.000+00:00",
    duration_s=0.1,
)


def case(name: str, *requirements: str) -> CaseResult:
    """A case that passed."""
    return replace(
        PASSED, id=f"suites/a/test_a.py::{name}", title=name, requirements=requirements or ("GEN-01",)
    )


def failing(
    passed: CaseResult, ground: Ground = Ground.NOTE, *, actual: str = "0", of: str = ""
) -> CaseResult:
    """The same case, failing on that ground."""
    check = FailedCheck((of,) if of else passed.requirements, ground, "the result", "-5", actual)
    return replace(passed, verdict=Verdict.FAIL, checks=(check,), reason=str(check))


def inconclusive(passed: CaseResult, cause: Cause) -> CaseResult:
    """The same case, inconclusive for that cause."""
    return replace(passed, verdict=Verdict.INCONCLUSIVE, cause=cause, reason="nothing came")


BENCH = replace(HEADER, dut_url="/dev/ttyUSB0")
"""The header of a run on a module."""


def report(
    *cases: CaseResult, planned: tuple[str, ...] = (), suites: str = "s1", header: RunHeader = BENCH
) -> RunReport:
    """A whole run of these cases, or of the planned ones."""
    names = planned or tuple(each.id for each in cases)
    done = {each.id for each in cases}
    return RunReport(
        header=header,
        cases=cases,
        duts=(replace(DUT, url="/dev/ttyUSB0"),),
        planned=names,
        not_run=tuple(name for name in names if name not in done),
        description=Description(suites=suites),
    )


def run_of(*cases: CaseResult, folder: Path = Path("nowhere")) -> Run:
    """A whole run of these cases in a folder."""
    return Run(report(*cases), folder)
