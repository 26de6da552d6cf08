"""The lock of a run's folder: one process has it, others are told which, and a dead one has it no more."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from hil.errors import UsageError
from hil.results.folder import prepare
from hil.results.lock import LOCK, take

HOLDER = """
import sys
from pathlib import Path
from hil.results.lock import take
lock = take(Path(sys.argv[1]), ("hil", "conformance", "--dut", "/dev/ttyUSB0"))
print("locked", flush=True)
sys.stdin.readline()
lock.release()
print("released", flush=True)
sys.stdin.readline()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the folder."""
    command = [sys.executable, "-c", HOLDER, str(folder)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def test_the_holder_is_told(tmp_path: Path) -> None:
    with holder(tmp_path) as process, pytest.raises(UsageError) as told:
        take(tmp_path, ("hil",))

    text = str(told.value)
    assert text.startswith(f"{tmp_path} is in use by process {process.pid} on {os.uname().nodename} since 20")
    assert "(hil conformance --dut /dev/ttyUSB0); wait for its end" in text


def test_a_killed_holder_has_it_no_more(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait()

    assert (tmp_path / LOCK).exists()
    with take(tmp_path, ("hil",)):
        assert str(os.getpid()) in (tmp_path / LOCK).read_text()
    assert not (tmp_path / LOCK).exists()


def test_a_released_folder_is_free_while_its_process_lives(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n")
        process.stdin.flush()
        assert process.stdout.readline() == "released\n"

        take(tmp_path, ("hil",)).release()


def test_the_same_process_may_take_it_twice_and_only_the_first_gives_it_free(tmp_path: Path) -> None:
    with take(tmp_path, ("hil",)):
        take(tmp_path, ("pytest",)).release()

        assert "hil" in (tmp_path / LOCK).read_text()
    assert not (tmp_path / LOCK).exists()


def test_a_holder_that_has_not_yet_said_who_it_is(tmp_path: Path) -> None:
    with holder(tmp_path):
        (tmp_path / LOCK).write_text("")

        with pytest.raises(UsageError, match="is in use by another process"):
            take(tmp_path, ("hil",))


def test_a_file_that_its_holder_removes_meanwhile_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock
    removed: list[int] = []

    def late(descriptor: int, operation: int) -> None:
        if not removed:
            (tmp_path / LOCK).unlink()
            removed.append(descriptor)
        flock(descriptor, operation)

    monkeypatch.setattr("fcntl.flock", late)
    with take(tmp_path, ("hil",)):
        assert (tmp_path / LOCK).exists()


def test_a_run_in_a_folder_in_use_moves_nothing(tmp_path: Path) -> None:
    (tmp_path / "results.jsonl").write_text("{}\n")

    with holder(tmp_path), pytest.raises(UsageError, match="is in use by process"):
        prepare(tmp_path)

    assert (tmp_path / "results.jsonl").exists()
    assert not (tmp_path / "earlier").exists()


def test_the_lock_of_the_next_run_stays_when_the_folder_was_discarded(tmp_path: Path) -> None:
    lock = take(tmp_path, ("hil",))
    (tmp_path / LOCK).unlink()

    with holder(tmp_path):
        lock.release()

        assert (tmp_path / LOCK).exists()
