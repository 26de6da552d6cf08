"""The outcome of a comparison, what `--allow` accepts, and the conditions that differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.compare.comparison import Outcome, Run, compared
from hil.compare.conditions import conditions
from hil.results.description import Claim, Description, KnownDeviation
from hil.results.model import RunReport
from hil.verdict import Verdict
from tests.compare.runs import BENCH, PASSED, case, failing, report, run_of

OTHER = case("test_other[a]", "GEN-02")


def test_no_worse_verdict_of_whole_runs_is_no_trouble() -> None:
    found = compared(run_of(failing(PASSED), OTHER), run_of(PASSED, OTHER))

    assert found.outcome is Outcome.NOT_WORSE
    assert found.sentence == "no verdict of 2 common cases is worse"


def test_a_worse_verdict_counts_also_in_a_run_that_is_not_whole() -> None:
    base, later = run_of(PASSED, OTHER), run_of(failing(PASSED))
    cut = Run(replace(later.report, not_run=(OTHER.id,), planned=(PASSED.id, OTHER.id)), later.folder)

    found = compared(base, cut)

    assert found.outcome is Outcome.WORSE
    assert found.remarks == ("the later run is incomplete: 1 of 2 cases have no verdict",)


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (report(PASSED, planned=(PASSED.id, OTHER.id)), "no statement about whole runs"),
        (
            report(PASSED, replace(OTHER, verdict=Verdict.ERROR)),
            "1 cases have no verdict about the DUT any more",
        ),
        (report(case("test_third", "GEN-03")), "the runs have no case in common"),
    ],
)
def test_runs_that_allow_no_statement_are_told(later: RunReport, words: str) -> None:
    found = compared(run_of(PASSED, OTHER), Run(later, run_of().folder))

    assert found.outcome is Outcome.INCOMPARABLE
    assert words in found.sentence


@pytest.mark.parametrize(
    "pattern", ["GEN-02", "GEN-*", "test_a.py::test_other[[]*", "test_a.py::test_other[a]"]
)
def test_a_worse_verdict_can_be_accepted(pattern: str) -> None:
    found = compared(run_of(PASSED, OTHER), run_of(PASSED, failing(OTHER)), [pattern])

    assert found.outcome is Outcome.NOT_WORSE
    assert found.cases[0].allowed == pattern
    assert found.sentence.endswith("; 1 worse accepted by --allow")


def test_a_fail_of_several_requirements_is_accepted_by_a_pattern_for_all_of_them() -> None:
    both = case("test_both", "GEN-01", "GEN-02")

    found = compared(run_of(both), run_of(failing(both)), ["GEN-02"])

    assert found.outcome is Outcome.WORSE
    assert found.unused == ("GEN-02",)


def test_conditions_that_differ_are_told_with_what_they_weaken() -> None:
    before = report(PASSED, header=replace(BENCH, tools=(("m95-hil", "0.1.0"),)))
    after = replace(
        report(
            PASSED,
            header=replace(
                BENCH, campaign="smoke", tools=(("m95-hil", "0.2.0"),), inputs=(("--pics", "ab"),)
            ),
        ),
        description=Description(
            suites="s2",
            claims=(Claim("tls.versions", "versions", ("TLS1.2",), stated=True),),
            deviations=(KnownDeviation("GEN-01", "0", "fixed soon", "2026-12-31"),),
        ),
    )
    claiming = replace(
        before,
        description=Description(
            suites="s1", claims=(Claim("tls.versions", "versions", ("SSL3.0", "TLS1.2"), stated=True),)
        ),
    )

    found = {each.name: (each.before, each.after, bool(each.weakens)) for each in conditions(claiming, after)}

    assert found == {
        "selection": ("full", "smoke", True),
        "m95-hil": ("0.1.0 0123456789ab", "0.2.0 0123456789ab", True),
        "cases": ("s1", "s2", True),
        "file of --pics": ("not given", "ab", True),
        "claim tls.versions": ("SSL3.0, TLS1.2", "TLS1.2", True),
        "known deviation GEN-01": ("not expected", "fixed soon", True),
    }
