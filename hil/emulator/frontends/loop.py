"""The event loop of a rack: file events, timed calls, and calls from other threads, on one thread."""

from __future__ import annotations

import contextlib
import os
import selectors
import threading
import time
from collections.abc import Callable
from typing import Any

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE


class Loop:
    """A selector with timers; only `call` and `stop` may be used from other threads and from signal handlers.

    An idle loop uses no processor time.
    """

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._watched: dict[int, tuple[int, Callable[[], None]]] = {}
        self._due: dict[object, tuple[float, Callable[[], None]]] = {}
        self._calls: dict[Callable[[], None], None] = {}  # an ordered set
        self._guard = threading.Lock()
        self._awake_fd, self._wake_fd = os.pipe()
        for fd in (self._awake_fd, self._wake_fd):
            os.set_blocking(fd, False)
        self.watch(self._awake_fd, READ, self._awake)
        self._stopping = False

    def watch(self, file: int | Any, events: int, ready: Callable[[], None]) -> None:
        """Call `ready` whenever the file is ready for `events`; with no events, stop watching it."""
        fd = file if isinstance(file, int) else file.fileno()
        known = self._watched.get(fd)
        if known == (events, ready):
            return
        if not events:
            if known is not None:
                self._selector.unregister(fd)
                del self._watched[fd]
            return
        if known is None:
            self._selector.register(fd, events)
        elif known[0] != events:
            self._selector.modify(fd, events)
        self._watched[fd] = (events, ready)

    def at(self, key: object, moment: float | None, due: Callable[[], None]) -> None:
        """Call `due` at a moment of the monotonic clock; one call for each key, None cancels it."""
        if moment is None:
            self._due.pop(key, None)
        else:
            self._due[key] = (moment, due)

    def call(self, function: Callable[[], None]) -> None:
        """Call a function soon; several requests make one call; from any thread."""
        with self._guard:
            waking = not self._calls
            self._calls[function] = None
        if waking:
            self._wake()

    def stop(self) -> None:
        """End `run`; from any thread, or from a signal handler."""
        self._stopping = True
        self._wake()

    def run(self) -> None:
        """Serve until `stop`."""
        while not self._stopping:
            for key, _events in self._selector.select(self._timeout()):
                watched = self._watched.get(key.fd)
                if watched is not None:  # an earlier call may have closed it
                    watched[1]()
            self._run_calls()
            self._run_due()

    def close(self) -> None:
        """Close the loop's own files."""
        self._selector.close()
        with self._guard:
            os.close(self._awake_fd)
            os.close(self._wake_fd)
            self._wake_fd = -1

    def _wake(self) -> None:
        # A full pipe also wakes the loop; a closed loop needs no wake-up.
        with contextlib.suppress(OSError):
            os.write(self._wake_fd, b"\0")

    def _awake(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._awake_fd, 4096)

    def _timeout(self) -> float | None:
        if not self._due:
            return None
        return max(0.0, min(moment for moment, _ in self._due.values()) - time.monotonic())

    def _run_calls(self) -> None:
        if self._calls:
            with self._guard:
                calls, self._calls = self._calls, {}
            for function in calls:
                function()

    def _run_due(self) -> None:
        if not self._due:
            return
        now = time.monotonic()
        for key, (moment, function) in list(self._due.items()):
            if moment <= now and self._due.get(key) == (moment, function):
                del self._due[key]
                function()
