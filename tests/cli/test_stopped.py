"""`hil conformance` stopped by a signal: one line and no folder before the first case, a report after it."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hil.deadline import Deadline
from hil.lab.pool.locks import mark
from hil.lab.pool.port_names import place_of
from hil.results.records import read
from tests.lab.pool.test_locks import holder as holder_of_lock
from tests.results.test_lock import holder

PROGRAM = """
import signal, sys

# Whoever runs the tests in the background has SIGINT ignored, and a child inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)
{more}
from hil.cli.main import main
main()
"""

AT_HOOK = """
import pytest, hil.plugin.progress as progress
def stop(self):
    signal.raise_signal(signal.SIGTERM)
progress.ProgressPlugin.pytest_{hook} = stop
"""


def start(folder: Path, *arguments: str, more: str = "") -> subprocess.Popen[str]:
    command = [sys.executable, "-c", PROGRAM.format(more=more), "conformance", *arguments]
    return subprocess.Popen(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


@pytest.fixture
def silent_port() -> Iterator[tuple[int, str]]:
    ours, theirs = pty.openpty()
    yield ours, os.ttyname(theirs)
    os.close(ours)
    os.close(theirs)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=str
)
def test_a_signal_in_the_preflight_is_one_line_and_leaves_nothing(
    number: signal.Signals, code: int, tmp_path: Path, silent_port: tuple[int, str]
) -> None:
    ours, port = silent_port
    with start(tmp_path, "--dut", port) as process:
        os.read(ours, 1)  # the driver asks for a module
        process.send_signal(number)
        said, troubles = process.communicate(timeout=300)

    assert process.returncode == code
    assert troubles == f"hil: stopped by {number.name} before the first case; nothing is recorded\n"
    assert said == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("hook", ["load_initial_conftests", "collection"])
def test_a_signal_before_the_first_case_is_one_line_and_leaves_no_folder(tmp_path: Path, hook: str) -> None:
    more = AT_HOOK.format(hook=hook)
    with start(tmp_path, "--no-preflight", "-n", "1", "--report-dir", "out", more=more) as process:
        _, troubles = process.communicate(timeout=300)

    assert process.returncode == 143
    assert troubles == "hil: stopped by SIGTERM before the first case; nothing is recorded\n"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_in_a_run_leaves_a_report_and_its_exit_code(tmp_path: Path, workers: str) -> None:
    with start(tmp_path, "-k", "test_a_legal_pair", "-n", workers, "--report-dir", "out") as process:
        deadline = Deadline.after(300)
        results = tmp_path / "out/results.jsonl"
        while not results.exists() or b'"kind":"case"' not in results.read_bytes():
            assert not deadline.expired
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        said, troubles = process.communicate(timeout=300)

    assert process.returncode == 143, said + troubles
    assert troubles == ""
    report = read(tmp_path / "out")
    total = len(report.planned)
    early = f"the run ended early: SIGTERM; {len(report.not_run)} of {total} cases were not run"
    assert report.cases
    assert early in said
    assert json.loads((tmp_path / "out/summary.json").read_text())["exit_code"] == 143
    assert {case.id for case in report.cases}.isdisjoint(report.not_run)
    assert not [case for case in report.cases if case.verdict.value != "pass"]


AT_FIRST_RECORD = """
import hil.results.writer as writer
write = writer.ResultWriter.write
def stop(self, line):
    signal.raise_signal(signal.SIGTERM)
    write(self, line)
writer.ResultWriter.write = stop
"""


def test_a_signal_while_the_plan_is_written_leaves_a_report(tmp_path: Path) -> None:
    line = ("--no-preflight", "-k", "test_a_legal_pair", "-n", "1", "--report-dir", "out")
    with start(tmp_path, *line, more=AT_FIRST_RECORD) as process:
        said, _ = process.communicate(timeout=300)

    assert process.returncode == 143, said
    assert read(tmp_path / "out").ending.signal == "SIGTERM"
    assert json.loads((tmp_path / "out/summary.json").read_text())["exit_code"] == 143


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_signal_while_a_module_is_awaited_is_one_more_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, unbuffered: str
) -> None:
    monkeypatch.setenv("HIL_LOCK_DIR", str(tmp_path / "locks"))
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    (tmp_path / "rack.toml").write_text(
        '[[module]]\nname = "m0"\nport = "socket://127.0.0.1:1"\n[[module]]\nname = "m1"\nport = "socket://127.0.0.1:2"\n'
    )
    with (
        holder_of_lock("of_port", "socket://127.0.0.1:1"),
        start(tmp_path, "--bench", "rack.toml", "-n", "2", "--wait", "120") as process,
    ):
        assert process.stderr is not None
        assert "waiting for 120 s" in process.stderr.readline()
        process.send_signal(signal.SIGTERM)
        _, troubles = process.communicate(timeout=300)

    assert process.returncode == 143
    assert troubles.endswith("hil: stopped by SIGTERM before the first case; nothing is recorded\n")
    assert "Traceback" not in troubles
    assert [path.name for path in (tmp_path / "locks").glob("port-*")] == [
        f"port-{mark(place_of('socket://127.0.0.1:1'))}"
    ]


def test_a_second_run_in_a_folder_in_use_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with (
        holder(tmp_path / "out") as held,
        start(tmp_path, "--no-preflight", "-k", "x", "--report-dir", "out") as process,
    ):
        _, troubles = process.communicate(timeout=300)

    assert process.returncode == 2
    assert f"{tmp_path / 'out'} is in use by process {held.pid} on " in troubles
    assert troubles.count("\n") == 1
