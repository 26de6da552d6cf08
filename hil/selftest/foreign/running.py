"""Foreign programs at work: a server on a free port, and a client that asks one question."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import subprocess
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hil.deadline import Deadline
from hil.errors import InfrastructureError
from hil.selftest.foreign.model import HOST

START_S = 15.0
"""So long may a server take until it accepts connections, on a loaded machine."""

ANSWER_S = 15.0
"""So long may a handshake with the answer take, on a loaded machine."""

MOST_SHOWN = 200
"""So many characters of what a program said are told."""


@dataclass(frozen=True)
class Server:
    """A running server: where it listens, the file with what it prints, its process."""

    port: int
    log: Path
    process: subprocess.Popen[bytes]

    def output(self) -> str:
        """What it has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")


def free_port() -> int:
    """A port of the loopback that nobody listens on."""
    with socket.create_server((HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


@contextlib.contextmanager
def running(
    command: Sequence[str | Path], *, port: int, folder: Path, env: Mapping[str, str] | None = None
) -> Iterator[Server]:
    """Run a server until the block ends, and await that it accepts connections; raises `InfrastructureError`."""
    log = folder / "output"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            env={**os.environ, **(env or {})},
            cwd=folder,
            start_new_session=True,
        )
    server = Server(port, log, process)
    try:
        _await_accepting(server)
        yield server
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        if process.stdin:
            process.stdin.close()


def _await_accepting(server: Server) -> None:
    deadline, pause = Deadline.after(START_S), threading.Event()
    while True:
        try:
            socket.create_connection((HOST, server.port), timeout=1.0).close()
        except OSError:
            if deadline.expired or server.process.poll() is not None:
                name = Path(str(server.process.args[0])).name if isinstance(server.process.args, list) else ""
                raise InfrastructureError(
                    f"{name} did not start: {_end_of(server.output().encode())}"
                ) from None
            pause.wait(0.02)  # a port of another process cannot be awaited otherwise
        else:
            return


def asked(
    command: Sequence[str | Path],
    request: bytes,
    expected: bytes,
    *,
    env: Mapping[str, str] | None = None,
    within_s: float = ANSWER_S,
) -> str:
    """Send a request by a foreign client; what went wrong in words, empty if the expected answer came.

    Its input stays open until the answer is there: some clients end with their input.
    """
    with subprocess.Popen(
        [str(word) for word in command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, **(env or {})},
    ) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            with contextlib.suppress(BrokenPipeError):  # refused, it has ended already
                os.write(process.stdin.fileno(), request)
            said = _read_until(process.stdout.fileno(), expected, Deadline.after(within_s))
        finally:
            process.kill()
    if expected in said:
        return ""
    return f"expected an answer with {expected.decode()!r}, came {_end_of(said) or 'nothing'}"


def _read_until(descriptor: int, expected: bytes, deadline: Deadline) -> bytes:
    said = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while expected not in said and selector.select(deadline.remaining):
            block = os.read(descriptor, 1 << 16)
            if not block:
                break
            said += block
    return bytes(said)


def _end_of(said: bytes) -> str:
    return " ".join(said.decode(errors="replace").split())[-MOST_SHOWN:]
