"""The lock, the condition and the timers that the parts of one module share."""

from __future__ import annotations

from hil.emulator.device.clock import ModuleClock
from hil.emulator.device.timing import Timing


def test_a_wait_ends_when_a_timer_is_due_and_runs_it() -> None:
    timing, fired = Timing(ModuleClock(100.0)), list[str]()
    timing.timers.after(1.0, lambda: fired.append("due"))

    with timing.lock:
        timing.wait()

    assert fired == ["due"]


def test_a_wait_ends_after_its_time_on_the_wall() -> None:
    timing, fired = Timing(), list[str]()
    timing.timers.after(60.0, lambda: fired.append("due"))

    with timing.lock:
        timing.wait(0.01)

    assert fired == []


def test_the_listener_hears_of_each_change() -> None:
    timing, heard = Timing(), list[str]()
    timing.changed.listener = lambda: heard.append("changed")

    with timing.lock:
        timing.changed.notify_all()

    assert heard == ["changed"]
