"""`summary.json`: counts, requirements and the matrix for programs."""

from __future__ import annotations

from dataclasses import replace

from hil.report.summary import summarise
from hil.results.model import RunReport
from hil.verdict import Verdict
from tests.results.samples import FAILED, HEADER, sample


def test_an_error_elsewhere_does_not_hide_a_failing_requirement() -> None:
    report = RunReport(HEADER, cases=(FAILED, replace(FAILED, verdict=Verdict.ERROR)))

    assert summarise(report)["requirements"]["failing"] == ["AUTH-05", "AUTH-06"]


def test_the_sample_has_every_verdict() -> None:
    assert all(sample().counts().values())
