"""A file system that does not answer: what is told of it, and what becomes of the sessions."""

from __future__ import annotations

import inspect
import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pyftpdlib.filesystems import AbstractedFS

from hil.cli.serve_records import Kept
from hil.deadline import Deadline
from hil.ftps import file_stall
from hil.ftps.file_stall import StallWatch, file_operation
from hil.ftps.server import FtpsServer
from hil.pki.authority import Authority
from hil.transcript import Transcript
from tests.ftps.octets import OctetClient, octet_client

LONG_S = 60.0
STUCK = (b"stuck", "stuck")


class Hang:
    """Calls that wait; `reached` is set by the first one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self.reached, self.answers = threading.Event(), threading.Event()

    def at(self, name: str) -> None:
        """Let that function of `os` wait where it concerns a file `stuck`."""
        call = getattr(os, name)

        def waiting(path: object, *args: Any, **kwargs: Any) -> Any:
            if path in STUCK:
                self.wait()
            return call(path, *args, **kwargs)

        self._monkeypatch.setattr(os, name, waiting)

    def at_content(self, name: str) -> None:
        """Let that method of each opened file wait."""
        opened = AbstractedFS.open

        def open_slow(files: AbstractedFS, descriptor: Any, mode: str) -> Any:
            return SlowFile(opened(files, descriptor, mode), name, self)

        self._monkeypatch.setattr(AbstractedFS, "open", open_slow)

    def wait(self) -> None:
        """Wait until the file system answers."""
        self.reached.set()
        assert self.answers.wait(LONG_S)


class SlowFile:
    """A file with one method that waits."""

    def __init__(self, file: Any, slow: str, hang: Hang) -> None:
        self._file, self._slow, self._hang = file, slow, hang

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._file, name)
        return partial(self._slowly, found) if name == self._slow else found

    def _slowly(self, call: Callable[..., Any], *args: Any) -> Any:
        self._hang.wait()
        return call(*args)


@pytest.fixture
def hang(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hang]:
    monkeypatch.setattr(file_stall, "STALL_S", 0.0)
    hang = Hang(monkeypatch)
    yield hang
    hang.answers.set()


@pytest.fixture
def server(authority: Authority, tmp_path: Path) -> Iterator[FtpsServer]:
    (tmp_path / "stuck").write_bytes(b"content")
    with FtpsServer(authority, Transcript(), root=tmp_path) as server:
        yield server
        assert server.errors == ()


@pytest.fixture
def client(server: FtpsServer) -> Iterator[OctetClient]:
    with octet_client(server) as client:
        yield client


def told(server: FtpsServer) -> str:
    """The next thing that the server tells of its file system."""
    deadline, pause = Deadline.after(LONG_S), threading.Event()
    while (text := server.stall()) is None:
        assert not deadline.expired
        pause.wait(0.01)  # a state that changes by itself: nothing to await
    return text


def stalled(server: FtpsServer, hang: Hang, act: Callable[[], object]) -> tuple[str, str]:
    """What is told while `act` waits for the file system, and after that."""
    acting = threading.Thread(target=act)
    acting.start()
    assert hang.reached.wait(LONG_S)
    stands = told(server)
    hang.answers.set()
    goes_on = told(server)
    acting.join(LONG_S)
    return stands, goes_on


@pytest.mark.parametrize(
    ("call", "line", "where"),
    [
        ("stat", b"MDTM stuck", "stat, served_root.py:"),
        ("open", b"APPE stuck", "open_to_write, served_root.py:"),
        ("unlink", b"DELE stuck", "remove, served_root.py:"),
        ("rename", b"RNTO other", "rename, served_root.py:"),
    ],
)
def test_the_operation_is_told_and_its_end(
    call: str, line: bytes, where: str, *, server: FtpsServer, client: OctetClient, hang: Hang
) -> None:
    client.say("RNFR", b"stuck")
    hang.at(call)
    replies: list[bytes] = []

    stands, goes_on = stalled(server, hang, lambda: replies.append(client.say_raw(line)))

    assert stands.startswith("no session goes on: the file system of the root has not answered for ")
    assert where in stands
    assert goes_on.startswith("the file system of the root answers again, after ")
    assert [each[:1] for each in replies] in ([b"2"], [b"1"])
    assert server.stall() is None


@pytest.mark.parametrize(
    ("call", "verb", "content", "where"),
    [
        ("read", "RETR", None, "more, producers.py:"),
        ("write", "STOR", b"new", "write, file_system.py:"),
        ("close", "STOR", b"new", "close, data.py:"),
    ],
)
def test_so_is_that_of_a_transfer(
    call: str,
    verb: str,
    content: bytes | None,
    where: str,
    *,
    server: FtpsServer,
    client: OctetClient,
    hang: Hang,
) -> None:
    hang.at_content(call)
    replies: list[bytes] = []

    stands, _ = stalled(server, hang, lambda: replies.append(client.transfer(verb, b"stuck", content)[0]))

    assert where in stands
    assert [each[:4] for each in replies] == [b"226 "]


def test_it_is_told_once_on_stderr(
    server: FtpsServer,
    client: OctetClient,
    hang: Hang,
    capsys: pytest.CaptureFixture[str],
) -> None:
    hang.at("stat")
    talking = threading.Thread(target=client.say, args=("MLST", b"stuck"))
    talking.start()
    assert hang.reached.wait(LONG_S)
    kept = Kept(None)

    for _ in range(5):
        kept.note(server)
    hang.answers.set()
    talking.join(LONG_S)
    said, deadline, pause = capsys.readouterr().err, Deadline.after(LONG_S), threading.Event()
    while said.count("\n") < len(("stands", "goes on")) and not deadline.expired:
        kept.note(server)
        pause.wait(0.01)  # the end of a turn cannot be awaited
        said += capsys.readouterr().err
    kept.note(server)

    first, second = (said + capsys.readouterr().err).splitlines()
    assert "warning: no session goes on: " in first
    assert "warning: the file system of the root answers again, " in second


def test_a_server_that_has_nothing_to_do_tells_nothing(
    server: FtpsServer, client: OctetClient, hang: Hang
) -> None:
    looks = [server.stall() for _ in range(3)]
    client.say("MDTM", b"stuck")
    looks += [server.stall() for _ in range(3)]

    assert looks == [None] * 6


def test_a_loop_that_is_busy_with_something_else_tells_nothing(hang: Hang) -> None:
    watch = StallWatch(lambda: 0, inspect.currentframe)

    assert [watch.look() for _ in range(3)] == [None] * 3
    assert file_operation(None) is None
