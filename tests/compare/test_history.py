"""Flaking cases, the trend of a requirement, the slowest cases: of runs made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.compare.history import flakes, history, slowest, trends
from hil.compare.past import PastCase, PastRun
from hil.verdict import Verdict

P, F, E = Verdict.PASS, Verdict.FAIL, Verdict.ERROR

CASE = PastCase("suites/a.py::test_a", ("GEN-01", "GEN-02"), P, None, None, 1.0, "", frozenset())


def with_verdicts(*verdicts: Verdict | None, suites: str = "s1", firmware: str = "A") -> list[PastRun]:
    """A run for each verdict of the case; None is a run without it."""
    return [
        PastRun(
            folder=str(number),
            run_id=f"run-{number}",
            began=f"2026-01-{number + 1:02d}T10:00:00+00:00",
            selected="full",
            firmware=firmware,
            modules=("rack-1",),
            suites=suites,
            is_complete=True,
            duration_s=1.0,
            cases=(replace(CASE, verdict=verdict),) if verdict else (),
        )
        for number, verdict in enumerate(verdicts)
    ]


def test_a_case_flakes_by_its_changes_from_run_to_run() -> None:
    (found,) = flakes(with_verdicts(P, F, P, P, F))

    assert (found.changes, found.steps, found.verdicts, found.rate) == (3, 4, "PFPPF", 0.75)


@pytest.mark.parametrize(
    "runs",
    [
        with_verdicts(P, P, P),
        with_verdicts(P, E, P),  # the bench failed
        with_verdicts(P, None, P),
        [*with_verdicts(P), *with_verdicts(F, firmware="B")],  # another firmware
        [*with_verdicts(P), *with_verdicts(F, suites="s2")],  # other cases
        with_verdicts(P, F, suites=""),  # whether the cases are the same is not known
    ],
    ids=["steady", "error", "not in a run", "firmware", "cases", "no digest"],
)
def test_what_is_no_flake(runs: list[PastRun]) -> None:
    assert flakes(runs) == ()


def test_emulated_modules_of_other_defects_are_other_modules() -> None:
    first, second = with_verdicts(P, F)

    found = flakes(
        [
            replace(first, modules=("emulator://m95",)),
            replace(second, modules=("emulator://m95?defect=a",)),
        ]
    )

    assert found == ()


def test_the_trend_of_a_requirement_has_a_letter_for_each_run_and_the_run_of_the_last_change() -> None:
    runs = with_verdicts(P, F, None, F)

    found = {trend.requirement: trend for trend in trends(runs)}

    assert found["GEN-01"].verdicts == "PF-F"
    assert found["GEN-01"].since == "run-1"
    assert not found["GEN-01"].is_steady


def test_a_fail_counts_for_the_requirements_that_its_checks_judge() -> None:
    (run,) = with_verdicts(F)
    judging = replace(run.cases[0], judged=frozenset({"GEN-02"}))

    found = {trend.requirement: trend.verdicts for trend in trends([replace(run, cases=(judging,))])}

    assert found == {"GEN-02": "F"}


def test_the_slowest_case_has_the_greatest_median() -> None:
    (run,) = with_verdicts(P)
    usual = replace(run, cases=(CASE, replace(CASE, id="b", duration_s=2.0)))
    hasty = replace(run, cases=(replace(CASE, duration_s=9.0), replace(CASE, id="b", duration_s=3.0)))

    found = slowest([usual, usual, hasty])

    assert [(slow.case, slow.median_s, slow.longest_s, slow.runs) for slow in found] == [
        ("b", 2.0, 3.0, 3),
        (CASE.id, 1.0, 9.0, 3),
    ]


def test_the_last_runs_of_one_module_can_be_asked_for() -> None:
    one, two, three = with_verdicts(P, F, P)
    pool = replace(
        two,
        modules=("rack-1", "rack-2"),
        cases=(replace(CASE, module="rack-1"), replace(CASE, id="b", module="rack-2")),
    )

    found = history([one, pool, replace(three, modules=("rack-2",))], module="rack-1", last=1)

    assert [run.run_id for run in found.runs] == ["run-1"]
    assert [case.id for case in found.runs[0].cases] == [CASE.id]
