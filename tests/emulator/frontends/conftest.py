"""Racks that run on a thread of their own while a test talks to them as other programs do."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from hil.emulator.frontends.front_end import FrontEnd
from hil.emulator.frontends.port import ModulePort
from hil.emulator.frontends.pty import PtyFrontEnd
from hil.emulator.frontends.rack import Rack
from hil.emulator.frontends.rfc2217 import Rfc2217FrontEnd
from hil.emulator.frontends.tcp import Address, TcpFrontEnd
from hil.emulator.module import Module

Start = Callable[..., Rack]
ANY_PORT = Address("127.0.0.1", 0)


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@contextmanager
def running(modules: Sequence[Module], front_ends: Sequence[FrontEnd], **options: Any) -> Iterator[Rack]:
    with Rack(modules, front_ends, **options) as rack:
        thread = threading.Thread(target=rack.run, name="rack")
        thread.start()
        try:
            yield rack
        finally:
            rack.stop()
            thread.join()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a rack of front ends with a module each; it ends with the test, leaving no thread and no file."""
    threads, files = set(threading.enumerate()), open_files()
    with ExitStack() as racks:

        def begin(*front_ends: FrontEnd, modules: Sequence[Module] | None = None, **options: Any) -> Rack:
            modules = modules or [Module() for _ in front_ends]
            return racks.enter_context(running(modules, front_ends, **options))

        yield begin
    assert set(threading.enumerate()) <= threads  # a timer of pytest-timeout may end meanwhile
    assert open_files() == files


@pytest.fixture
def link(tmp_path: Path) -> Path:
    return tmp_path / "m95"


@pytest.fixture(params=["pty", "tcp", "rfc2217"])
def line(request: pytest.FixtureRequest, start: Start, link: Path) -> ModulePort:
    """One of each kind of front end, begun with a module behind it."""
    makers: dict[str, Callable[[], FrontEnd]] = {
        "pty": lambda: PtyFrontEnd(link),
        "tcp": lambda: TcpFrontEnd(ANY_PORT),
        "rfc2217": lambda: Rfc2217FrontEnd(ANY_PORT),
    }
    return start(makers[request.param]()).ports[0]


@pytest.fixture
def front_end(line: ModulePort) -> FrontEnd:
    return line.front_end
