"""The load of a soak keeps each core busy, and is gone with it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path

from hil.deadline import Deadline
from tests.suite_run import ROOT

from .load import busy_cores, cores

HOLD = """
import sys
from tests.soak.load import busy_cores
with busy_cores() as pids:
    print(*pids, flush=True)
    sys.stdin.read()
"""


def state(pid: int) -> str:
    """The state of a process by its letter (proc(5)); empty when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return ""


def test_each_core_has_its_busy_process() -> None:
    with busy_cores(2) as pids:
        kept = sorted(tuple(os.sched_getaffinity(pid)) for pid in pids)
        states = {state(pid) for pid in pids}

    assert kept == sorted((core,) for core in cores() for _ in range(2))
    assert states == {"R"}
    assert {state(pid) for pid in pids} == {""}


def test_the_load_ends_with_a_soak_that_is_killed() -> None:
    soak = subprocess.Popen(
        [sys.executable, "-c", HOLD], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert soak.stdin is not None
    assert soak.stdout is not None
    pids = [int(pid) for pid in soak.stdout.readline().split()]
    watched = [os.pidfd_open(pid) for pid in pids]

    soak.send_signal(signal.SIGKILL)
    soak.communicate()

    deadline = Deadline.after(30.0)
    assert [select.select([pid], [], [], deadline.remaining)[0] for pid in watched] == [
        [pid] for pid in watched
    ]
    for pid in watched:
        os.close(pid)
