"""What a slowdown or a row of failures is laid to: the DUT only if a registration anew, in the same cell, had not ended it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from hil.endurance.causes import (
    Cause,
    activations_in_doubt,
    cause_of_slowdown,
    hindrances,
    is_proven_by,
    refusals_of_module,
    rows_in_doubt,
    rows_of_module,
)
from hil.endurance.mix import ACTIVATION
from hil.endurance.records import Clock, Control, Course, Incident, IncidentKind, Means, Why
from hil.endurance.rounds import WHOLE, slowest

from .samples import BEGIN, course_of, sessions_of

GROWING = [1 + 0.1 * number for number in range(30)]
SLOW, FAST = [3.8] * 5, [1.0] * 5
HERE, ELSEWHERE, UNKNOWN = ("1801,2B5C",) * 2, ("1801,2B5D",) * 2, ("", "")


def measured(means: Means, times: Sequence[float], cells: tuple[str, ...] = HERE) -> Control:
    sessions = tuple(sessions_of(times))
    return Control(Why.SLOWDOWN, means, 99.0, bool(times), sessions, "" if times else "refused", cells)


def cause_of(
    renewed: Sequence[float],
    restarted: Sequence[float],
    times: Sequence[float] = GROWING,
    **cells: tuple[str, ...],
) -> Cause:
    course = course_of(times, clock=Clock.WALL)
    assert slowest(course) is not None
    course.controls.append(measured(Means.REGISTRATION, renewed))
    course.controls.append(measured(Means.RESTART, restarted, **cells))
    return cause_of_slowdown(course, WHOLE)


def test_what_only_the_restart_ended_is_laid_to_the_module() -> None:
    assert cause_of(SLOW, FAST) is Cause.MODULE


def test_what_the_registration_ended_is_laid_to_the_network() -> None:
    assert cause_of(FAST, FAST) is Cause.NETWORK
    assert cause_of(FAST, []) is Cause.NETWORK


def test_what_nothing_ended_may_be_network_or_bench() -> None:
    assert cause_of(SLOW, SLOW) is Cause.STAYED
    assert cause_of(SLOW, []) is Cause.UNCONFIRMED


def test_without_a_registration_anew_the_network_may_be_what_the_restart_changed() -> None:
    assert cause_of([], FAST) is Cause.NOT_RENEWED
    assert cause_of([], SLOW) is Cause.STAYED


def test_a_restart_that_ended_only_the_rest_proves_nothing() -> None:
    assert cause_of([2.6] * 5, [2.0] * 5) is Cause.BOTH


@pytest.mark.parametrize(
    ("cells", "cause"), [(HERE, Cause.MODULE), (ELSEWHERE, Cause.OTHER_CELL), (UNKNOWN, Cause.NO_CELL)]
)
def test_another_cell_after_the_restart_is_no_work_of_the_module(
    cells: tuple[str, ...], cause: Cause
) -> None:
    assert cause_of(SLOW, FAST, cells=cells) is cause


def test_a_cell_that_changed_while_it_was_measured_is_another_one() -> None:
    assert cause_of(SLOW, FAST, cells=(HERE[0], ELSEWHERE[0])) is Cause.OTHER_CELL


def test_a_network_that_recovered_before_the_controls_is_no_proof() -> None:
    times = [*(1 + 0.1 * number for number in range(80)), *([1.0] * 4)]

    assert cause_of([], FAST, times) is Cause.STAYED
    assert cause_of(FAST, FAST, times) is Cause.NETWORK


def test_two_fast_rounds_after_a_restart_are_no_proof() -> None:
    assert cause_of(SLOW, FAST[:2]) is Cause.STAYED


def test_what_stood_in_the_way_of_a_control_is_told() -> None:
    course = course_of(GROWING)
    course.controls.extend([measured(Means.REGISTRATION, []), measured(Means.RESTART, FAST)])

    assert hindrances(course) == "registration: refused"


def test_without_controls_nothing_is_confirmed() -> None:
    assert cause_of_slowdown(course_of(GROWING), WHOLE) is Cause.UNCONFIRMED


ROW = (IncidentKind.NETWORK,) * 5


def of_row(means: Means, *, succeeded: bool, hindrance: str = "", cells: tuple[str, ...] = HERE) -> Control:
    return Control(Why.ROW, means, 99.0, succeeded, hindrance=hindrance, cells=cells, row=ROW)


IN_VAIN = of_row(Means.REGISTRATION, succeeded=False)
HELPED = of_row(Means.REGISTRATION, succeeded=True)
REFUSED = of_row(Means.REGISTRATION, succeeded=False, hindrance="AT+COPS=2: ERROR")
ENDED = of_row(Means.RESTART, succeeded=True)
MOVED = of_row(Means.RESTART, succeeded=True, cells=ELSEWHERE)
USELESS = of_row(Means.RESTART, succeeded=False)


@pytest.mark.parametrize(
    ("controls", "proven", "in_doubt"),
    [
        pytest.param((IN_VAIN, ENDED), [ENDED], [], id="only the restart helped"),
        pytest.param((HELPED,), [], [HELPED], id="the registration helped"),
        pytest.param((REFUSED, ENDED), [], [ENDED], id="no registration before"),
        pytest.param((ENDED,), [], [ENDED], id="no word of a registration before"),
        pytest.param((IN_VAIN, MOVED), [], [MOVED], id="another cell"),
        pytest.param((IN_VAIN, USELESS), [], [], id="nothing helped"),
        pytest.param((HELPED, IN_VAIN, ENDED), [ENDED], [HELPED], id="two rows"),
    ],
)
def test_a_row_is_laid_to_the_module_or_stays_in_doubt(
    controls: tuple[Control, ...], proven: list[Control], in_doubt: list[Control]
) -> None:
    course = Course(BEGIN, controls=list(controls))

    assert list(rows_of_module(course)) == proven
    assert list(rows_in_doubt(course)) == in_doubt


@pytest.mark.parametrize(
    ("rows", "is_enough"),
    [
        ([ROW], False),
        ([ROW, ROW], True),
        ([(IncidentKind.REFUSAL,) * 5], True),
        ([(IncidentKind.REFUSAL,) * 4 + (IncidentKind.NETWORK,)], False),
        ([(IncidentKind.REFUSAL,) * 4 + (IncidentKind.BENCH,)], False),
        ([], False),
    ],
)
def test_a_network_that_came_back_once_proves_nothing(rows: list[tuple[str, ...]], is_enough: bool) -> None:
    restarts = [Control(Why.ROW, Means.RESTART, 99.0, succeeded=True, row=row) for row in rows]

    assert is_proven_by(restarts) is is_enough


def refused(step: str) -> Incident:
    return Incident(IncidentKind.REFUSAL, 75, 16, 99.0, step, expected="success", came="ERROR")


def after_activations(controls: tuple[Control, ...]) -> Course:
    rows = [replace(control, why=Why.ACTIVATION) for control in controls]
    return Course(BEGIN, incidents=[refused(ACTIVATION), refused("plain: open")], controls=rows)


@pytest.mark.parametrize(
    ("controls", "of_module", "in_doubt"),
    [
        pytest.param((), 1, 0, id="no row"),
        pytest.param((IN_VAIN, ENDED), 1, 1, id="one row that only a restart ended"),
        pytest.param((IN_VAIN, ENDED) * 2, 2, 0, id="two rows that only restarts ended"),
        pytest.param((HELPED,) * 2, 1, 2, id="the registration helped"),
        pytest.param((REFUSED, ENDED) * 2, 1, 2, id="no registration before"),
        pytest.param((IN_VAIN, MOVED) * 2, 1, 2, id="another cell"),
        pytest.param((IN_VAIN, USELESS) * 2, 1, 2, id="nothing helped"),
    ],
)
def test_a_refused_activation_is_laid_to_the_module_if_only_restarts_end_rows_of_them(
    controls: tuple[Control, ...], of_module: int, in_doubt: int
) -> None:
    course = after_activations(controls)

    assert len(refusals_of_module(course)) == of_module
    assert activations_in_doubt(course) == in_doubt


def test_rows_of_sessions_say_nothing_of_activations() -> None:
    course = Course(BEGIN, incidents=[refused(ACTIVATION)], controls=[IN_VAIN, ENDED] * 2)

    assert refusals_of_module(course) == ()
    assert activations_in_doubt(course) == 0
