"""Standard output and error of a command that must not wait for them: it serves, or it has a DUT.

`LastingStreams` is for the other commands: they have nothing to lose by waiting for the
reader of their output, and drop none of it.
"""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from hil.cli.streams import INCOMPLETE, LastingStreams
from hil.display import Display, text_of

SERVING = frozenset({"emulate", "replay", "serve"})
"""The commands that go on until they are stopped; nobody waits for their last words."""
SHOWING = SERVING | {"conformance", "doctor", "personality", "selftest"}
"""The commands that keep records, connections or a DUT while they show what they do."""

PATIENCE_S = 5.0
"""At the end: so long nothing may move until the rest of the output is given up."""
AFTER_SIGNAL_S = 0.5
"""The same after a signal."""


class ShownStreams:
    """Standard output and error in a form that never makes the program wait, and raises no `OSError`.

    A command of `SERVING` says at once when its output begins to be incomplete, since it
    may go on for days.
    """

    def __init__(self, command: str) -> None:
        self._command = command
        self._is_serving = command in SERVING
        self._output = Display(1, tell=self._tell_at_once)
        self._errors = Display(2)
        # A job in the background would be stopped by its first line on a terminal with `stty tostop`.
        signal.signal(signal.SIGTTOU, signal.SIG_IGN)
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        sys.stdout = text_of(self._output, sys.stdout)
        sys.stderr = text_of(self._errors, sys.stderr)

    @property
    def lost(self) -> str:
        """Why standard output is incomplete; empty if it is not, or if its reader has gone away by itself."""
        trouble = self._output.trouble
        return str(trouble.strerror) if trouble is not None and not self._output.is_without_reader else ""

    def tell_loss(self, what_next: str) -> None:
        """Say on standard error that standard output is incomplete, and what follows from that."""
        print(f"hil: {INCOMPLETE}: {self.lost}; {what_next}", file=sys.stderr)
        self.finish(stopped=False)

    def finish(self, *, stopped: bool) -> None:
        """Wait for the reader of the output, until a signal comes; shortly if one has `stopped` the command."""
        patience_s = AFTER_SIGNAL_S if stopped or self._is_serving else PATIENCE_S
        with suppress(_Enough), _ended_by_signal():
            sys.stdout.flush()
            if not self._output.drain(patience_s):
                patience_s = AFTER_SIGNAL_S  # it is most often the same terminal
            if (missing := self._output.missing) and self._output.trouble is None:
                print(f"hil: lines of standard output that nobody has read: {missing}", file=sys.stderr)
            sys.stderr.flush()
            self._errors.drain(patience_s)

    def _tell_at_once(self, why: str) -> None:
        if self._is_serving:
            print(f"hil {self._command}: warning: {INCOMPLETE}: {why}; it goes on", file=sys.stderr)


def streams_for(command: str) -> LastingStreams | ShownStreams:
    """The streams that fit a command; they are in the place of Python's from now on."""
    return ShownStreams(command) if command in SHOWING else LastingStreams()


class _Enough(BaseException):
    """Nobody wants to wait for the reader any more."""


@contextmanager
def _ended_by_signal() -> Iterator[None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        raise _Enough

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, end)
    yield
