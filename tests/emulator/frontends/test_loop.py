"""The loop: calls from other threads, due calls, files that close while they are ready."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from hil.emulator.frontends.loop import READ, Loop
from tests.emulator.frontends.conftest import open_files


@pytest.fixture
def loop() -> Iterator[Loop]:
    loop = Loop()
    yield loop
    loop.close()


def test_a_call_of_another_thread_ends_the_wait(loop: Loop) -> None:
    threads: list[int] = []

    def called() -> None:
        threads.append(threading.get_ident())
        loop.stop()

    caller = threading.Thread(target=lambda: loop.call(called))
    caller.start()
    loop.run()
    caller.join()

    assert threads == [threading.get_ident()]


def test_due_calls_come_in_their_order_and_not_before(loop: Loop) -> None:
    begin, seen = time.monotonic(), list[str]()

    def last() -> None:
        seen.append("b")
        loop.stop()

    loop.at("b", begin + 0.02, last)
    loop.at("a", begin + 0.01, lambda: seen.append("a"))
    loop.at("gone", begin + 0.01, lambda: seen.append("gone"))
    loop.at("gone", None, loop.stop)

    loop.run()

    assert seen == ["a", "b"]
    assert time.monotonic() - begin >= 0.02


def test_the_same_call_asked_for_twice_comes_once(loop: Loop) -> None:
    calls: list[int] = []

    def count() -> None:
        calls.append(1)

    loop.call(count)
    loop.call(count)
    loop.call(loop.stop)
    loop.run()

    assert calls == [1]


def test_a_file_closed_by_the_callback_of_another_one_is_not_served(loop: Loop) -> None:
    pairs = [socket.socketpair() for _ in range(2)]
    served: list[int] = []

    def serve(mine: int) -> None:
        served.append(mine)
        for reader, _ in pairs:
            loop.watch(reader, 0, loop.stop)
        loop.stop()

    for index, (reader, writer) in enumerate(pairs):
        writer.send(b"x")
        loop.watch(reader, READ, lambda index=index: serve(index))  # type: ignore[misc]  # one callback a file
    loop.run()

    assert len(served) == 1
    for pair in pairs:
        for end in pair:
            end.close()


def test_closing_gives_all_files_back() -> None:
    before = open_files()

    Loop().close()

    assert open_files() == before
