"""Whether a run has become slower beyond its noise: a rank test of its first against its last rounds, with an effect size.

A value of the test is a round, or the best one of some rounds where there are many: a
busy network or host makes rounds slower, and none faster.  Three bounds have to be
passed together: an improbable order of the two halves (Mann-Whitney), a large effect
between the first and the last third (Cliff's delta), and a ratio of them that matters.  Networks and hosts have slow hours too.  So what is found here
is a suspicion, which a restart of the module has to confirm (`hil.endurance.causes`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

LEAST_ROUNDS = 24
"""With fewer rounds the windows are too small for `ALPHA`."""

ENOUGH = 30
"""From twice as many rounds on, a value is the best one of some of them, so that so many values stay."""

MOST_OF_VALUE = 5
"""Of so many rounds, at most, a value is the best one."""

ALPHA = 0.005
"""The probability of such an order by chance, for one of the tested steps."""

LEAST_DELTA = 0.6
"""Cliff's delta from which the windows overlap little; 0.474 is called large in the literature (Romano, 2006)."""

LEAST_RATIO = 1.25
"""The ratio of the medians from which a slowdown matters."""

_BACK = 0.5
"""After a control that ended it, at least half of the slowdown is gone."""


@dataclass(frozen=True, slots=True)
class Drift:
    """The first third against the last one: medians in seconds, Cliff's delta; and the probability of the halves.

    `per_round` is the slope in parts of the first median a round (Theil and Sen).
    """

    first_s: float
    last_s: float
    delta: float
    probability: float
    per_round: float

    @property
    def ratio(self) -> float:
        """How many times as long the last window takes."""
        return self.last_s / self.first_s if self.first_s else math.inf

    @property
    def is_slower(self) -> bool:
        """Whether the last window is slower beyond noise."""
        return self.probability < ALPHA and self.delta >= LEAST_DELTA and self.ratio >= LEAST_RATIO

    def __str__(self) -> str:
        return (
            f"{self.first_s:.3f} s at first, {self.last_s:.3f} s at last (x {self.ratio:.2f}, "
            f"{100 * self.per_round:+.1f} % a round, Cliff's delta {self.delta:+.2f}, p {self.probability:.2g})"
        )


def rounds_of_value(rounds: int) -> int:
    """How many rounds give one value."""
    return max(1, min(MOST_OF_VALUE, rounds // ENOUGH))


def best(values: Sequence[float], of: int) -> tuple[float, ...]:
    """The least of each `of` values that follow one another; of the last ones, if they are fewer, too."""
    return tuple(min(values[start : start + of]) for start in range(0, len(values), of))


def drift(values: Sequence[float], *, of: int = 1) -> Drift | None:
    """The drift of one value for each `of` rounds, in their order; None for fewer than `LEAST_ROUNDS` values."""
    if len(values) < LEAST_ROUNDS:
        return None
    size, half = len(values) // 3, len(values) // 2
    first, last = values[:size], values[-size:]
    start = median(first)
    return Drift(
        start,
        median(last),
        delta(first, last),
        probability(values[:half], values[-half:]),
        _slope(values) / start / of if start else 0.0,
    )


def recovered(found: Drift, after: Sequence[float]) -> bool:
    """Whether sessions after a control are fast again: at least half of the slowdown is gone."""
    return bool(after) and median(after) <= found.last_s - _part(found)


def ended_between(found: Drift, before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether at least half of the slowdown ended between these two measurements."""
    return bool(before and after) and median(before) - median(after) >= _part(found)


def _part(found: Drift) -> float:
    """The seconds of the slowdown that have to be gone."""
    return _BACK * (found.last_s - found.first_s)


def delta(first: Sequence[float], last: Sequence[float]) -> float:
    """Cliff's delta: how much more often a value of `last` is the greater one of a pair, from -1 to 1."""
    return sum((b > a) - (b < a) for a in first for b in last) / (len(first) * len(last))


def probability(first: Sequence[float], last: Sequence[float]) -> float:
    """The one-sided probability of `last` lying so far above by chance (Mann-Whitney, with ties and continuity)."""
    m, n = len(first), len(last)
    pooled = sorted((*first, *last))
    ties = sum(count**3 - count for count in (pooled.count(value) for value in set(pooled)))
    total = m + n
    variance = m * n / 12 * (total + 1 - ties / (total * (total - 1)))
    if not variance:
        return 1.0
    above = (delta(first, last) + 1) / 2 * m * n
    z = (above - m * n / 2 - 0.5) / math.sqrt(variance)
    return 0.5 * math.erfc(z / math.sqrt(2))


_MOST_FOR_SLOPE = 300


def _slope(values: Sequence[float]) -> float:
    """The median of the slopes of all pairs (Theil and Sen), of at most `_MOST_FOR_SLOPE` values at equal distances."""
    step = max(1, len(values) // _MOST_FOR_SLOPE)
    kept = [(number, values[number]) for number in range(0, len(values), step)]
    slopes = [(b - a) / (j - i) for at, (i, a) in enumerate(kept) for j, b in kept[at + 1 :]]
    return median(slopes) if slopes else 0.0
