"""Standard output and error that may be closed, or be lost while a command runs: a full disk, a reader that is gone.

A run of hours does not end because nobody reads its progress, and its exit code stays
that of its verdicts.
"""

from __future__ import annotations

import codecs
import errno
import os
import select
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any

INCOMPLETE = "standard output is incomplete"

_STREAMS = (("stdin", 0), ("stdout", 1), ("stderr", 2))


def open_closed() -> None:
    """Open each standard stream that is closed (`>&-`) on the null device.

    Else the next file gets its number, and holds what is meant for the stream.
    """
    for name, number in _STREAMS:
        if getattr(sys, name) is None:
            opened = os.open(os.devnull, os.O_RDWR)
            if opened != number:
                os.dup2(opened, number)
                os.close(opened)
            stream = open(number, "r" if number == 0 else "w", closefd=False)  # noqa: SIM115 - until the end
            setattr(sys, name, stream)
            setattr(sys, f"__{name}__", stream)  # pytest takes this one for granted


def escape_unwritable() -> None:
    """Let a stream write as an escape what its encoding lacks: in a locale without UTF-8 no arrow ends a command.

    The escape is that of JSON, so that what programs read keeps its meaning.
    """
    codecs.register_error("hil-escape", _escaped)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper) and stream.errors != "surrogateescape":
            stream.reconfigure(errors="hil-escape")


def _escaped(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{high:02x}{low:02x}" for high, low in zip(*[iter(units)] * 2, strict=True)), error.end


class LastingFile(FileIO):
    """Writes to a descriptor until that fails; from then on it drops what comes."""

    def __init__(self, descriptor: int) -> None:
        super().__init__(descriptor, "w", closefd=False)
        self.trouble: OSError | None = None
        """Why it drops; None if it does not."""

    def write(self, data: Any, /) -> int:  # typing has no name of a buffer before Python 3.12
        """Write, or drop."""
        if self.trouble is None:
            try:
                return self._written(data)
            except OSError as error:
                self.trouble = error
        return memoryview(data).nbytes

    def _written(self, data: Any) -> int:
        """Write when there is room: another program at the same terminal may have made it non-blocking."""
        while (count := super().write(data)) is None:
            select.select([], [self], [])
        return count


class LastingStreams:
    """Standard output and error in a form that raises no `OSError`."""

    def __init__(self) -> None:
        self._output = LastingFile(1)
        sys.stdout = _like(sys.stdout, self._output)
        sys.stderr = _like(sys.stderr, LastingFile(2))

    @property
    def lost(self) -> str:
        """Why standard output is incomplete; empty if it is not, or if its reader has gone away by itself."""
        sys.stdout.flush()
        trouble = self._output.trouble
        return str(trouble.strerror) if trouble is not None and trouble.errno != errno.EPIPE else ""

    def tell_loss(self, what_next: str) -> None:
        """Say on standard error that standard output is incomplete, and what follows from that."""
        print(f"hil: {INCOMPLETE}: {self.lost}; {what_next}", file=sys.stderr)

    def finish(self, *, stopped: bool) -> None:
        """Do nothing: each write has waited for its reader."""
        del stopped


def _like(usual: object, file: FileIO) -> TextIOWrapper:
    assert isinstance(usual, TextIOWrapper)
    usual.flush()
    return TextIOWrapper(
        BufferedWriter(file),
        encoding=usual.encoding,
        errors="backslashreplace" if usual.errors == "strict" else usual.errors,  # a locale without UTF-8
        line_buffering=usual.line_buffering or usual.write_through,  # PYTHONUNBUFFERED asks for the latter
    )
