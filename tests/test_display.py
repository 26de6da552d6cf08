"""A standard stream that never makes its writer wait; judged at real pipes, terminals and a full disk."""

from __future__ import annotations

import os
import sys
import termios
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter, TextIOWrapper
from pathlib import Path

import pytest

from hil.display import Display, is_behind

PATIENCE_S = 60.0
LINE = "x" * 499 + "\n"


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    """The read end and the write end; the pipe takes 64 KiB."""
    ends = os.pipe()
    try:
        yield ends
    finally:
        for end in ends:
            os.close(end)


def text(display: Display) -> TextIOWrapper:
    return TextIOWrapper(BufferedWriter(display), encoding="utf-8", line_buffering=True)


def read(descriptor: int, count: int) -> bytes:
    found = b""
    while len(found) < count:
        found += os.read(descriptor, count - len(found))
    return found


def test_what_a_pipe_does_not_take_comes_when_it_is_read() -> None:
    with pipe() as (theirs, ours):
        display = Display(ours)
        stream = text(display)
        for _ in range(300):
            stream.write(LINE)
        was_behind = is_behind(stream)

        came = read(theirs, 300 * len(LINE))

        assert was_behind
        assert came == LINE.encode() * 300
        assert display.drain(PATIENCE_S)
        assert (display.missing, is_behind(stream)) == (0, False)


def test_whole_lines_are_dropped_counted_and_told_once() -> None:
    said: list[str] = []
    with pipe() as (theirs, ours):
        display = Display(ours, room=2000, tell=said.append)
        stream = text(display)
        for number in range(1000):
            stream.write(f"{number:499d}\n")
        dropped = display.dropped

        came = read(theirs, (1000 - dropped) * 500)

        assert 0 < dropped < 1000
        assert came == b"".join(f"{number:499d}\n".encode() for number in range(1000 - dropped))
        assert said == ["nobody reads it"]
        assert display.drain(PATIENCE_S)
        assert display.missing == dropped


def test_a_line_in_pieces_is_kept_or_dropped_as_a_whole() -> None:
    with pipe() as (theirs, ours):
        os.write(ours, bytes(65536))  # it is full
        display = Display(ours, room=1)
        for piece in (b"ke", b"pt\n", b"drop", b"ped\n"):
            display.write(piece)

        assert display.dropped == 1
        assert read(theirs, 65541)[65536:] == b"kept\n"


@pytest.mark.parametrize("stopped", [True, False], ids=["stopped", "unread"])
def test_a_terminal_makes_nobody_wait(*, stopped: bool) -> None:
    ours, theirs = os.openpty()
    if stopped:
        termios.tcflow(theirs, termios.TCOOFF)
    display = Display(theirs)
    for _ in range(200):
        display.write(LINE.encode())
    was_behind = display.is_behind

    if stopped:
        termios.tcflow(theirs, termios.TCOON)
    came = b""
    while came.count(b"\n") < 200:
        came += os.read(ours, 4096)
    os.close(ours)
    os.close(theirs)

    assert was_behind
    assert came.replace(b"\r\n", b"\n") == LINE.encode() * 200


def test_a_reader_that_goes_away_is_no_error_and_is_not_told() -> None:
    said: list[str] = []
    theirs, ours = os.pipe()
    display = Display(ours, tell=said.append)
    os.close(theirs)

    for _ in range(3):
        display.write(b"line\n")

    os.close(ours)
    assert (display.is_without_reader, said, display.drain(PATIENCE_S)) == (True, [], True)


def test_output_goes_on_when_there_is_room_again(tmp_path: Path) -> None:
    said: list[str] = []
    with Path("/dev/full").open("wb") as full, (tmp_path / "out").open("wb") as room:
        display = Display(full.fileno(), tell=said.append)
        display.write(b"first\n")
        display.write(b"second\n")
        missed = display.missing

        os.dup2(room.fileno(), display.descriptor)
        display.write(b"third\n")

    assert missed == 2
    assert said == ["No space left on device"]
    assert (tmp_path / "out").read_bytes() == b"first\nsecond\nthird\n"
    assert (display.trouble, display.missing) == (None, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="forks are for Linux")
def test_a_fork_leaves_the_waiting_lines_to_its_parent() -> None:
    with pipe() as (theirs, ours):
        os.write(ours, bytes(65536))
        display = Display(ours)
        display.write(b"of the parent\n")

        child = os.fork()
        if not child:
            os._exit(int(display.is_behind))
        _, state = os.waitpid(child, 0)

        assert os.waitstatus_to_exitcode(state) == 0
        assert read(theirs, 65550)[65536:] == b"of the parent\n"
