"""Progress: the numbers, and how seldom plain lines come."""

from __future__ import annotations

import io

import pytest

from hil.plugin.progress import PlainLines, Progress, clock_time
from hil.verdict import Verdict


class Clock:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.t = 100.0

    def __call__(self) -> float:
        return self.t


def test_the_time_left_follows_from_the_pace() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    progress.begin(10)
    assert progress.left_s is None

    clock.t += 4
    progress.finish(Verdict.PASS)
    progress.finish(Verdict.FAIL)

    assert progress.left_s == 16
    assert progress.numbers == "2/10  20%  left 0:16  pass 1  fail 1"


def test_a_finished_run_has_no_time_left() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    progress.begin(1)
    clock.t += 4
    progress.finish(Verdict.NOT_APPLICABLE)

    assert progress.numbers == "1/1  100%  left 0:00  not applicable 1"


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (59.6, "1:00"), (75, "1:15"), (3725, "1:02:05")])
def test_spans_read_as_people_say_them(seconds: float, text: str) -> None:
    assert clock_time(seconds) == text


def lines_of_a_run(cases: int, each_s: float) -> list[str]:
    clock, stream = Clock(), io.StringIO()
    progress, lines = Progress(clock=clock), PlainLines(stream, clock=clock)
    progress.begin(cases)
    for number in range(cases):
        progress.current = f"test_{number}"
        lines.update(progress)
        clock.t += each_s
        progress.finish(Verdict.PASS)
        lines.update(progress)
    lines.close(progress)
    return stream.getvalue().splitlines()


def test_a_fast_run_says_only_how_it_ended() -> None:
    assert lines_of_a_run(200, 0.001) == ["200/200  100%  left 0:00  pass 200"]


def test_a_run_of_minutes_says_something_every_five_percent() -> None:
    lines = lines_of_a_run(200, 0.3)

    assert 19 <= len(lines) <= 21
    assert lines[0].startswith("10/200  5%  left 0:57  pass 10")


def test_a_slow_run_says_something_every_five_seconds_at_the_latest() -> None:
    lines = lines_of_a_run(1000, 2.0)

    assert len(lines) == 334  # every third case: six seconds
    assert lines[-1].startswith("1000/1000")


def test_a_line_names_the_case_under_way() -> None:
    assert lines_of_a_run(20, 10)[0].endswith("test_0")
