"""SIGINT, SIGTERM and SIGHUP stop a run once: by an exception in the main thread, of which pytest makes an orderly end.

The first signal raises `StoppedBySignal` where the main thread is, or at the end of
a `shielded` part: there a record is half written or a rendering half made.  Later
signals are told and do nothing else, so that they cannot take the report away.  A
signal that is ignored when the run begins (`nohup`, a job in the background) stays so.
"""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from types import FrameType, TracebackType
from typing import Self

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

_USUAL: Mapping[signal.Signals, Callable[[int, FrameType | None], object] | signal.Handlers] = {
    signal.SIGINT: signal.default_int_handler,
    signal.SIGTERM: signal.SIG_DFL,
    signal.SIGHUP: signal.SIG_DFL,
}
"""What a signal does in a program that has not asked for it; any other handler stays in its place."""


class StoppedBySignal(KeyboardInterrupt):
    """A signal stops the run; `signal` is its name."""

    def __init__(self, signal: str) -> None:
        super().__init__(signal)
        self.signal = signal


class Stopping:
    """The handlers of the signals, in the main thread, from `begin` to `end`."""

    def __init__(self) -> None:
        self.by = ""
        """The name of the first signal; empty before it."""
        self._shields = 0
        self._replaced: list[signal.Signals] = []

    def begin(self) -> None:
        """Take the signals that nobody else takes; does nothing outside of the main thread."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in SIGNALS:
            if signal.getsignal(number) == _USUAL[number]:
                signal.signal(number, self._take)
                self._replaced.append(number)

    def end(self) -> None:
        """Give the signals back; idempotent."""
        while self._replaced:
            number = self._replaced.pop()
            signal.signal(number, _USUAL[number])

    def __enter__(self) -> Self:
        self.begin()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    def check(self) -> None:
        """Raise `StoppedBySignal` if a signal has come: an exception in the middle of a clean-up may be lost."""
        if self.by:
            raise StoppedBySignal(self.by)

    @contextmanager
    def shielded(self) -> Iterator[None]:
        """Let no signal break this part off; one that comes meanwhile raises at its end."""
        before = self.by
        self._shields += 1
        try:
            yield
        finally:
            self._shields -= 1
        if self.by != before and not self._shields:
            self.check()

    def _take(self, number: int, frame: FrameType | None) -> None:
        del frame
        name = signal.Signals(number).name
        if self.by:
            _say(f"hil: {name}: the run is ending by {self.by} already, and writes its report\n")
            return
        self.by = name
        if not self._shields:
            raise StoppedBySignal(name)


def wanted() -> tuple[signal.Signals, ...]:
    """The signals that end a program that serves until it is stopped; SIGHUP is not among them under `nohup`.

    SIGINT always is: a shell lets the background jobs of a script ignore it, and `kill -INT`
    means such a job all the same.
    """
    return tuple(
        number
        for number in SIGNALS
        if number == signal.SIGINT or signal.getsignal(number) is not signal.SIG_IGN
    )


def _say(text: str) -> None:
    """Write to standard error from a handler; no print, since the handler may run in the middle of one."""
    with suppress(OSError):  # a closed terminal sends SIGHUP more than once, and takes no words
        if select.select([], [2], [], 0)[1]:  # a terminal that is stopped would stop the run
            os.write(2, text.encode())


def current() -> Stopping | None:
    """What takes the signals of this process now; None if nothing of ours does."""
    for number in SIGNALS:
        taker = getattr(signal.getsignal(number), "__self__", None)
        if isinstance(taker, Stopping):
            return taker
    return None


@contextmanager
def shielded() -> Iterator[None]:
    """As `Stopping.shielded`, of what takes the signals now."""
    stopping = current()
    if stopping is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    with stopping.shielded():
        yield
