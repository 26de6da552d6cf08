"""A busy process on each core, so that the cases of a soak run late and in other orders of their threads.

Each ends with the block, and by itself when the process that started it is gone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

BUSY = """
import os, sys
os.sched_setaffinity(0, {int(sys.argv[1])})
print("busy", flush=True)
while os.getppid() == int(sys.argv[2]):
    sum(range(1_000_000))
"""
"""The program of one process: its arguments are the core and the process that starts it."""


def cores() -> tuple[int, ...]:
    """The cores that this process may use."""
    return tuple(sorted(os.sched_getaffinity(0)))


@contextmanager
def busy_cores(each: int = 1) -> Iterator[tuple[int, ...]]:
    """Keep so many processes busy on each core for the block; gives their process ids."""
    started = [
        subprocess.Popen([sys.executable, "-c", BUSY, str(core), str(os.getpid())], stdout=subprocess.PIPE)
        for core in cores()
        for _ in range(each)
    ]
    try:
        for process in started:
            assert process.stdout is not None
            process.stdout.readline()  # it is busy from now on
        yield tuple(process.pid for process in started)
    finally:
        for process in started:
            process.kill()
            process.communicate()
