"""What a campaign says of a mutant, the order of its cases, and the reviewed list."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hil.emulator.mutants.catalogue import mutant, mutants
from hil.results.case import CaseResult
from hil.selftest.forks import Outcome, Plan
from hil.verdict import Verdict

from .campaign import REACH, UNFINISHED
from .coverage import SEEN, Coverage
from .judging import Fate, judge
from .proof import sample
from .shadow import chance
from .survivors import SURVIVORS, Survivor, reason, stale
from .table import JSON, PAGE, TEXT, Run, text, write

MUTANT = mutant("negate.if-explicit.TlsClient.verifies_server")

IMPLICIT = mutant("negate.if-implicit.TlsClient.verifies_server")
AFTER_REBOOT = mutant("negate.after-reboot.TlsClient.verifies_server")
AFTER_ERROR = mutant("negate.after-error.TlsClient.verifies_server")
LATCHED = mutant("latch.always.TlsClient.verifies_server")
CHANCE = chance(MUTANT.operator, MUTANT.target)


def case(name: str, verdict: Verdict, *requirements: str) -> CaseResult:
    return CaseResult(name, name, requirements, verdict, started="", duration_s=0.0, reason="because")


def outcome(*cases: CaseResult, bent: int = 0, left: int = 0, trouble: str = "") -> Outcome:
    notes: list[dict[str, Any]] = [{"kind": REACH, "evaluated": 7, "bent": bent}]
    if left:
        notes.append({"kind": UNFINISHED, "cases": left})
    return Outcome(Plan(MUTANT.id, "", ()), cases, trouble, 1.0, tuple(notes))


def test_a_failed_case_kills_and_tells_whose_requirement_it_verifies() -> None:
    own = judge(MUTANT, outcome(case("a", Verdict.PASS), case("b", Verdict.FAIL, "AUTH-01"), bent=1))
    other = judge(MUTANT, outcome(case("b", Verdict.FAIL, "SYN-01"), bent=1))

    assert (own.fate, own.killer, own.own) == (Fate.KILLED, "b", True)
    assert (other.fate, other.own) == (Fate.KILLED, False)


@pytest.mark.parametrize("verdict", [Verdict.INCONCLUSIVE, Verdict.ERROR, Verdict.NOT_APPLICABLE])
def test_no_other_verdict_kills(verdict: Verdict) -> None:
    assert not judge(MUTANT, outcome(case("a", verdict, "AUTH-01"), bent=1)).killed


def test_a_case_that_fails_without_the_mutant_does_not_kill() -> None:
    judged = judge(MUTANT, outcome(case("a", Verdict.FAIL, "AUTH-01"), bent=1), unsound=["a"])

    assert judged.fate is Fate.NOT_JUDGED


def test_a_survivor_was_reached_or_not() -> None:
    assert judge(MUTANT, outcome(case("a", Verdict.PASS), bent=3)).fate is Fate.NOT_JUDGED
    assert judge(MUTANT, outcome(case("a", Verdict.PASS))).fate is Fate.NEVER_REACHED


def test_a_campaign_that_broke_off_or_ran_out_of_time_is_unfinished() -> None:
    assert judge(MUTANT, outcome(left=9, bent=1)).fate is Fate.UNFINISHED
    assert judge(MUTANT, outcome(trouble="hangs", bent=1)).fate is Fate.UNFINISHED


CASES = {
    "suites/b/t.py::other": ("X",),
    "suites/a/t.py::beside": ("X",),
    "suites/a/t.py::one[1]": ("AUTH-01",),
    "suites/a/t.py::one[2]": ("AUTH-01",),
    "suites/a/t.py::two": ("AUTH-01", "X"),
    "suites/c/t.py::reboots": ("X",),
}


def ordered(coverage: Coverage, name: str = MUTANT.id) -> list[str]:
    return [case.rpartition("::")[2] for case in coverage.order(CASES, mutant(name))]


def seen(
    name: str,
    *targets: str,
    events: tuple[str, ...] = (),
    chances: tuple[str, ...] = (),
    reached: tuple[str, ...] = (),
) -> Outcome:
    note = {
        "kind": SEEN,
        "case": name,
        "targets": targets,
        "events": events,
        "chances": chances,
        "reached": dict.fromkeys(reached, 1),
    }
    return Outcome(Plan("none", "", ()), (), "", 1.0, (note,))


def test_own_cases_come_first_by_turns_then_those_beside_then_the_others() -> None:
    assert ordered(Coverage()) == ["one[1]", "two", "one[2]", "beside", "other", "reboots"]


def test_only_cases_in_which_the_shadow_was_at_work_run() -> None:
    coverage = Coverage()
    coverage.learn(
        [
            seen("suites/b/t.py::other", reached=(MUTANT.id,)),
            seen("suites/a/t.py::two", reached=(MUTANT.id,)),
            seen("suites/a/t.py::beside", MUTANT.target.name, chances=(CHANCE,)),
            seen("suites/a/t.py::one[1]", "SecurityStore.add"),
        ],
        [MUTANT],
    )

    assert ordered(coverage) == ["two", "other"]


def test_a_mutant_that_waits_meets_all_cases_with_a_chance_those_of_its_shadow_first() -> None:
    coverage = Coverage()
    coverage.learn(
        [
            seen("suites/a/t.py::one[1]", chances=(CHANCE,)),
            seen("suites/a/t.py::beside", chances=(CHANCE,), reached=(AFTER_ERROR.id,)),
            seen("suites/a/t.py::two", MUTANT.target.name),
        ],
        [AFTER_ERROR],
    )

    assert ordered(coverage, AFTER_ERROR.id) == ["beside", "one[1]"]


def test_a_mutant_that_recalls_meets_all_cases_that_carry_its_step_out() -> None:
    coverage = Coverage()
    coverage.learn([seen("suites/a/t.py::two", MUTANT.target.name)], [LATCHED])

    assert ordered(coverage, LATCHED.id) == ["two"]


def test_a_case_that_brings_a_rare_event_about_runs_before_each_other() -> None:
    coverage = Coverage()
    coverage.learn(
        [
            seen("suites/a/t.py::two", chances=(CHANCE,)),
            seen("suites/a/t.py::one[2]", chances=(CHANCE,)),
            seen("suites/c/t.py::reboots", events=("REBOOT",)),
            seen("suites/b/t.py::other", events=("REBOOT",)),
        ],
        [AFTER_REBOOT],
    )

    assert ordered(coverage, AFTER_REBOOT.id) == ["other", "one[2]", "reboots", "two"]


def test_a_mutant_is_hopeless_if_no_case_gave_its_shadow_a_chance() -> None:
    coverage = Coverage()
    coverage.learn(
        [seen("suites/a/t.py::two", MUTANT.target.name, chances=(CHANCE,), reached=(MUTANT.id,))],
        [MUTANT, IMPLICIT, AFTER_REBOOT],
    )

    assert not coverage.is_hopeless(MUTANT)
    assert coverage.is_hopeless(IMPLICIT)
    assert not coverage.is_hopeless(AFTER_REBOOT)
    assert not Coverage().is_hopeless(IMPLICIT)


def test_a_mutant_that_waits_is_hopeless_if_its_operator_never_had_a_chance() -> None:
    coverage = Coverage()
    coverage.learn([seen("suites/a/t.py::two", MUTANT.target.name)], [AFTER_REBOOT])

    assert coverage.is_hopeless(AFTER_REBOOT)


def test_a_sample_is_drawn_by_its_seed_in_the_order_of_the_catalogue() -> None:
    members = list(mutants().values())

    one, again, other = (sample(members, 150, seed) for seed in (1, 1, 2))

    assert one == again
    assert one != other
    assert len(one) == 150
    assert [members.index(member) for member in one] == sorted(members.index(member) for member in one)


def test_a_row_of_which_all_mutants_were_killed_is_stale() -> None:
    rows = (Survivor("zero.*", "one reason"), Survivor("upper.*", "another reason"))
    made = ("zero.always.x", "upper.always.x", "upper.always.y")

    assert reason("zero.always.x", rows) == "one reason"

    assert stale({"zero.always.x"}, set(made), made, rows) == ("upper.*",)
    assert stale(set(), {"zero.always.x", "upper.always.x"}, made, rows) == ("zero.*",)
    assert stale({"zero.always.x"}, {"zero.always.x", "upper.always.x"}, made, rows) == ()


def test_every_row_of_the_list_names_mutants_of_the_catalogue_and_a_reason() -> None:
    assert [row.pattern for row in SURVIVORS if not row.reason] == []
    assert [row.pattern for row in SURVIVORS if not any(row.covers(name) for name in mutants())] == []


def run(*judged: Any, planned: int | None = None) -> Run:
    return Run(seed=0, made=2000, planned=len(judged) if planned is None else planned, judged=judged)


KILLED = judge(MUTANT, outcome(case("a", Verdict.FAIL, "AUTH-01"), bent=1))
SURVIVED = judge(MUTANT, outcome(case("a", Verdict.PASS), bent=1))


def test_a_run_holds_when_all_are_killed() -> None:
    assert run(*[KILLED] * 50).holds


def test_a_run_with_a_survivor_without_reason_does_not_hold() -> None:
    assert not run(*[KILLED] * 99, SURVIVED).holds


def test_a_run_that_was_broken_off_does_not_hold() -> None:
    assert not run(KILLED, planned=2).holds


def test_the_files_have_the_table_and_the_survivors(tmp_path: Path) -> None:
    files = write(run(KILLED, SURVIVED), tmp_path)

    assert {file.name for file in files} == {JSON, PAGE, TEXT}
    for file in files:
        assert MUTANT.id in file.read_text(encoding="utf-8")
    assert "1/2" in (tmp_path / TEXT).read_text(encoding="utf-8")
    assert "reached, not judged: 1" in text(run(KILLED, SURVIVED))
