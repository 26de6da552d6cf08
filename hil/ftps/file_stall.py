"""Whether the event loop of a server stands in a file operation: a network or FUSE file system that does not answer.

The loop does file operations itself, so all sessions of the server wait with it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

from pyftpdlib.handlers.ftp import data, producers

from hil.ftps import file_system, served_root

STALL_S = 5.0
"""A file operation that takes longer is told."""
_PLACES = frozenset(module.__file__ for module in (served_root, file_system, producers))
_CLOSING = (data.__file__, "close")  # the file of a transfer that ends


class StallWatch:
    """Compares where an event loop is from look to look; the loop itself does nothing for it.

    `turns` counts the turns of the loop, and `frame` is what its thread executes.
    """

    def __init__(self, turns: Callable[[], int], frame: Callable[[], FrameType | None]) -> None:
        self._turns, self._frame = turns, frame
        self._turn = turns()
        self._since: float | None = None  # the first look at which it was in this operation
        self._is_told = False

    def look(self) -> str | None:
        """What there is to tell since the last look: that the loop stands in a file operation, or goes on after one."""
        turn, now = self._turns(), time.monotonic()
        if turn != self._turn:
            since, was_told = self._since, self._is_told
            self._turn, self._since, self._is_told = turn, None, False
            if since is not None and was_told:
                return f"the file system of the root answers again, after {now - since:.0f} s; sessions go on"
            return None
        where = file_operation(self._frame())
        if where is None:
            self._since = self._since if self._is_told else None
        elif self._since is None:
            self._since = now
        elif now - self._since >= STALL_S and not self._is_told:
            self._is_told = True
            return (
                f"no session goes on: the file system of the root has not answered for {now - self._since:.0f} s "
                f"({where}); use a root on a local disk"
            )
        return None


def file_operation(frame: FrameType | None) -> str | None:
    """The innermost function of the server's file system that a thread is in; None when it is in none."""
    while frame is not None:
        place = frame.f_code.co_filename, frame.f_code.co_name
        if place[0] in _PLACES or place == _CLOSING:
            return f"{place[1]}, {Path(place[0]).name}:{frame.f_lineno}"
        frame = frame.f_back
    return None
