"""What a run means: exit codes, failing requirements, coverage."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hil.results.case import CaseResult
from hil.results.conclusion import (
    Exit,
    coverage,
    deviation_status,
    exit_code,
    failing_requirements,
    meaning,
    optional_not_met,
)
from hil.results.ending import stopped_by
from hil.results.model import RunReport
from hil.results.words import counts_line
from hil.spec.catalogue import requirements
from hil.verdict import Cause, FailedCheck, Ground, Verdict
from tests.results.samples import FAILED, HEADER, OTHERS


def ended(*verdicts: Verdict) -> RunReport:
    cases = [replace(OTHERS[0], id=f"t::{n}", verdict=verdict) for n, verdict in enumerate(verdicts)]
    return RunReport(header=HEADER, cases=tuple(cases))


P, F, I, E, N, K = Verdict  # noqa: E741 - the letters of the matrix


@pytest.mark.parametrize(
    ("verdicts", "words"),
    [
        ((P, N), "no statement about the DUT as a whole: not all of its cases were run; "),
        ((P, E), "no statement about the DUT: the bench failed or nothing was verified; "),
        ((), "no statement about the DUT: the bench failed or nothing was verified; "),
        ((P, F), "not every applicable case passed; "),
    ],
)
def test_a_run_without_all_of_its_cases_is_told_from_a_bench_that_failed(
    verdicts: tuple[Verdict, ...], words: str
) -> None:
    assert meaning(replace(ended(*verdicts), not_run=("t::x",))).startswith(f"{words}incomplete: 1 of ")


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        ((P,), Exit.CONFORMS),
        ((P, N), Exit.CONFORMS),
        ((P, K), Exit.CONFORMS),
        ((K,), Exit.CONFORMS),
        ((K, F), Exit.DEVIATES),
        ((P, F), Exit.DEVIATES),
        ((P, I), Exit.DEVIATES),
        ((E, F), Exit.DEVIATES),
        ((P, E), Exit.INFRASTRUCTURE),
        ((E,), Exit.INFRASTRUCTURE),
        ((N,), Exit.INFRASTRUCTURE),
        ((), Exit.INFRASTRUCTURE),
    ],
)
def test_verdicts_decide_the_exit_code(verdicts: tuple[Verdict, ...], code: Exit) -> None:
    assert exit_code(ended(*verdicts)) is code


def test_an_interrupted_run_never_conforms() -> None:
    assert exit_code(replace(ended(P), ending=stopped_by("SIGINT"))) is Exit.INTERRUPTED


def test_a_run_that_left_cases_out_never_conforms() -> None:
    assert exit_code(replace(ended(P), not_run=("t::x",))) is Exit.INFRASTRUCTURE


def test_a_requirement_is_as_good_as_its_worst_case_and_untested_without_a_verdict_on_the_dut() -> None:
    cases = (
        OTHERS[0],
        replace(OTHERS[0], verdict=Verdict.FAIL),
        replace(OTHERS[0], requirements=("GEN-05",), verdict=Verdict.ERROR),
    )

    rows = {row.requirement.id: row for row in coverage(cases)}

    assert len(rows) == len(requirements())
    assert (rows["GEN-01"].verdict, rows["GEN-01"].tested) == (Verdict.FAIL, True)
    assert (rows["GEN-05"].verdict, rows["GEN-05"].tested) == (Verdict.ERROR, False)
    assert (rows["GEN-06"].verdict, rows["GEN-06"].tested) == (None, False)


def test_an_error_elsewhere_does_not_hide_a_failing_requirement() -> None:
    report = RunReport(HEADER, cases=(FAILED, replace(FAILED, verdict=Verdict.ERROR)))

    assert [row.requirement.id for row in failing_requirements(report)] == ["AUTH-05", "AUTH-06"]


def check(ground: Ground | None, *names: str) -> FailedCheck:
    return FailedCheck(names or ("GEN-01",), ground, "type 7: expected 1, came 0", "1", "0")


def failed_on(*grounds: Ground) -> CaseResult:
    return replace(OTHERS[0], verdict=Verdict.FAIL, checks=tuple(map(check, grounds)))


def unclear(cause: Cause) -> CaseResult:
    return replace(OTHERS[0], verdict=Verdict.INCONCLUSIVE, cause=cause)


PASSED = OTHERS[0]
DEPARTED = replace(PASSED, departures=(check(None, "GEN-07"),))
NOTE, STANDARD, READING = Ground


@pytest.mark.parametrize(
    ("gate", "cases", "code", "words"),
    [
        (
            READING,
            (PASSED, failed_on(READING), failed_on(READING, NOTE)),
            Exit.DEVIATES,
            "not every applicable case passed; fail: 1 on the note, 1 on our reading",
        ),
        (
            NOTE,
            (PASSED, failed_on(STANDARD)),
            Exit.CONFORMS,
            (
                "no case failed on a ground that decides; fail: 1 on a standard; "
                "a fail on a standard decides nothing (gate note)"
            ),
        ),
        (
            STANDARD,
            (failed_on(READING), failed_on(STANDARD)),
            Exit.DEVIATES,
            (
                "not every applicable case passed; fail: 1 on a standard, 1 on our reading; "
                "a fail on our reading decides nothing (gate standard)"
            ),
        ),
        (
            READING,
            (PASSED, unclear(Cause.LEFT_OPEN)),
            Exit.CONFORMS,
            "every applicable case passed or is left open by the note; inconclusive: 1 left open by the note",
        ),
        (
            READING,
            (PASSED, unclear(Cause.LEFT_OPEN), unclear(Cause.NO_STIMULUS)),
            Exit.DEVIATES,
            "not every applicable case passed; inconclusive: 1 left open by the note, 1 no stimulus, or disturbed",
        ),
        (
            READING,
            (PASSED, DEPARTED, replace(PASSED, verdict=Verdict.KNOWN_DEVIATION)),
            Exit.CONFORMS,
            "every applicable case passed, known deviations apart; optional not met: 1 case",
        ),
    ],
)
def test_grounds_causes_and_departures_stand_in_the_sentence(
    gate: Ground, cases: tuple[CaseResult, ...], code: Exit, words: str
) -> None:
    report = RunReport(replace(HEADER, gate=gate), cases=cases)

    assert exit_code(report) is code
    assert meaning(report) == words


def test_the_counts_never_mix_grounds() -> None:
    cases = (failed_on(NOTE), failed_on(READING), failed_on(READING), DEPARTED, unclear(Cause.LEFT_OPEN))

    assert counts_line(RunReport(HEADER, cases=cases)) == (
        "pass 1 (1 optional not met), fail 3 (1 note; 2 reading), inconclusive 1 (1 left open), "
        "error 0, not applicable 0"
    )


def test_a_requirement_fails_where_a_check_judges_it() -> None:
    case = replace(
        failed_on(NOTE), requirements=("GEN-01", "GEN-05", "GEN-07"), departures=(check(None, "GEN-07"),)
    )
    report = RunReport(HEADER, cases=(case,))

    assert [row.requirement.id for row in failing_requirements(report)] == ["GEN-01"]
    assert [row.requirement.id for row in optional_not_met(report)] == ["GEN-07"]


def test_a_deviation_of_an_optional_requirement_that_is_not_met_is_not_outdated() -> None:
    case = replace(DEPARTED, requirements=("GEN-07",))

    assert not deviation_status("GEN-07: x", "GEN-07", [case]).outdated
    assert deviation_status("GEN-07: x", "GEN-07", [replace(case, departures=())]).outdated


@pytest.mark.parametrize(
    ("campaign", "narrowed", "words"),
    [
        ("full", (), "every applicable case passed"),
        ("smoke", (), "every applicable case of the campaign smoke passed"),
        (
            "full",
            (("-k", "close"), ("--last-failed", "")),
            "every selected case passed; only a part of the campaign full was selected: -k close, --last-failed",
        ),
    ],
)
def test_only_the_whole_campaign_speaks_of_every_applicable_case(
    campaign: str, narrowed: tuple[tuple[str, str], ...], words: str
) -> None:
    header = replace(HEADER, campaign=campaign, narrowed=narrowed)

    assert meaning(RunReport(header=header, cases=(PASSED,))) == words
