"""Data mode of an AT channel: the bytes of the DTE belong to a transfer until the transfer or `+++` ends it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from hil.emulator.at.escape import EscapeWatch
from hil.emulator.device.timing import Timing


class DataMode(Protocol):
    """A transfer that owns the channel: an upload or a download."""

    @property
    def missing(self) -> int | None:
        """The number of bytes that end the transfer; None if no number does."""

    def receive(self, data: bytes) -> int:
        """Take data from the DTE; returns how many bytes were taken before data mode ended."""

    def escape(self) -> None:
        """End or interrupt the transfer after `+++` with guard times."""


class Pausable(DataMode, Protocol):
    """A transfer that `+++` interrupts and ATO continues."""

    def resume(self) -> None:
        """Continue: CONNECT, then the data that were held back."""


# clause: note 2.4, note 4.2.2, note 4.2.3
class DataPhase:
    """The data mode of one channel.

    `follow` receives the bytes after the end of a transfer that no caller of
    `take` waits for.
    """

    def __init__(self, timing: Timing, *, follow: Callable[[bytes], None]) -> None:
        self._timing, self._follow = timing, follow
        self._mode: DataMode | None = None
        self._watch: EscapeWatch | None = None

    @property
    def lasts(self) -> bool:
        """Whether data mode is active."""
        return self._mode is not None

    @property
    def missing(self) -> int | None:
        """The number of bytes that end the transfer; None if no number does, or if there is none."""
        return None if self._mode is None else self._mode.missing

    def enter(self, mode: DataMode) -> None:
        """Enter data mode: `mode` receives the bytes of the DTE."""
        self._mode = mode
        self._watch = EscapeWatch(
            self._timing.clock, self._timing.timers, passed=self._pass_late, escaped=mode.escape
        )

    def leave(self) -> None:
        """Return to command mode."""
        if self._watch is not None:
            self._watch.close()
        self._mode = self._watch = None

    # clause: note 2.4
    # requirements: SECWRITE-20, SECWRITE-21
    def take(self, data: bytes) -> bytes:
        """Take bytes from the DTE; returns those after the end of the transfer."""
        assert self._watch is not None
        return self.deliver(self._watch.feed(data))

    # clause: note 2.4
    # requirements: SECWRITE-22
    def deliver(self, payload: bytes) -> bytes:
        """Hand data to the transfer; returns what it did not take."""
        if not payload or self._mode is None:
            return b""
        return payload[self._mode.receive(payload) :]

    def hang_up(self) -> None:
        """End the transfer as after `+++`, because the DTE has disconnected."""
        if self._mode is not None:
            self._mode.escape()

    def _pass_late(self, payload: bytes) -> None:
        self._follow(self.deliver(payload))
