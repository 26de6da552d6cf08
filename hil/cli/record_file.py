"""A file of records that goes on through a full disk, a folder that is removed, a pipe without a reader.

A line that cannot be written waits in memory, and comes before the next one: once there
is room again, the file is complete.  No write waits: a pipe that nobody reads is a
trouble like a full disk.
"""

from __future__ import annotations

import errno
import os
import stat
import threading
from collections import deque
from collections.abc import Callable
from pathlib import Path

from hil.errors import InfrastructureError

ROOM = 4 << 20
"""Bytes that wait for a place; what comes then is lost, and counted."""

_NOBODY_READS = {errno.ENXIO: "nobody reads the pipe", errno.EAGAIN: "nobody reads the pipe"}


class RecordFile:
    """Lines at the end of a file; raises `InfrastructureError` when it cannot be opened at first.

    `tell` gets the trouble with the file when it begins: a sentence and the number of its
    cause (`errno`).  Any thread may write.
    """

    def __init__(
        self,
        path: Path,
        *,
        tell: Callable[[str, int], None],
        what: str = "the file",
        mode: int = 0o666,
        room: int = ROOM,
    ) -> None:
        self.path = path
        self.trouble: OSError | None = None
        """Why lines wait now; None if they do not."""
        self._tell, self._mode, self._room = tell, mode, room
        self._guard = threading.Lock()
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._lost = 0
        self._descriptor = -1
        try:
            self._open()
        except OSError as error:
            if error.errno not in _NOBODY_READS:
                raise InfrastructureError(f"{what} {path} can't be written: {error.strerror}") from error

    @property
    def missing(self) -> int:
        """The lines that are not in the file."""
        with self._guard:
            return self._lost + len(self._waiting)

    def append(self, line: str) -> None:
        """Write a line and those that wait, or keep it for later."""
        data = f"{line}\n".encode()
        with self._guard:
            if self._size > self._room:
                self._lost += 1
            else:
                self._waiting.append(data)
                self._size += len(data)
        self.retry()

    def retry(self) -> None:
        """Write the lines that wait."""
        with self._guard:
            if not self._waiting:
                return
            before = self.trouble
            try:
                self._follow_path()
                while self._waiting:
                    self._write_first()
                self.trouble = None
            except OSError as error:
                self.trouble = error
            trouble = self.trouble
        if trouble is not None and (before is None or before.errno != trouble.errno):
            number = trouble.errno or 0
            why = _NOBODY_READS.get(number, trouble.strerror)
            self._tell(f"cannot write {self.path}: {why}; what is missing follows when it can", number)

    def close(self) -> None:
        """Try a last time, and close the file."""
        self.retry()
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    # --- under the lock --------------------------------------------------------------------------------------

    def _open(self) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_CLOEXEC
        self._descriptor = os.open(self.path, flags, self._mode)

    def _follow_path(self) -> None:
        """Open the file anew when its path leads elsewhere: a removed file takes lines that nobody will find."""
        if self._descriptor >= 0:
            try:
                if os.path.samestat(self.path.stat(), os.fstat(self._descriptor)):
                    return
            except FileNotFoundError:
                pass
            os.close(self._descriptor)
            self._descriptor = -1
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._open()

    def _write_first(self) -> None:
        line = self._waiting[0]
        state = os.fstat(self._descriptor)
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
        except OSError:
            if stat.S_ISREG(state.st_mode):  # a part of a line misleads a reader
                os.truncate(self._descriptor, state.st_size)
                raise
            self._size -= len(self._waiting[0]) - len(line)
            self._waiting[0] = line
            raise
        self._size -= len(self._waiting.popleft())
