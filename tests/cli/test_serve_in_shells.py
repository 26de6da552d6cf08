"""How shells start servers: under `nohup`, in the background of a terminal, again while clients wait for the port."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.cli.served import TIMEOUT_S, Served
from tests.cli.test_serve_options import visit
from tests.peers import program

HIL = [sys.executable, "-m", "hil.cli.main"]
SERVE = [*HIL, "serve", "--json", "--out", "lab", "--keep-captures", "0"]

EARLY = """
import socket
from hil.cli.main import main
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener

start = FtpsServer.start

def with_a_client_at_once(server):
    start(server)
    with socket.create_connection(server.address(Listener.PLAIN)) as client:
        client.sendall(b"QUIT\\r\\n")
        while client.recv(100):
            pass

FtpsServer.start = with_a_client_at_once
main()
"""
"""The first client is there before the server says that it is ready."""


def sessions(folder: Path) -> list[str]:
    return (folder / "lab/sessions.jsonl").read_text().splitlines()


@contextmanager
def started(*command: str | Path, folder: Path) -> Iterator[Served]:
    with subprocess.Popen(command, cwd=folder, text=True, stdout=subprocess.PIPE) as running:
        watchdog = threading.Timer(TIMEOUT_S, running.kill)  # a read from one that is silent ends, too
        watchdog.start()
        try:
            assert running.stdout is not None
            yield Served(running, json.loads(running.stdout.readline()))
        finally:
            watchdog.cancel()
            running.kill()


@contextmanager
def in_the_background_of_a_terminal(*command: str, folder: Path) -> Iterator[int]:
    """A job whose terminal stops jobs of the background that write to it; yields the other end."""
    ours, theirs = os.openpty()
    script = 'set -m; stty tostop; "$@" & echo $!; wait'
    shell = [str(program("setsid")), "--ctty", "bash", "-c", script, "bash", *command]
    with subprocess.Popen(shell, cwd=folder, stdin=theirs, stdout=theirs, stderr=theirs) as running:
        job = int(line_from(ours))
        try:
            yield ours
        finally:
            os.kill(job, signal.SIGKILL)
            running.kill()
            os.close(ours)
            os.close(theirs)


def line_from(terminal: int) -> bytes:
    line = b""
    while not line.endswith(b"\n"):
        assert select.select([terminal], [], [], TIMEOUT_S)[0], f"it says no more than {line!r}"
        line += os.read(terminal, 1)
    return line


def test_nohup_keeps_the_end_of_a_terminal_from_it(tmp_path: Path) -> None:
    with started(program("nohup"), *SERVE, folder=tmp_path) as server:
        server.program.send_signal(signal.SIGHUP)
        for _ in range(5):
            visit(server)
            server.line()
        server.program.terminate()

        assert server.program.wait(TIMEOUT_S) == 0
    assert len(sessions(tmp_path)) == 5


def test_nohup_keeps_the_end_of_a_terminal_from_a_module(tmp_path: Path) -> None:
    emulate = [*HIL, "emulate", "--tcp", "127.0.0.1:0", "--json"]
    with started(program("nohup"), *emulate, folder=tmp_path) as module:
        module.program.send_signal(signal.SIGHUP)
        host, port = module.first["modules"][0]["url"].removeprefix("socket://").split(":")
        for _ in range(2):
            with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as line:
                line.sendall(b"AT\r")
                assert line.recv(100)
        module.program.send_signal(signal.SIGINT)

        assert module.program.wait(TIMEOUT_S) == 130


def test_a_terminal_does_not_stop_it_in_the_background(tmp_path: Path) -> None:
    with in_the_background_of_a_terminal(*SERVE, folder=tmp_path) as terminal:
        first = json.loads(line_from(terminal))
        with socket.create_connection(tuple(first["plain"]), timeout=TIMEOUT_S) as client:
            client.sendall(b"QUIT\r\n")

        assert json.loads(line_from(terminal))["number"] == 1
    assert len(sessions(tmp_path)) == 1


def test_a_client_that_was_there_before_has_its_record(tmp_path: Path) -> None:
    with started(sys.executable, "-c", EARLY, *SERVE[3:], folder=tmp_path) as server:
        server.line()
        server.program.terminate()

        assert server.program.wait(TIMEOUT_S) == 0
    assert len(sessions(tmp_path)) == 1
