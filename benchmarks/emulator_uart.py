"""The emulated module's line: round trips against an echo responder, paced throughput, an idle rack.

    python benchmarks/emulator_uart.py [--size BYTES] [--rounds N] [--json]

Round trips are measured in turns with those of a responder of some 20 lines on
the same transport, so that the load of the host meets both alike.  Throughput
is that of AT+QFUPL and AT+QFDWL on a paced pty (--size 1048576 takes four
minutes).  Ends with 1 when a limit is missed.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import serial

from hil.urlhandler import register

RATIO_MAX = 3.0
DEVIATION_MAX = 0.01  # of the line rate
IDLE_CORE_MAX = 0.01  # of a core
IDLE_MIB_MAX = 4.0  # each
MODULES = 64
BLOCK = 200  # round trips in one turn
IDLE_S = 5.0

OK = b"\r\nOK\r\n"
PTY_RESPONDER = """
import os, sys
descriptor, pending = int(sys.argv[1]), b""
while True:
    pending += os.read(descriptor, 4096)
    while b"\\r" in pending:
        _, _, pending = pending.partition(b"\\r")
        os.write(descriptor, b"\\r\\nOK\\r\\n")
"""
TCP_RESPONDER = """
import socket
server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
connection, _ = server.accept()
connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
pending = b""
while data := connection.recv(4096):
    pending += data
    while b"\\r" in pending:
        _, _, pending = pending.partition(b"\\r")
        connection.send(b"\\r\\nOK\\r\\n")
"""


@dataclass(frozen=True, slots=True)
class Result:
    """One claim: what was measured, and the limit that it keeps or misses."""

    name: str
    value: float
    limit: float
    detail: str

    @property
    def kept(self) -> bool:
        """Whether the limit is kept."""
        return self.value <= self.limit


class Responder(serial.SerialBase):  # type: ignore[misc,unused-ignore]  # the stubs leave the base untyped in places
    """In process: a port that answers OK to every line."""

    def __init__(self) -> None:
        self._pending, self._answer = b"", bytearray()
        self._came = threading.Condition()
        super().__init__()

    def write(self, data: Any, /) -> int:
        """Take bytes; each CR is answered."""
        with self._came:
            self._pending += data
            while b"\r" in self._pending:
                _, _, self._pending = self._pending.partition(b"\r")
                self._answer += OK
            self._came.notify_all()
        return len(data)

    def read(self, size: int = 1, /) -> bytes:
        """Wait for `size` bytes of answers."""
        with self._came:
            self._came.wait_for(lambda: len(self._answer) >= size)
            data = bytes(self._answer[:size])
            del self._answer[:size]
            return data

    def _reconfigure_port(self) -> None:
        """There is no line."""


# --- who answers ---------------------------------------------------------------------------------------------


@contextmanager
def emulator(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """`hil emulate` as a process, and the URLs of its modules."""
    command = (sys.executable, "-m", "hil.cli.main", "emulate", *arguments, "--json")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            urls = [module["url"] for module in json.loads(process.stdout.readline())["modules"]]
            yield process, urls
        finally:
            process.terminate()


@contextmanager
def responding(*command: str, **options: object) -> Iterator[subprocess.Popen[str]]:
    """A responder as a process."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **options) as process:  # type: ignore[call-overload]  # options pass through
        try:
            yield process
        finally:
            process.terminate()


def connect(address: str) -> socket.socket:
    """A client of a TCP port."""
    host, _, port = address.rpartition(":")
    client = socket.create_connection((host, int(port)))
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return client


# --- round trips ---------------------------------------------------------------------------------------------


def round_trips(write: Callable[[bytes], object], read: Callable[[int], bytes]) -> list[float]:
    """Seconds of each one of a turn."""
    spans = []
    for _ in range(BLOCK):
        begin = time.perf_counter()
        write(b"AT\r")
        got = b""
        while len(got) < len(OK):
            got += read(len(OK) - len(got))
        spans.append(time.perf_counter() - begin)
    return spans


def compare(
    name: str, rounds: int, measured: Callable[[], list[float]], reference: Callable[[], list[float]]
) -> Result:
    """Both in turns, the first turn of each for warming up; medians of all round trips."""
    turns = [(measured(), reference()) for _ in range(rounds + 1)][1:]
    ours, theirs = (statistics.median(chain.from_iterable(column)) for column in zip(*turns, strict=True))
    detail = f"{ours * 1e6:.0f} µs against {theirs * 1e6:.0f} µs"
    return Result(f"AT round trip, {name}", ours / theirs, RATIO_MAX, detail)


def in_process(rounds: int) -> Result:
    """emulator:// against a port that only answers OK."""
    register()
    with serial.serial_for_url("emulator://m95", timeout=5) as port:
        port.write(b"ATE0\r")
        port.read_until(OK)
        responder = Responder()
        return compare(
            "in process",
            rounds,
            lambda: round_trips(port.write, port.read),
            lambda: round_trips(responder.write, responder.read),
        )


def on_pty(rounds: int) -> Result:
    """`hil emulate --pty` against a responder at the master of another pty."""
    master, slave = os.openpty()
    tty.setraw(slave)
    with (
        tempfile.TemporaryDirectory() as folder,
        emulator("--pty", f"{folder}/m95") as (_, urls),
        responding(sys.executable, "-c", PTY_RESPONDER, str(master), pass_fds=[master]),
    ):
        module = os.open(urls[0], os.O_RDWR | os.O_NOCTTY)
        os.write(module, b"ATE0\r")
        _read_until(module, OK)
        result = compare(
            "pty",
            rounds,
            lambda: round_trips(lambda data: os.write(module, data), lambda size: os.read(module, size)),
            lambda: round_trips(lambda data: os.write(slave, data), lambda size: os.read(slave, size)),
        )
        os.close(module)
    os.close(slave)
    os.close(master)
    return result


def on_tcp(rounds: int) -> Result:
    """`hil emulate --tcp` against a responder at another port."""
    with (
        emulator("--tcp", "127.0.0.1:0") as (_, urls),
        responding(sys.executable, "-c", TCP_RESPONDER) as process,
    ):
        assert process.stdout is not None
        with (
            connect(urls[0].removeprefix("socket://")) as module,
            connect(f"127.0.0.1:{process.stdout.readline().strip()}") as responder,
        ):
            module.sendall(b"ATE0\r")
            _read_until(module.fileno(), OK)
            return compare(
                "TCP",
                rounds,
                lambda: round_trips(module.sendall, module.recv),
                lambda: round_trips(responder.sendall, responder.recv),
            )


def _read_until(descriptor: int, end: bytes) -> bytes:
    data = b""
    while not data.endswith(end):
        data += os.read(descriptor, 65536)
    return data


# --- throughput ----------------------------------------------------------------------------------------------


def paced(baud: int, size: int) -> Iterator[Result]:
    """A file to the module and back over a paced pty, against the time that its bytes take on a line."""
    data = os.urandom(size)
    line_time = size * 10 / baud
    with (
        tempfile.TemporaryDirectory() as folder,
        emulator("--pty", f"{folder}/m95", "--baud", str(baud), "--fit", f"ufs={size + 1024}") as (_, urls),
        serial.Serial(urls[0], timeout=line_time * 2 + 10) as port,
    ):
        port.write(f'ATE0+QFUPL="f",{size},60\r'.encode())
        port.read_until(b"CONNECT\r\n")
        begin = time.perf_counter()
        port.write(data)
        answer = port.read_until(OK)
        yield _throughput("to the module", baud, line_time, time.perf_counter() - begin)
        assert b"+QFUPL: " in answer, answer
        port.write(b'AT+QFDWL="f"\r')
        port.read_until(b"CONNECT\r\n")
        begin = time.perf_counter()
        came = port.read(size)
        yield _throughput("from the module", baud, line_time, time.perf_counter() - begin)
        assert came == data


def _throughput(way: str, baud: int, line_time: float, elapsed: float) -> Result:
    detail = f"{elapsed:.3f} s, of which the line needs {line_time:.3f} s"
    return Result(f"{baud} baud {way}, off by", abs(elapsed / line_time - 1), DEVIATION_MAX, detail)


# --- an idle rack --------------------------------------------------------------------------------------------


def idle() -> Iterator[Result]:
    """Processor time and memory of a rack whose modules have each been spoken to once."""
    alone, _ = _idle(1)
    rack, share = _idle(MODULES)
    yield Result(f"{MODULES} idle modules, share of a core", share, IDLE_CORE_MAX, f"over {IDLE_S:.0f} s")
    each = (rack - alone) / (MODULES - 1)
    yield Result(
        "memory of one more module, MiB", each, IDLE_MIB_MAX, f"{MODULES} modules: {rack:.0f} MiB in all"
    )


def _idle(count: int) -> tuple[float, float]:
    with emulator("--tcp", "127.0.0.1:0", "--count", str(count)) as (process, urls):
        for url in urls:
            with connect(url.removeprefix("socket://")) as module:
                module.sendall(b"ATE0\r")
                _read_until(module.fileno(), OK)
        time.sleep(0.2)  # until the goodbyes are over
        before = _processor_seconds(process.pid)
        time.sleep(IDLE_S)
        share = (_processor_seconds(process.pid) - before) / IDLE_S
        pages = int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20, share


def _processor_seconds(pid: int) -> float:
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


@contextmanager
def _one_processor() -> Iterator[None]:
    """Keep this process and those it starts on one processor.

    Left to the scheduler, one responder shares the client's and another does not, and waking
    another processor costs several round trips: the ratio would tell where they ran.
    """
    everywhere = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(everywhere)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, everywhere)


def measure(size: int, rounds: int) -> Iterator[Result]:
    """All of it."""
    yield in_process(rounds)
    with _one_processor():
        yield on_pty(rounds)
        yield on_tcp(rounds)
    yield from paced(115200, size)
    yield from paced(460800, size)
    yield from idle()


def main() -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=65536, help="bytes each way (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=15, help="turns of round trips (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="results as a JSON array")
    options = parser.parse_args()
    results = []
    for result in measure(options.size, options.rounds):
        results.append(result)
        if not options.json:
            word = "" if result.kept else "   MISSED"
            print(
                f"{result.name:<38} {result.value:8.4f}  (at most {result.limit}; {result.detail}){word}",
                flush=True,
            )
    if options.json:
        print(json.dumps([asdict(result) for result in results], indent=1))
    return 0 if all(result.kept for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
