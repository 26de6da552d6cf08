"""The text of a file that a user writes: what is no file of text is told, and nothing waits for it.

A pipe is as good as a file, as that of `<(command)` in a shell, if something comes out of it.
"""

from __future__ import annotations

import codecs
import os
import select
import stat
from pathlib import Path

from hil.errors import UsageError

MOST_BYTES = 16 * 1024 * 1024
"""No file that somebody writes is larger; a device may have no end."""

_AT_ONCE = 1024 * 1024
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(path: Path) -> str:
    """The text of the file, without the byte order mark that editors of Windows set; raises `UsageError`."""
    try:
        content = content_of(path)
    except OSError as trouble:
        raise UsageError(f"{path}: cannot be read: {trouble.strerror or trouble}") from trouble
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as trouble:
        why = f"{trouble.reason} at byte {trouble.start}"
        if content.startswith(_UTF_16):
            why = "it is UTF-16; save it as UTF-8"
        raise UsageError(f"{path}: is no text in UTF-8: {why}") from None


def content_of(path: Path) -> bytes:
    """The bytes of the file; raises `OSError`, and `UsageError` for what has no end or no writer."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe without a writer would wait for one
    try:
        is_pipe = stat.S_ISFIFO(os.fstat(descriptor).st_mode)
        content = bytearray()
        while part := _read(descriptor):
            content += part
            if len(content) > MOST_BYTES:
                raise UsageError(f"{path}: expected a file of {MOST_BYTES} bytes at most; got more")
    finally:
        os.close(descriptor)
    if is_pipe and not content:
        raise UsageError(f"{path}: expected a file; got a pipe into which nobody writes")
    return bytes(content)


def _read(descriptor: int) -> bytes:
    """The next bytes; none at the end."""
    while True:
        try:
            return os.read(descriptor, _AT_ONCE)
        except BlockingIOError:  # the writer of a pipe takes its time
            select.select([descriptor], [], [])
