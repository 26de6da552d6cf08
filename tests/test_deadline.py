"""A limit ends the waits of its thread, leaves time for the clean-up, and spares pauses on purpose where it shall."""

from __future__ import annotations

import threading

import pytest

from hil.deadline import Deadline, Limit, grant_pause, limited


class OverError(Exception):
    """The time is over."""


def limit(span_s: float, *, grace_s: float = 60.0, spares_pauses: bool = False) -> Limit:
    return Limit(span_s, over=OverError, grace_s=grace_s, spares_pauses=spares_pauses)


def wait(deadline: Deadline) -> None:
    """Wait as the driver does."""
    while not deadline.expired:
        pass


@pytest.mark.parametrize("deadline", [Deadline.after(3600), Deadline.never()], ids=["long", "endless"])
def test_a_wait_ends_with_the_limit_and_raises(deadline: Deadline) -> None:
    with pytest.raises(OverError), limited(limit(0.05)):
        wait(deadline)


def test_a_wait_is_no_longer_than_the_limit() -> None:
    with limited(limit(5)):
        assert Deadline.after(3600).remaining <= 5
        assert (Deadline.never().remaining_or_none or 3600) <= 5
    assert Deadline.never().remaining_or_none is None


def test_a_shorter_deadline_still_expires() -> None:
    with limited(limit(3600)):
        wait(Deadline.after(0.01))


def test_the_clean_up_has_its_grace_and_no_more() -> None:
    with limited(limit(0, grace_s=0.05)):
        with pytest.raises(OverError):
            wait(Deadline.never())
        wait(Deadline.after(0.01))
        with pytest.raises(OverError):
            wait(Deadline.never())


@pytest.mark.parametrize("spares", [True, False])
def test_a_pause_on_purpose_counts_unless_it_is_spared(spares: bool) -> None:
    own = limit(10, spares_pauses=spares)
    with limited(own):
        grant_pause(3600)

        assert (Deadline.never().remaining > 10) == spares
    assert not own.is_over


def test_the_nearest_of_two_limits_counts() -> None:
    with limited(limit(3600)), limited(limit(0.01)), pytest.raises(OverError):
        wait(Deadline.never())


def test_another_thread_has_no_limit() -> None:
    seen: list[float] = []
    with limited(limit(5)):
        thread = threading.Thread(target=lambda: seen.append(Deadline.after(3600).remaining))
        thread.start()
        thread.join()

    assert seen[0] > 5


def test_the_time_stands_still_in_a_block_that_is_held() -> None:
    own = limit(0.05)
    with limited(own):
        with own.held(), own.held():
            wait(Deadline.after(0.2))
            assert not own.is_over
        assert 0 < own.remaining_s <= 0.05
        with pytest.raises(OverError):
            wait(Deadline.never())
        with own.held():  # a clean-up that is no part of it either
            wait(Deadline.after(0.01))
