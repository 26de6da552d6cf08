"""Short waits: how long they are, and that the time in which the process is busy does not count."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.expect import expect, expect_all, subjects
from hil.modem.modem import Modem
from hil.verdict import Mismatch

from . import haste
from .haste import FACTOR, KNEE_S, LONGER_S, BusyTime, PatientDeadline, ShortSpan, short


def test_a_long_wait_is_short_and_a_short_one_keeps_its_length() -> None:
    assert short(KNEE_S) == KNEE_S
    assert short(KNEE_S + FACTOR) == pytest.approx(KNEE_S + 1.0)


def test_what_is_left_of_a_short_wait_is_not_made_shorter_again() -> None:
    deadline = PatientDeadline(time.monotonic() + 60.0, 60.0)

    assert short(deadline.remaining) == pytest.approx(60.0, abs=1.0)
    assert short(min(300.0, deadline.remaining)) == pytest.approx(60.0, abs=1.0)
    assert short(ShortSpan(60.0)) == 60.0


def tell(folder: Path, thread: str, ready_s: float) -> None:
    (folder / thread).mkdir(exist_ok=True)
    (folder / thread / "schedstat").write_text(f"0 {round(ready_s * 1e9)} 1\n")


def test_the_time_of_threads_that_have_ended_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time, "process_time", lambda: 0.0)
    busy = BusyTime(tmp_path)
    tell(tmp_path, "1", 1.0)
    tell(tmp_path, "2", 2.0)
    assert busy.so_far_s() == pytest.approx(3.0)

    (tmp_path / "2" / "schedstat").unlink()
    assert busy.so_far_s() == pytest.approx(3.0)

    tell(tmp_path, "2", 0.5)  # a new thread has the number
    tell(tmp_path, "1", 1.25)
    assert busy.so_far_s() == pytest.approx(3.75)


def test_a_deadline_comes_later_by_the_time_in_which_the_process_was_ready_to_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = BusyTime(tmp_path)
    monkeypatch.setattr(haste, "_BUSY", busy)
    tell(tmp_path, "1", 5.0)
    over = PatientDeadline(time.monotonic() - 1.0, 1.0, busy.so_far_s())
    assert over.expired

    tell(tmp_path, "1", 15.0)

    assert not over.expired
    assert over.remaining == pytest.approx(9.0, abs=1.0)


def test_a_deadline_comes_later_by_the_time_in_which_the_process_ran_but_it_comes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(haste, "_BUSY", BusyTime(tmp_path))
    over, long_over = (PatientDeadline(time.monotonic() - ago_s, 1.0, 0.0) for ago_s in (5.0, 25.0))

    monkeypatch.setattr(time, "process_time", lambda: 1000.0)

    assert over.remaining == pytest.approx(LONGER_S - 5.0, abs=1.0)
    assert long_over.expired


def test_a_system_that_does_not_tell_who_is_ready_tells_how_long_the_process_ran(tmp_path: Path) -> None:
    assert BusyTime(tmp_path / "none").so_far_s() == pytest.approx(time.process_time(), abs=0.1)


def test_a_group_of_checks_ends_with_the_first_one_that_does_not_hold(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for owner, name in ((Deadline, "after"), (Modem, "line_trouble"), (subjects, "collected")):
        monkeypatch.setattr(owner, name, getattr(owner, name))  # put back after the test
    reached: list[int] = []

    def check() -> None:
        with expect_all():
            for number in range(3):
                reached.append(number)
                expect(number, what="the number").equals(9)

    haste.hurry()

    with pytest.raises(Mismatch):
        check()
    assert reached == [0]
