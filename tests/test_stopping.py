"""What takes SIGINT, SIGTERM and SIGHUP: the first stops, shielded parts are whole, later ones are told."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator

import pytest

from hil.stopping import SIGNALS, StoppedBySignal, Stopping, current, shielded


@pytest.fixture(autouse=True)
def _usual_handlers() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_a_signal_raises_what_names_it(number: signal.Signals) -> None:
    with Stopping(), pytest.raises(StoppedBySignal) as stopped:
        signal.raise_signal(number)

    assert stopped.value.signal == number.name
    assert isinstance(stopped.value, KeyboardInterrupt)


def test_a_shielded_part_is_whole() -> None:
    done = []

    def part() -> None:
        with shielded(), shielded():
            signal.raise_signal(signal.SIGTERM)
            done.append("whole")
        done.append("not reached")

    with Stopping(), pytest.raises(StoppedBySignal):
        part()

    assert done == ["whole"]


def test_a_later_signal_is_told_and_raises_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    with Stopping():
        with pytest.raises(StoppedBySignal):
            signal.raise_signal(signal.SIGTERM)
        signal.raise_signal(signal.SIGINT)
        with shielded():
            signal.raise_signal(signal.SIGHUP)

    told = capfd.readouterr().err.splitlines()
    assert told[0] == "hil: SIGINT: the run is ending by SIGTERM already, and writes its report"
    assert len(told) == 2


def test_an_exception_that_got_lost_is_raised_again() -> None:
    with Stopping() as stopping:
        stopping.check()
        with pytest.raises(StoppedBySignal):
            signal.raise_signal(signal.SIGTERM)
        with pytest.raises(StoppedBySignal):
            stopping.check()


def test_a_signal_that_is_ignored_or_taken_by_others_stays_so() -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)  # nohup
    theirs = signal.signal(signal.SIGTERM, lambda *_: None)
    taken = signal.getsignal(signal.SIGTERM)

    with Stopping() as stopping:
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
        assert signal.getsignal(signal.SIGTERM) is taken
        assert current() is stopping  # by SIGINT

    assert theirs is signal.SIG_DFL
    assert current() is None


def test_the_signals_are_given_back() -> None:
    with Stopping():
        assert current() is not None

    assert [signal.getsignal(number) for number in SIGNALS] == [
        *(signal.default_int_handler, signal.SIG_DFL, signal.SIG_DFL)
    ]


def test_outside_of_the_main_thread_nothing_is_taken() -> None:
    def begin() -> None:
        Stopping().begin()

    thread = threading.Thread(target=begin)
    thread.start()
    thread.join()

    assert current() is None


def test_a_later_signal_that_cannot_be_told_raises_nothing() -> None:
    terminal = os.dup(2)
    try:
        with Stopping():
            with pytest.raises(StoppedBySignal):
                signal.raise_signal(signal.SIGHUP)
            os.close(2)
            signal.raise_signal(signal.SIGHUP)
    finally:
        os.dup2(terminal, 2)
        os.close(terminal)
