"""pyftpdlib's event loop, in which events of a descriptor can be held back for a while.

Handlers ask the poller for what they want and do not know of it; bytes stay
with the kernel meanwhile.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pyftpdlib.ioloop import IOLoop


class GatedLoop(IOLoop):  # type: ignore[misc]  # pyftpdlib has no types
    """An event loop with gates; `clock` is that of its timers."""

    clock = staticmethod(time.monotonic)

    def __init__(self) -> None:
        super().__init__()
        self._wanted: dict[int, int] = {}
        self._held: dict[int, int] = {}
        self._absent: set[int] = set()

    def register(self, fd: int, instance: Any, events: int) -> None:
        """As of pyftpdlib."""
        self._wanted[fd] = events
        super().register(fd, instance, events)
        if self._held.get(fd):
            self._adjust(fd)

    def modify(self, fd: int, events: int) -> None:
        """As of pyftpdlib."""
        self._wanted[fd] = events
        if self._held.get(fd) or fd in self._absent:
            self._adjust(fd)
        else:
            super().modify(fd, events)

    def unregister(self, fd: int) -> None:
        """As of pyftpdlib; what is held stays so for whoever registers the descriptor next."""
        self._wanted.pop(fd, None)
        if fd in self._absent:
            self._absent.discard(fd)
            self.socket_map.pop(fd, None)
        else:
            super().unregister(fd)

    def hold(self, fd: int, events: int) -> None:
        """Report these events no more."""
        self._gate(fd, self._held.get(fd, 0) | events)

    def release(self, fd: int, events: int) -> None:
        """Report them again."""
        self._gate(fd, self._held.get(fd, 0) & ~events)

    def forget(self, fd: int) -> None:
        """The descriptor is about to be closed: its number may be another's soon."""
        self._held.pop(fd, None)

    def call_at(self, t: float, target: Callable[[], None], *, fail: Callable[[], None]) -> Any:
        """Call at a time of `clock`, `fail` when that raises; returns what can be cancelled."""
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
        """Ask the poller for what is wanted and not held; for nothing it would still report the end of both ways."""
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
