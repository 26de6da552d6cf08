"""Progress: the numbers, and how seldom plain lines come."""

from __future__ import annotations

import fcntl
import io
import os
import re
import struct
import termios
from contextlib import suppress

import pytest

from hil.plugin.progress import LiveLine, PlainLines, Progress, clock_time
from hil.plugin.progress_line import BAR, fitted
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
    progress.finish(Verdict.PASS, case="a")
    progress.finish(Verdict.FAIL, case="b")

    assert progress.left_s == 16
    assert progress.numbers == "2/10  20%  left 0:16  pass 1  fail 1"


def test_a_finished_run_has_no_time_left() -> None:
    clock = Clock()
    progress = Progress(clock=clock)
    progress.begin(1)
    clock.t += 4
    progress.finish(Verdict.NOT_APPLICABLE, case="a")

    assert progress.numbers == "1/1  100%  left 0:00  not applicable 1"


def test_a_case_that_is_repeated_counts_once() -> None:
    progress = Progress(clock=Clock())
    progress.begin(1)

    progress.finish(Verdict.FAIL, case="a")
    progress.finish(Verdict.PASS, case="a")

    assert progress.done == 1
    assert progress.numbers.endswith("pass 1")


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
        progress.finish(Verdict.PASS, case=str(number))
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


NAME = "test_sessions.py::test_each_session_of_a_history_is_as_it_was_set[explicit-context0-TLS1.0-pack0]"


def of_a_long_run() -> Progress:
    progress = Progress(clock=Clock())
    progress.begin(1892)
    progress.counts.update(dict.fromkeys(Verdict, 100))
    progress.current = NAME
    return progress


@pytest.mark.parametrize("columns", [20, 40, 60, 80, 100, 120, 200])
def test_the_counts_of_all_verdicts_fit_any_terminal(columns: int) -> None:
    progress = of_a_long_run()

    made = fitted((progress.numbers, *progress.narrower), NAME, columns)

    parts = [part for part in ("x" * BAR * made.has_bar, made.numbers, made.name) if part]
    assert len("  ".join(parts)) <= columns
    assert made.numbers.count("100") == len(Verdict) or columns < 40


def test_a_name_that_is_too_long_keeps_its_parameters() -> None:
    made = fitted(("1/2",), NAME, 80)

    assert made.has_bar
    assert made.name.startswith("test_sessions")
    assert made.name.endswith("-pack0]")


def test_a_name_without_room_is_left_out_for_the_numbers() -> None:
    assert fitted(("x" * 30,), NAME, 40).name == ""


def all_of(terminal: int) -> str:
    """All that was written to a terminal whose other end is closed; a read returns a part of it."""
    written = b""
    with suppress(OSError):
        while part := os.read(terminal, 65536):
            written += part
    os.close(terminal)
    return written.decode()


@pytest.mark.parametrize("columns", [40, 80])
def test_a_terminal_shows_the_counts_on_one_line(columns: int) -> None:
    ours, theirs = os.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    with os.fdopen(theirs, "w") as stream:
        live = LiveLine(stream)
        live.update(of_a_long_run())
        live.close(of_a_long_run())

    written = all_of(ours)
    shown = [re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", line) for line in re.split(r"[\r\n]+", written)]
    (narrow,) = {line.strip() for line in shown if "100" in line} - {of_a_long_run().numbers}
    assert narrow.count("100") == len(Verdict)
    assert len(narrow) <= columns


def test_a_file_gets_no_escape_codes() -> None:
    assert not any("\x1b" in line for line in lines_of_a_run(20, 10))
