"""Sessions, records and signals do not depend on who reads the output: a full pipe, a stopped terminal, nobody."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.cli.served import TIMEOUT_S, Served
from tests.cli.test_serve_options import visit
from tests.peers import program

HIL = [sys.executable, "-c", "from hil.cli.main import main; main()"]
SESSIONS = 20  # each has a line of about 500 bytes
PORT = 2121


def kept(folder: Path) -> list[Any]:
    return [json.loads(line) for line in (folder / "lab/sessions.jsonl").read_text().splitlines()]


@contextmanager
def started(*arguments: str, folder: Path, **streams: Any) -> Iterator[subprocess.Popen[str]]:
    running: subprocess.Popen[str] = subprocess.Popen([*HIL, *arguments], cwd=folder, text=True, **streams)
    with running:
        try:
            yield running
        finally:
            running.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_pipe_that_nobody_reads_stops_neither_sessions_nor_records_nor_the_end(
    number: signal.Signals, tmp_path: Path
) -> None:
    with started(
        *("serve", "--json", "--out", "lab"),
        folder=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pipesize=4096,
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        server = Served(running, json.loads(running.stdout.readline()))
        for _ in range(SESSIONS):
            visit(server)
        running.send_signal(number)

        assert running.wait(TIMEOUT_S) == 0
        said = running.stderr.read()
    assert len(kept(tmp_path)) == SESSIONS
    assert said.startswith("hil: nobody has read ")
    assert said.endswith(" lines of standard output\n")
