"""What a check counts for: requirements, ground, departures, groups, preambles."""

from __future__ import annotations

import pytest

from hil.errors import InfrastructureError, UsageError
from hil.expect import expect, expect_all, guard, left_open, preamble, stimulus
from hil.verdict import Cause, Ground, Inconclusive, Mismatch, decides, strongest
from tests.expect.samples import MAY, MUST, NOTED, OTHER_MAY, READ, TOLD, answer, case, failure

REFUSED = answer("AT+QSSLCFG=1", "ERROR")


def test_a_failed_check_stands_on_the_strongest_ground_of_its_mandatory_requirements() -> None:
    with case(MUST, READ, TOLD), pytest.raises(Mismatch) as failed:
        expect(REFUSED, "READ-01", "MUST-01", "TOLD-01").accepted()

    check = failure(failed)
    assert (check.ground, check.requirements) == (Ground.STANDARD, ("READ-01", "MUST-01", "TOLD-01"))
    assert check.where.startswith("test_judgement.py:")
    assert str(check) == "[standard] AT+QSSLCFG=1: expected OK, came ERROR (READ-01, MUST-01, TOLD-01)"


def test_a_check_of_optional_requirements_is_a_departure_and_the_case_goes_on() -> None:
    with case(MUST, MAY, TOLD) as under_way:
        expect(REFUSED, "MAY-01").accepted()
        expect(REFUSED, "TOLD-01").accepted()

    assert [check.requirements for check in under_way.departures] == [("MAY-01",), ("TOLD-01",)]
    assert under_way.failed == []


def test_without_ids_all_requirements_of_equal_weight_are_judged() -> None:
    with case(MAY, OTHER_MAY) as under_way:
        expect(REFUSED).accepted()

    assert under_way.departures[0].requirements == ("MAY-01", "MAY-02")


def test_without_ids_requirements_of_different_weight_are_an_error_that_names_them() -> None:
    with case(MUST, MAY), pytest.raises(UsageError) as wrong:
        expect(REFUSED)

    assert "MUST-01 (mandatory, standard), MAY-01 (optional, reading)" in str(wrong.value)


def test_an_id_that_the_case_does_not_name_is_an_error() -> None:
    with case(MUST), pytest.raises(UsageError, match="MODE-99: not named by this case; choose from MUST-01"):
        expect(REFUSED, "MODE-99")


def test_outside_a_case_a_check_raises() -> None:
    with pytest.raises(Mismatch):
        expect(REFUSED, "ANY-01").accepted()


def two_checks_and_a_departure() -> None:
    with expect_all():
        expect(REFUSED, "MUST-01").accepted()
        expect(REFUSED, "MAY-01").accepted()
        expect(3, "NOTED-01", what="sessions").equals(4)


def a_group_in_a_group() -> None:
    with expect_all():
        with expect_all():
            expect(REFUSED).accepted()
        expect(1, what="a number").equals(2)


def a_check_then_no_stimulus() -> None:
    with expect_all():
        expect(REFUSED).accepted()
        stimulus(happened=False, otherwise="nothing came")


def a_check_then_a_broken_bench() -> None:
    with expect_all():
        expect(REFUSED).accepted()
        guard(condition=False, otherwise="the relay is stuck")


def test_a_group_shows_every_failed_check() -> None:
    with case(MUST, NOTED, MAY) as under_way, pytest.raises(Mismatch) as failed:
        two_checks_and_a_departure()

    assert str(failed.value) == "AT+QSSLCFG=1: expected OK, came ERROR\nsessions: expected 4, came 3"
    assert [check.ground for check in failed.value.checks] == [Ground.STANDARD, Ground.NOTE]
    assert [check.requirements for check in under_way.failed] == [("MUST-01",), ("NOTED-01",)]


def test_a_group_inside_a_group_fails_at_the_end_of_the_outer_one() -> None:
    with case(MUST), pytest.raises(Mismatch) as failed:
        a_group_in_a_group()

    assert [check.actual for check in failed.value.checks] == ["ERROR", "1"]


def test_a_failed_check_stays_when_its_group_ends_early() -> None:
    with case(MUST), pytest.raises(Mismatch):
        a_check_then_no_stimulus()


def test_a_group_of_departures_ends_as_it_would_without_them() -> None:
    with case(MAY), pytest.raises(Inconclusive):
        a_check_then_no_stimulus()


def test_a_fault_of_the_bench_ends_a_group_as_an_error() -> None:
    with case(MUST), pytest.raises(InfrastructureError):
        a_check_then_a_broken_bench()


def test_a_preamble_of_a_case_with_mandatory_requirements_fails_on_their_ground() -> None:
    with case(MUST, MAY), pytest.raises(Mismatch) as failed:
        preamble(REFUSED).accepted()

    assert failure(failed).ground is Ground.STANDARD


def test_a_preamble_of_a_case_about_optional_matters_is_inconclusive() -> None:
    with case(MAY, TOLD) as under_way, pytest.raises(Inconclusive, match="preamble") as ended:
        preamble(REFUSED).accepted()

    assert ended.value.cause is Cause.NO_STIMULUS
    assert under_way.departures == []


def optional(value: int | None) -> int | None:
    return value


def test_a_value_that_a_case_needs_ends_it() -> None:
    with case(MAY) as under_way, pytest.raises(Mismatch) as failed:
        expect(optional(None), what="the end of the upload").is_present()

    assert failure(failed).ground is None
    assert len(under_way.departures) == 1
    assert expect(optional(5), what="a number").is_present() == 5


def test_what_the_note_leaves_open_has_its_own_cause() -> None:
    with pytest.raises(Inconclusive) as ended:
        left_open("the note does not say what +++ does")

    assert ended.value.cause is Cause.LEFT_OPEN


def test_form_is_judged_in_cases_of_form_only() -> None:
    with case(MUST), pytest.raises(UsageError, match="form_lines judges the form"):
        expect(REFUSED).form_lines("ERROR")
    with case(MUST, form=True):
        expect(REFUSED).form_lines("ERROR")


def test_a_value_without_a_name_is_an_error() -> None:
    with case(MUST), pytest.raises(UsageError, match="what="):
        expect(5, what="").equals(5)


@pytest.mark.parametrize(
    ("gate", "deciding"),
    [
        (Ground.NOTE, [Ground.NOTE]),
        (Ground.STANDARD, [Ground.NOTE, Ground.STANDARD]),
        (Ground.READING, [Ground.NOTE, Ground.STANDARD, Ground.READING]),
    ],
)
def test_a_gate_includes_the_stronger_grounds(gate: Ground, deciding: list[Ground]) -> None:
    assert [ground for ground in Ground if decides(gate, ground)] == deciding


def test_the_strongest_ground_is_the_note() -> None:
    assert strongest([Ground.READING, Ground.NOTE, Ground.STANDARD]) is Ground.NOTE
    assert strongest([]) is None
