"""The span of `--for`, and times as people read them."""

from __future__ import annotations

import pytest

from hil.endurance.span import seconds_of, shown
from hil.errors import UsageError


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("90s", 90), ("30min", 1800), ("30m", 1800), ("8h", 28800), ("1h30min", 5400), ("1h1min1s", 3661)],
)
def test_a_span_has_hours_minutes_and_seconds(text: str, seconds: int) -> None:
    assert seconds_of(text) == seconds


@pytest.mark.parametrize("text", ["", "8", "0s", "1.5h", "30min1h", "-1s", "8 h", "h", "1d"])
def test_another_form_is_refused_with_examples(text: str) -> None:
    with pytest.raises(
        UsageError, match="--for: expected a span such as 90s, 30min, 8h or 1h30min, of a year at most; got"
    ):
        seconds_of(text)


def test_a_time_goes_on_beyond_a_day() -> None:
    assert shown(754.9) == "00:12:34"
    assert shown(60 * 3600 + 61) == "60:01:01"
