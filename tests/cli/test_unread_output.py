"""Sessions, records and signals do not depend on who reads the output: a full pipe, a stopped terminal, nobody."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import pytest

from tests.cli.served import TIMEOUT_S, Served
from tests.cli.test_serve_options import visit
from tests.peers import program

HIL = [sys.executable, "-c", "from hil.cli.main import main; main()"]
SESSIONS = 12  # each has a line of about 500 bytes: more than a pipe of 4096 takes
SERVE = ("serve", "--json", "--out", "lab")


def kept(folder: Path) -> list[Any]:
    return [json.loads(line) for line in (folder / "lab/sessions.jsonl").read_text().splitlines()]


@contextmanager
def started(
    *arguments: str, folder: Path, stdout: Any = subprocess.PIPE, stderr: Any = subprocess.PIPE, **more: Any
) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [*HIL, *arguments], cwd=folder, text=True, stdout=stdout, stderr=stderr, **more
    ) as running:
        try:
            yield running
        finally:
            running.kill()


def first(stream: IO[str] | None, running: subprocess.Popen[str]) -> Served:
    assert stream is not None
    return Served(running, json.loads(stream.readline()))


def said(running: subprocess.Popen[str]) -> list[str]:
    assert running.stderr is not None
    return running.stderr.read().splitlines()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGINT, 130)], ids=str
)
def test_a_pipe_that_nobody_reads_stops_neither_sessions_nor_records_nor_the_end(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    with started(*SERVE, folder=tmp_path, pipesize=4096) as running:
        server = first(running.stdout, running)
        for _ in range(SESSIONS):
            visit(server)
        running.send_signal(number)

        assert running.wait(TIMEOUT_S) == code
        (line,) = said(running)
    assert len(kept(tmp_path)) == SESSIONS
    assert re.fullmatch(r"hil: lines of standard output that nobody has read: \d+", line)


def test_a_reader_that_takes_its_time_gets_every_session(tmp_path: Path) -> None:
    with started(*SERVE, folder=tmp_path, pipesize=4096) as running:
        server = first(running.stdout, running)
        for _ in range(SESSIONS):
            visit(server)

        lines = [server.line() for _ in range(SESSIONS)]
    assert lines == kept(tmp_path)


def test_a_stopped_terminal_is_no_reason_to_stop(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    termios.tcflow(theirs, termios.TCOOFF)
    port = free_port()
    with started(
        *("serve", "--out", "lab", "--plain-port", str(port), "--bind", "0.0.0.0"),  # it warns of that
        folder=tmp_path,
        stdout=theirs,
        stderr=theirs,
    ) as running:
        fetched = subprocess.run(
            [program("curl"), "-sS", "--retry", "30", "--retry-connrefused", f"ftp://x:y@127.0.0.1:{port}/"],
            capture_output=True,
            check=False,
            timeout=TIMEOUT_S,
        )
        running.terminate()

        assert running.wait(TIMEOUT_S) == 0
    os.close(ours)
    os.close(theirs)
    assert b"Access denied" in fetched.stderr
    assert len(kept(tmp_path)) == 1


def test_a_reader_that_has_seen_enough_does_not_end_the_server(tmp_path: Path) -> None:
    with (
        started(*SERVE, folder=tmp_path) as running,
        subprocess.Popen(
            [program("head"), "-n", "1"], stdin=running.stdout, stdout=subprocess.PIPE, text=True
        ) as head,
    ):
        assert running.stdout is not None
        running.stdout.close()  # head alone reads it
        server = first(head.stdout, running)
        assert head.wait(TIMEOUT_S) == 0
        for _ in range(3):
            visit(server)
        running.terminate()

        assert running.wait(TIMEOUT_S) == 0
        assert said(running) == []
    assert len(kept(tmp_path)) == 3


def test_a_full_disk_below_the_output_is_told_once_and_sessions_go_on(tmp_path: Path) -> None:
    port = free_port()
    with (
        Path("/dev/full").open("wb") as full,
        started(*SERVE, "--plain-port", str(port), folder=tmp_path, stdout=full) as running,
    ):
        assert running.stderr is not None
        line = running.stderr.readline()
        server = Served(running, {"plain": ["127.0.0.1", port]})
        for _ in range(3):
            visit(server)
        running.terminate()

        assert running.wait(TIMEOUT_S) == 0
        assert said(running) == []
    assert line == (
        "hil serve: warning: standard output is incomplete: No space left on device; it goes on\n"
    )
    assert len(kept(tmp_path)) == 3


def test_records_go_on_when_there_is_room_again(tmp_path: Path) -> None:
    with started(*SERVE, folder=tmp_path) as running:
        server = first(running.stdout, running)
        before = resource.prlimit(running.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, (1200, before[1]))
        for _ in range(4):
            visit(server)
            server.line()
        within = len(kept(tmp_path))
        resource.prlimit(running.pid, resource.RLIMIT_FSIZE, before)
        visit(server)
        server.line()
        running.terminate()

        assert running.wait(TIMEOUT_S) == 0
        (line,) = said(running)
    assert within < 4
    assert [session["number"] for session in kept(tmp_path)] == [1, 2, 3, 4, 5]
    assert line.startswith("hil serve: warning: cannot write the capture ")


def test_records_that_are_missing_at_the_end_are_counted(tmp_path: Path) -> None:
    with started(*SERVE, "--keep-captures", "0", folder=tmp_path) as running:
        server = first(running.stdout, running)
        (tmp_path / "lab/sessions.jsonl").unlink()
        (tmp_path / "lab/sessions.jsonl").symlink_to("/dev/full")
        for _ in range(2):
            visit(server)
            server.line()
        running.terminate()

        assert running.wait(TIMEOUT_S) == 3
        lines = said(running)
    path = "lab/sessions.jsonl"
    assert lines == [
        f"hil serve: warning: cannot write {path}: No space left on device; what is missing follows when it can",
        f"hil: records missing in {path}: 2, the latest ones; there was no place for them",
    ]


def test_a_folder_that_is_removed_comes_back_with_the_next_session(tmp_path: Path) -> None:
    with started(*SERVE, folder=tmp_path) as running:
        server = first(running.stdout, running)
        shutil.rmtree(tmp_path / "lab")
        visit(server)
        line = server.line()

        assert kept(tmp_path) == [line]
        assert Path(line["capture"]).exists()


def test_a_log_that_nobody_reads_stops_no_module(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "log")
    with started(*("emulate", "--tcp", "127.0.0.1:0", "--json", "--log", "log"), folder=tmp_path) as running:
        assert running.stdout is not None
        url = json.loads(running.stdout.readline())["modules"][0]["url"]
        host, port = url.removeprefix("socket://").split(":")
        answers = b""
        with socket.create_connection((host, int(port)), timeout=TIMEOUT_S) as line:
            for _ in range(3):
                line.sendall(b"AT\r")
            while answers.count(b"OK") < 3:
                answers += line.recv(100)
        running.terminate()

        assert running.wait(TIMEOUT_S) == 3
        lines = said(running)
    assert b"RDY" not in answers  # it would have been started anew
    assert lines[0].startswith("hil emulate: warning: cannot write log: nobody reads the pipe")
    assert lines[1].startswith("hil: lines missing in the log log: ")


def test_a_run_at_a_stopped_terminal_is_complete(tmp_path: Path) -> None:
    ours, theirs = os.openpty()
    termios.tcflow(theirs, termios.TCOOFF)
    run = ("conformance", "--campaign", "smoke", "--requirement", "SSLCFG-RTC-03", "--report-dir", "out")
    with started(*run, folder=tmp_path, stdout=theirs, stderr=theirs) as running:
        assert running.wait(TIMEOUT_S) == 0
    os.close(ours)
    os.close(theirs)
    assert json.loads((tmp_path / "out/summary.json").read_text())["complete"]
