"""`summary.json`: counts, requirements and the matrix for programs."""

from __future__ import annotations

from dataclasses import replace

from hil.report.summary import SCHEMA, summarise
from hil.results.model import RunReport
from hil.verdict import Verdict
from tests.results.samples import FAILED, HEADER, sample


def test_an_error_elsewhere_does_not_hide_a_failing_requirement() -> None:
    report = RunReport(HEADER, cases=(FAILED, replace(FAILED, verdict=Verdict.ERROR)))

    assert summarise(report)["requirements"]["failing"] == ["AUTH-05", "AUTH-06"]


def test_the_sample_has_every_verdict() -> None:
    assert all(sample().counts().values())


def test_the_object_has_its_version_its_selection_and_the_failures_by_cause() -> None:
    narrowed = replace(sample(), header=replace(HEADER, narrowed=(("-k", "close"),)), damage=("a",))

    found = summarise(narrowed)

    assert next(iter(found)) == "schema"
    assert (found["schema"], found["damage"]) == (SCHEMA, ["a"])
    assert (found["selected"], found["narrowed"]) == ("full, -k close", {"-k": "close"})
    assert next(failure["cases"] for failure in found["failures"]) == [FAILED.id]
    assert sum(len(failure["cases"]) for failure in found["failures"]) == found["fail"]
