"""The other programs that have the port of a module open: what they read is lost, and what they send is not ours."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

PROC = Path("/proc")


def holders(path: str) -> list[str]:
    """`minicom (pid 4711)` for each process that has the device open; those of other users show to root only.

    This process and those that have started it do not count: they gave the port to it.  A URL has none.  A program
    that looks at a port for a moment, as an emulator does behind its user, does not count either, nor does one that
    is the other end of a pty: socat keeps both ends open.
    """
    device = os.path.realpath(path)
    if "://" in path or not (found := list(_holders(device))):
        return []
    threading.Event().wait(SETTLED_S)
    still = set(_holders(device))
    return [each for each in found if each in still]


SETTLED_S = 0.1
"""Between two looks."""


def _holders(device: str) -> Iterator[str]:
    own = set(_own())
    for process in PROC.glob("[0-9]*"):
        if int(process.name) in own:
            continue
        try:
            if device in _opened(process).values() and not _is_other_end(process, device, own):
                yield f"{name_of(process)} (pid {process.name})"
        except OSError:  # it has ended, or is another user's
            continue


def _opened(process: Path) -> dict[str, str]:
    """What a process has open, by the number of its descriptor."""
    return {each.name: os.path.realpath(each) for each in (process / "fd").iterdir()}


def _is_other_end(process: Path, device: str, own: set[int]) -> bool:
    """Whether it, or what has started it, has the master of that pty open (proc(5): `tty-index` of /dev/ptmx).

    What has started this program, too, may have opened the pty for a program that disturbs it.
    """
    index = re.compile(rf"^tty-index:\s*{re.escape(device.removeprefix('/dev/pts/'))}$", re.MULTILINE)
    starter = _starter(process)
    ends = (process,) if starter in own else (process, PROC / str(starter))
    return any(index.search(text) for each in ends for text in _masters(each))


def _masters(process: Path) -> Iterator[str]:
    """What the kernel says of each master of a pty that a process has; nothing of those of other users."""
    with suppress(OSError):
        for number, path in _opened(process).items():
            if path.endswith("/ptmx"):
                yield (process / "fdinfo" / number).read_text(encoding="utf-8")


def _starter(process: Path) -> int:
    """The process that has started it (proc(5): state, ppid)."""
    status = (process / "stat").read_text(encoding="utf-8", errors="replace")
    return int(status.rpartition(")")[2].split()[1])


def name_of(process: Path) -> str:
    """The name of the program of a process; raises `OSError` when it has ended."""
    return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()


def _own() -> Iterator[int]:
    """This process, and all that have started it."""
    number = os.getpid()
    while number > 0:
        yield number
        try:
            number = _starter(PROC / str(number))
        except OSError:  # no /proc
            return
