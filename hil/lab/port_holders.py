"""The other programs that have the port of a module open: what they read is lost, and what they send is not ours."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

PROC = Path("/proc")


def holders(path: str) -> list[str]:
    """`minicom (pid 4711)` for each process that has the device open; those of other users show to root only.

    This process and those that have started it do not count: they gave the port to it.  A URL has none.  A program
    that looks at a port for a moment, as an emulator does behind its user, does not count either.
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
            if any(os.path.realpath(each) == device for each in (process / "fd").iterdir()):
                yield f"{name_of(process)} (pid {process.name})"
        except OSError:  # it has ended, or is another user's
            continue


def name_of(process: Path) -> str:
    """The name of the program of a process; raises `OSError` when it has ended."""
    return (process / "comm").read_text(encoding="utf-8", errors="replace").strip()


def _own() -> Iterator[int]:
    """This process, and all that have started it."""
    number = os.getpid()
    while number > 0:
        yield number
        try:
            status = (PROC / str(number) / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:  # no /proc
            return
        number = int(status.rpartition(")")[2].split()[1])  # proc(5): state, ppid
