"""A slowdown is seen beyond noise, and noise is no slowdown: the rank test, its effect size, and the recovery."""

from __future__ import annotations

import math
import random

import pytest

from hil.endurance.drift import LEAST_ROUNDS, Drift, delta, drift, ended_between, probability, recovered


def noisy(rounds: int, seed: int, *, spread: float = 0.3, growth: float = 0.0) -> list[float]:
    draw = random.Random(seed)
    return [(1 + growth * number) * math.exp(draw.gauss(0, spread)) for number in range(rounds)]


def test_noise_alone_is_suspected_in_less_than_one_of_two_hundred_runs() -> None:
    """A suspicion is no fail yet: a restart has to confirm it."""
    flagged = [seed for seed in range(1000) if (found := drift(noisy(30, seed))) and found.is_slower]

    assert len(flagged) < 5


def test_rare_long_sessions_are_no_slowdown() -> None:
    draw = random.Random(1)
    values = [20.0 if draw.random() < 0.1 else 1.0 for _ in range(90)]

    found = drift(values)

    assert found is not None
    assert not found.is_slower


def test_a_busy_hour_in_the_middle_is_no_slowdown() -> None:
    found = drift([1.0] * 20 + [3.0] * 20 + [1.0] * 20)

    assert found is not None
    assert not found.is_slower


@pytest.mark.parametrize(("rounds", "spread"), [(30, 0.1), (80, 0.3), (600, 0.5)])
def test_a_growth_of_five_percent_a_round_is_seen_through_noise(rounds: int, spread: float) -> None:
    missed = [
        seed
        for seed in range(100)
        if not ((found := drift(noisy(rounds, seed, spread=spread, growth=0.05))) and found.is_slower)
    ]

    assert missed == []


def test_a_small_but_certain_growth_does_not_matter() -> None:
    found = drift([1 + 0.001 * number for number in range(60)])

    assert found is not None
    assert found.probability < 1e-6
    assert not found.is_slower


def test_too_few_rounds_give_no_drift() -> None:
    assert drift([1.0] * (LEAST_ROUNDS - 1)) is None


def test_the_slope_is_told_in_parts_of_the_first_median() -> None:
    found = drift([10 + 0.5 * number for number in range(30)])

    assert found is not None
    assert found.per_round == pytest.approx(0.5 / found.first_s)


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [([1, 2], [3, 4], 1.0), ([3, 4], [1, 2], -1.0), ([1, 2], [1, 2], 0.0), ([1, 1], [1, 2], 0.5)],
)
def test_cliffs_delta(first: list[float], last: list[float], expected: float) -> None:
    assert delta(first, last) == expected


def test_the_probability_of_mann_and_whitney_is_that_of_the_tables() -> None:
    # R: wilcox.test(8:14, 1:7, alternative="greater", exact=FALSE)$p.value
    assert probability([1, 2, 3, 4, 5, 6, 7], [8, 9, 10, 11, 12, 13, 14]) == pytest.approx(0.001091, abs=2e-5)
    assert probability([1, 1, 1], [1, 1, 1]) == 1.0


SLOW = Drift(first_s=1.0, last_s=3.0, delta=1.0, probability=0.001, per_round=0.1)


@pytest.mark.parametrize(
    ("after", "is_back"),
    [([1.0, 1.1, 1.0], True), ([2.0], True), ([2.1], False), ([3.0, 3.1, 1.0], False), ([], False)],
)
def test_a_restart_has_to_take_half_of_the_slowdown_away(after: list[float], is_back: bool) -> None:
    assert recovered(SLOW, after) is is_back


@pytest.mark.parametrize(
    ("before", "after", "is_enough"),
    [
        ([3.0], [1.0], True),
        ([2.0], [1.0], True),
        ([1.9], [1.0], False),
        ([], [1.0], False),
        ([3.0], [], False),
    ],
)
def test_half_of_the_slowdown_has_to_end_between_two_controls(
    before: list[float], after: list[float], is_enough: bool
) -> None:
    assert ended_between(SLOW, before, after) is is_enough
