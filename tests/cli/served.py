"""`hil serve` as a process of its own, for the tests of it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.peers import end, program

TIMEOUT_S = 120


@dataclass(frozen=True, slots=True)
class Served:
    """A running server; what it said first, and its standard output."""

    program: subprocess.Popen[str]
    first: dict[str, Any]

    def line(self) -> dict[str, Any]:
        """The next line: a session."""
        assert self.program.stdout is not None
        value = json.loads(self.program.stdout.readline())
        assert isinstance(value, dict)
        return value

    def curl(self, *arguments: str | Path) -> bytes:
        """What curl fetched."""
        login = f"{self.first['user']}:{self.first['password']}"
        done = subprocess.run(
            [program("curl"), "-sS", "-u", login, *arguments],
            capture_output=True,
            check=False,
            timeout=TIMEOUT_S,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def url(self, listener: str, name: str) -> str:
        """A URL for curl."""
        host, port = self.first[listener]
        return f"{'ftps' if listener == 'implicit' else 'ftp'}://{host}:{port}/{name}"


@contextmanager
def process(*arguments: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`hil serve` until the end of the block; stderr goes to `folder`/stderr."""
    command = [sys.executable, "-m", "hil.cli.main", "serve", *arguments]
    with (
        (folder / "stderr").open("w", encoding="utf-8") as stderr,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True, cwd=folder) as running,
    ):
        watchdog = threading.Timer(4 * TIMEOUT_S, running.kill)  # a read from one that is silent ends, too
        watchdog.start()
        try:
            yield running
        finally:
            watchdog.cancel()
            end(running)


@contextmanager
def served(*arguments: str, folder: Path) -> Iterator[Served]:
    """The same with `--json`, ready."""
    with process("--json", *arguments, folder=folder) as running:
        assert running.stdout is not None
        line = running.stdout.readline()
        assert line, _end_of(running, folder)
        yield Served(running, json.loads(line))


def _end_of(running: subprocess.Popen[str], folder: Path) -> str:
    """How it ended before it was ready."""
    said = (folder / "stderr").read_text(encoding="utf-8")
    return f"hil serve ended with {running.wait(TIMEOUT_S)} before it was ready; it said {said!r}"


def announcement(running: subprocess.Popen[str]) -> str:
    """What it says when it is ready, in words."""
    assert running.stdout is not None
    text = ""
    while "From this host" not in text:
        line = running.stdout.readline()
        assert line, text
        text += line
    return text
