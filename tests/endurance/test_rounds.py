"""Rounds as series: what the bench adds is taken out, half rounds do not count, and a storage that shrinks is seen."""

from __future__ import annotations

import pytest

from hil.endurance.mix import CONTEXT_EVERY, ROUND, Work, payload_seed, rounds
from hil.endurance.records import Clock
from hil.endurance.rounds import BENCH_SHARE, WHOLE, shrinking, slowest, spans

from .samples import SESSIONS_OF_ROUND, course_of, sessions_of, with_space

GROWING = [1 + 0.1 * number for number in range(30)]


def test_each_round_has_the_same_works_in_an_order_of_its_own() -> None:
    drawn = rounds(seed=3)
    first, second = next(drawn), next(drawn)

    assert sorted(first.works) == sorted(second.works) == sorted(ROUND)
    assert first.works != second.works


def test_the_seed_draws_the_rounds() -> None:
    assert next(rounds(1)) == next(rounds(1))
    assert next(rounds(1)) != next(rounds(2))


def test_some_rounds_have_a_deactivation_of_the_context() -> None:
    drawn = rounds(0)
    with_context = [each.number for each in (next(drawn) for _ in range(12)) if Work.CONTEXT in each.works]

    assert with_context == [CONTEXT_EVERY, 2 * CONTEXT_EVERY, 3 * CONTEXT_EVERY]


def test_no_two_transfers_have_the_same_bytes() -> None:
    seeds = {payload_seed(0, session, what) for session in range(50) for what in ("up", "down")}

    assert len(seeds) == 100


def test_a_round_with_a_failed_session_is_not_compared() -> None:
    sessions = sessions_of([1.0, 2.0])

    assert spans(sessions[:-1])[WHOLE] == pytest.approx((SESSIONS_OF_ROUND,))


def test_a_work_that_the_dut_does_not_have_is_missing_in_each_round_and_all_are_whole() -> None:
    sessions = [each for each in sessions_of([1.0, 2.0]) if each.work != Work.LOCAL]

    assert len(spans(sessions)[WHOLE]) == 2


def test_a_growth_is_the_slowest_series() -> None:
    found = slowest(course_of(GROWING))

    assert found is not None
    assert found[0] == WHOLE
    assert found[1].ratio > 2


def of_lower_tester(growth: float) -> list[float]:
    """What a yardstick takes in rounds whose lower tester becomes slower: `BENCH_SHARE` of it are the growth of a round."""
    return [0.02 + growth * number / BENCH_SHARE / SESSIONS_OF_ROUND for number in range(len(GROWING))]


def test_what_a_slow_lower_tester_explains_is_no_slowdown_of_a_real_module() -> None:
    growing = [1 + 0.03 * number for number in range(30)]

    assert slowest(course_of(growing, clock=Clock.WALL)) is not None
    assert slowest(course_of(growing, of_lower_tester(0.15), clock=Clock.WALL)) is None


def test_the_bench_has_no_part_in_the_account_of_an_emulated_module() -> None:
    assert slowest(course_of(GROWING, of_lower_tester(0.5))) == slowest(course_of(GROWING))


def test_on_a_real_module_a_slow_bench_explains_only_the_part_of_the_lower_tester() -> None:
    course = course_of(GROWING, [0.001 * value for value in GROWING], clock=Clock.WALL)

    assert slowest(course) is not None


def test_a_bench_that_became_faster_makes_no_slowdown() -> None:
    bench = [0.005 - 0.0001 * number for number in range(30)]

    assert slowest(course_of([1.0] * 30, bench, clock=Clock.WALL)) is None


def test_a_storage_that_loses_bytes_in_each_round_is_seen() -> None:
    found = shrinking(with_space(*range(1000, 400, -100)))

    assert [(each.storage, each.per_round, each.first_round, each.at_s) for each in found] == [
        ("UFS", 100, 1, 120.0)
    ]


def test_a_storage_that_loses_bytes_now_and_then_is_seen_in_many_rounds() -> None:
    assert shrinking(with_space(*(1000 - 10 * (number // 3) for number in range(60))))


@pytest.mark.parametrize(
    "free",
    [
        pytest.param([1000] * 20, id="the same"),
        pytest.param([1000, 900, 800, 700], id="too few"),
        pytest.param([1000, *([900] * 19)], id="once: a directory, not a leak"),
        pytest.param([1000, 900, 1000, 900, 1000, 900, 1000], id="back again"),
    ],
)
def test_a_storage_that_keeps_its_space_is_none(free: list[int]) -> None:
    assert shrinking(with_space(*free)) == ()
