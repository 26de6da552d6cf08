"""A DUT behind a port that goes away and returns: `hil emulate` as a process, ended and started again by the cases."""

from __future__ import annotations

import socket
from pathlib import Path

OTHER = "866425030000014"
"""The IMEI of another module than that of the run."""

CONFTEST = '''
import json
import os
import subprocess
import sys
import threading

import pytest

KIND, PLACE = os.environ["LINE"].split("=", 1)


class Line:
    """The port of the DUT; `cut` takes it away."""

    def __init__(self):
        self.lock = threading.Lock()
        self.over = False
        self.start("866425030000006")

    def start(self, imei):
        with self.lock:
            if self.over:
                return
            self.program = subprocess.Popen(
                [sys.executable, "-m", "hil.cli.main", "emulate", f"--{KIND}", PLACE,
                 "--imei", imei, "--clock-rate", "50", "--json"],
                stdout=subprocess.PIPE, text=True,
            )
            assert json.loads(self.program.stdout.readline())

    def cut(self, imei="866425030000006", *, returns=True):
        self.end()
        if returns:
            threading.Timer(0.5, self.start, [imei]).start()

    def end(self, *, over=False):
        with self.lock:
            self.over = self.over or over
            self.program.terminate()
            self.program.wait()
            self.program.stdout.close()


LINE = Line()


def pytest_unconfigure():
    LINE.end(over=True)


@pytest.fixture
def line():
    return LINE


@pytest.fixture
def run(request):
    """The number of the attempt."""
    with open(request.node.name, "a+") as kept:
        kept.write("x")
    return os.path.getsize(request.node.name)
'''


def free_place(kind: str, folder: Path) -> tuple[str, str]:
    """A place for a port of that kind, and its URL."""
    if kind == "pty":
        return str(folder / "m95"), str(folder / "m95")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        place = f"127.0.0.1:{taken.getsockname()[1]}"
    return place, f"{'socket' if kind == 'tcp' else kind}://{place}"
