"""A standard stream that never makes its writer wait: an unread pipe, a stopped terminal, a full disk.

What the other end does not take at once is queued, up to a bound; a thread writes it
when the other end takes more.  What comes while the queue is full is dropped and
counted, in whole lines.  A thread of its own may be abandoned at the end of the program:
no lock of Python's streams is held while it waits.
"""

from __future__ import annotations

import errno
import os
import select
import stat
import threading
import weakref
from collections import deque
from collections.abc import Callable
from io import BufferedWriter, RawIOBase, TextIOWrapper
from typing import Any, TextIO

ROOM = 1 << 20
"""Bytes that wait for their reader, by default."""

_TRANSIENT = frozenset({errno.ENOSPC, errno.EDQUOT})
"""What may pass: the next write tries again."""

_UNREADY_S = 0.05  # before the next attempt at a terminal that is ready for less than a write


class Display(RawIOBase):
    """Writes to a descriptor without waiting; raises no `OSError`.

    `tell` gets a sentence, once, when the output begins to be incomplete.
    """

    def __init__(
        self, descriptor: int, *, room: int = ROOM, tell: Callable[[str], None] = lambda _said: None
    ) -> None:
        super().__init__()
        self._number = descriptor
        self.descriptor, self._may_block = _own(descriptor)
        self._room = room
        self._tell = tell
        self._changed = threading.Condition()
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._pumping = False
        self._is_gone = False
        self._drops = self._within_line = self._has_told = False
        self.trouble: OSError | None = None
        """Why it does not write now; None if it does, or waits for its reader."""
        self.dropped = 0
        """The lines that were dropped."""
        own = weakref.ref(self)
        os.register_at_fork(after_in_child=lambda: _begin_anew(own()))

    @property
    def is_behind(self) -> bool:
        """Whether something waits for its reader."""
        return bool(self._waiting)

    @property
    def is_without_reader(self) -> bool:
        """Whether its reader has gone away by itself."""
        return self.trouble is not None and self.trouble.errno == errno.EPIPE

    @property
    def missing(self) -> int:
        """The lines that nobody got: dropped ones, and those that wait."""
        with self._changed:
            return self.dropped + sum(piece.count(b"\n") for piece in self._waiting)

    def writable(self) -> bool:
        """As in `RawIOBase`."""
        return True

    def fileno(self) -> int:
        """The descriptor that it stands for."""
        return self._number

    def isatty(self) -> bool:
        """As in `RawIOBase`."""
        return os.isatty(self.descriptor)

    def write(self, data: Any, /) -> int:  # typing has no name of a buffer before Python 3.12
        """Write, queue or drop."""
        piece = bytes(data)
        with self._changed:
            if not self._is_gone:
                self._accept(piece)
            begins_to_lack = (self.trouble is not None or self.dropped > 0) and not self._has_told
            self._has_told = self._has_told or begins_to_lack
        if begins_to_lack and not self.is_without_reader:
            self._tell(str(self.trouble.strerror) if self.trouble is not None else "nobody reads it")
        return len(piece)

    def drain(self, patience_s: float) -> bool:
        """Wait until all is written, as long as something moves within `patience_s`; returns whether it is."""
        with self._changed:
            if self.trouble is not None:
                self._write_waiting()
            while self._waiting and self.trouble is None:
                before = self._size
                if not self._changed.wait(patience_s) and self._size == before:
                    break
            return not self._waiting

    # --- under the lock --------------------------------------------------------------------------------------

    def _accept(self, piece: bytes) -> None:
        if not self._within_line:
            self._drops = self._size > self._room
        elif self._size > 2 * self._room:  # a terminal gets frames without a line's end
            self._drops = True
        self._within_line = not piece.endswith(b"\n")
        if self._drops:
            self.dropped += piece.count(b"\n")
        else:
            self._waiting.append(piece)
            self._size += len(piece)
        if self._pumping:
            return
        if not self._may_block:
            self._write_waiting()
        if self._waiting and self.trouble is None:
            self._pumping = True
            threading.Thread(target=self._pump, name="display", daemon=True).start()

    def _write_waiting(self) -> None:
        """Write what the other end takes at once."""
        while self._waiting:
            try:
                count = os.write(self.descriptor, self._waiting[0])
            except BlockingIOError:
                return
            except OSError as error:
                self._fail(error)
                return
            self.trouble = None
            self._written(count)

    def _written(self, count: int) -> None:
        rest = self._waiting.popleft()[count:]
        if rest:
            self._waiting.appendleft(rest)
        self._size -= count
        self._changed.notify_all()

    def _fail(self, error: OSError) -> None:
        self.trouble = error
        if error.errno not in _TRANSIENT:
            self._is_gone = True
            self.dropped += sum(piece.count(b"\n") for piece in self._waiting)
            self._waiting.clear()
            self._size = 0
        self._changed.notify_all()

    # --- the thread ------------------------------------------------------------------------------------------

    def _pump(self) -> None:
        """Write what waits until nothing does; the descriptor may block here."""
        while True:
            with self._changed:
                if not self._waiting or self.trouble is not None:
                    self._pumping = False
                    return
                piece = self._waiting[0]
            count, trouble = self._push(piece[: select.PIPE_BUF])
            with self._changed:
                if trouble is not None:
                    self._fail(trouble)
                else:
                    self._written(count)

    def _push(self, piece: bytes) -> tuple[int, OSError | None]:
        ready = select.poll()
        ready.register(self.descriptor, select.POLLOUT)
        while True:
            ready.poll()
            try:
                return os.write(self.descriptor, piece), None
            except BlockingIOError:
                threading.Event().wait(_UNREADY_S)
            except OSError as error:
                return 0, error


def text_of(display: Display, like: TextIO) -> TextIOWrapper:
    """A text stream onto a display, with the encoding and the buffering of another one.

    A character that the encoding lacks is escaped: it is no reason to end.
    """
    assert isinstance(like, TextIOWrapper)
    return TextIOWrapper(
        BufferedWriter(display),
        encoding=like.encoding,
        errors="backslashreplace" if like.errors == "strict" else like.errors,
        line_buffering=like.line_buffering or like.write_through,  # PYTHONUNBUFFERED asks for the latter
    )


def display_of(stream: TextIO) -> Display | None:
    """The display below a stream, if it has one."""
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    return raw if isinstance(raw, Display) else None


def is_behind(stream: TextIO) -> bool:
    """Whether a stream is a display whose reader has not taken what was shown before."""
    display = display_of(stream)
    return display is not None and display.is_behind


def unblocked(descriptor: int) -> int:
    """A descriptor to the same place, of which a write never waits if that can be had; the caller closes it."""
    return _own(descriptor)[0]


def _own(descriptor: int) -> tuple[int, bool]:
    """A descriptor to the same place, and whether a write to it may block.

    It is opened anew where that is possible: O_NONBLOCK belongs to the open file, which
    other programs at the same terminal share.
    """
    mode = os.fstat(descriptor).st_mode
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode) or os.isatty(descriptor)):
        return os.dup(descriptor), False
    try:
        flags = os.O_WRONLY | os.O_NONBLOCK | os.O_NOCTTY
        return os.open(f"/proc/self/fd/{descriptor}", flags), False
    except OSError:  # a socket, a terminal of another user, a pipe whose reader is gone, no Linux
        return os.dup(descriptor), True


def _begin_anew(display: Display | None) -> None:
    """A fork has no thread of its parent, and leaves the parent's lines to the parent."""
    if display is not None:
        display._changed = threading.Condition()  # noqa: SLF001 - its own module
        display._waiting = deque()  # noqa: SLF001
        display._size = 0  # noqa: SLF001
        display._pumping = False  # noqa: SLF001
