"""A thread that dies since the system gives nothing more ends the command by one line; other errors keep Python's words."""

from __future__ import annotations

import errno
import os
import signal
import threading

import pytest

from hil.cli.ended_threads import EndedThreads


def end_a_thread(error: BaseException) -> None:
    def work() -> None:
        raise error

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (
            OSError(errno.EMFILE, "Too many open files"),
            "Too many open files; this user or process may open too few",
        ),
        (MemoryError(), "there is too little memory"),
        (RuntimeError("can't start new thread"), "there can be no more processes or threads"),
    ],
)
def test_a_thread_that_gets_no_more_of_something_ends_the_command_with_one_line(
    error: BaseException, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)  # it is put back
    monkeypatch.setattr("hil.cli.ended_threads.os.kill", lambda pid, number: sent.append((pid, number)))
    threads = EndedThreads()

    end_a_thread(error)
    end_a_thread(error)

    told = capsys.readouterr().err
    assert told.startswith(f"hil: {words}")
    assert told.count("\n") == 1, "it is told once"
    assert threads.code == 3
    assert sent == [(os.getpid(), signal.SIGTERM)]


def test_any_other_error_of_a_thread_is_python_s(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", seen.append)
    threads = EndedThreads()

    end_a_thread(ValueError("no port"))

    assert threads.code == 0
    assert [type(each.exc_value) for each in seen] == [ValueError]
