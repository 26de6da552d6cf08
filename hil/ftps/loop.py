"""pyftpdlib's event loop, in which events of a descriptor can be held back for a while.

Handlers do not notice; bytes stay in the kernel meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pyftpdlib.ioloop import IOLoop


class GatedLoop(IOLoop):  # type: ignore[misc]  # pyftpdlib has no types
    """An event loop that can hold back events; `clock` is the clock of its timers."""

    clock = staticmethod(time.monotonic)

    def __init__(self) -> None:
        super().__init__()
        self._wanted: dict[int, int] = {}
        self._held: dict[int, int] = {}
        self._absent: set[int] = set()

    def register(self, fd: int, instance: Any, events: int) -> None:
        """As in pyftpdlib."""
        self._wanted[fd] = events
        super().register(fd, instance, events)
        if self._held.get(fd):
            self._adjust(fd)

    def modify(self, fd: int, events: int) -> None:
        """As in pyftpdlib."""
        self._wanted[fd] = events
        if self._held.get(fd) or fd in self._absent:
            self._adjust(fd)
        else:
            super().modify(fd, events)

    def unregister(self, fd: int) -> None:
        """As in pyftpdlib; held events stay held for the next user of the descriptor."""
        self._wanted.pop(fd, None)
        if fd in self._absent:
            self._absent.discard(fd)
            self.socket_map.pop(fd, None)
        else:
            super().unregister(fd)

    def hold(self, fd: int, events: int) -> None:
        """Stop reporting these events."""
        self._gate(fd, self._held.get(fd, 0) | events)

    def release(self, fd: int, events: int) -> None:
        """Report them again."""
        self._gate(fd, self._held.get(fd, 0) & ~events)

    def forget(self, fd: int) -> None:
        """Forget the descriptor, which is about to be closed: its number may be reused soon."""
        self._held.pop(fd, None)

    def call_at(self, t: float, target: Callable[[], None], *, fail: Callable[[], None]) -> Any:
        """Call at a time of `clock`, and `fail` when the call raises; returns a timer that can be cancelled."""
        return self.call_later(max(0.001, t - self.clock()), target, _errback=fail)

    def _gate(self, fd: int, held: int) -> None:
        if held == self._held.get(fd, 0):
            return
        if held:
            self._held[fd] = held
        else:
            self._held.pop(fd, None)
        if fd in self.socket_map:
            self._adjust(fd)

    def _adjust(self, fd: int) -> None:
        """Register the events that are wanted and not held; with none, unregister, since a poller would report hang-ups."""
        events = self._wanted[fd] & ~self._held.get(fd, 0)
        instance = self.socket_map[fd]
        if fd in self._absent:
            if events:
                self._absent.discard(fd)
                super().register(fd, instance, events)
        elif events:
            super().modify(fd, events)
        else:
            super().unregister(fd)
            self.socket_map[fd] = instance
            self._absent.add(fd)
