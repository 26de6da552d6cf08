"""200 modules at one server at once, each over GPRS (class 10): nobody times out.

    python benchmarks/gprs_rack.py [--modules N] [--size BYTES] [--json]

The server is a process of its own and shapes every session; the modules are TLS
clients of OpenSSL on one event loop here.  Each connects, logs in, stores a file,
fetches it back and quits; a step has 60 s, a transfer twice what the line needs
besides.  Beside them one module alone does the same, before: what the line itself
takes.  Ends with 1 when a step took too long or a file came back changed.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import ssl
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from hil.deadline import Deadline
from hil.ftps.profile import ServerProfile
from hil.ftps.server import FtpsServer
from hil.ftps.session import Listener
from hil.ftps.shaping import network
from hil.pki.authority import Authority
from hil.transcript import Transcript

NETWORK = "gprs-class-10"
STEP_S = 60.0


@dataclass(frozen=True)
class Endpoint:
    """Where the modules go."""

    process: subprocess.Popen[str]
    host: str
    port: int
    user: str
    password: str

    def cpu_s(self) -> float:
        """The processor time that the server has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def serve() -> None:
    """Until killed."""
    transcript = Transcript()
    with (
        FtpsServer(Authority(), transcript) as server,
        server.expecting(ServerProfile(shaping=network(NETWORK))) as pending,
    ):
        print(json.dumps([*server.address(Listener.IMPLICIT), server.user, server.password]), flush=True)
        while True:
            pending.hand_over(Deadline.after(0.5))
            transcript.hand_over()


@contextlib.contextmanager
def running() -> Iterator[Endpoint]:
    """The server, until the end of the block."""
    with subprocess.Popen(
        [sys.executable, __file__, "--serve"], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            yield Endpoint(process, *json.loads(process.stdout.readline()))
        finally:
            process.kill()


def context() -> ssl.SSLContext:
    """A client that takes every certificate."""
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    made.maximum_version = ssl.TLSVersion.TLSv1_2
    made.set_ciphers("AES128-SHA:@SECLEVEL=0")
    return made


class Module:
    """One client."""

    def __init__(self, endpoint: Endpoint, tls: ssl.SSLContext, number: int, size: int) -> None:
        self._endpoint, self._tls, self._name = endpoint, tls, f"f{number}"
        self._content = number.to_bytes(4) * (size // 4)

    async def visit(self) -> float:
        """Open, put, get, quit; returns the seconds that took."""
        began = time.monotonic()
        endpoint = self._endpoint
        self._reader, self._writer = await asyncio.wait_for(
            asyncio.open_connection(
                endpoint.host, endpoint.port, ssl=self._tls, ssl_handshake_timeout=STEP_S
            ),
            STEP_S,
        )
        await self._reply("220")
        await self._say(f"USER {endpoint.user}", "331")
        await self._say(f"PASS {endpoint.password}", "230")
        await self._say("TYPE I", "200")
        reader, writer = await self._data(f"STOR {self._name}")
        writer.write(self._content)
        await writer.drain()
        writer.close()
        await self._reply("226")
        reader, writer = await self._data(f"RETR {self._name}")
        got = await asyncio.wait_for(reader.read(-1), STEP_S)
        writer.close()
        await self._reply("226")
        if got != self._content:
            raise ValueError(f"{self._name}: {len(got)} bytes came back changed")
        await self._say("QUIT", "221")
        self._writer.close()
        return time.monotonic() - began

    async def _data(self, command: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        answer = await self._say("PASV", "227")
        numbers = answer.partition("(")[2].partition(")")[0].split(",")
        port = int(numbers[4]) << 8 | int(numbers[5])
        self._writer.write(command.encode() + b"\r\n")
        connection = await asyncio.wait_for(
            asyncio.open_connection(self._endpoint.host, port, ssl=self._tls, ssl_handshake_timeout=STEP_S),
            STEP_S,
        )
        await self._reply("1")
        return connection

    async def _say(self, line: str, expected: str) -> str:
        self._writer.write(line.encode() + b"\r\n")
        return await self._reply(expected)

    async def _reply(self, expected: str) -> str:
        line = (await asyncio.wait_for(self._reader.readline(), STEP_S)).decode()
        if not line.startswith(expected):
            raise ValueError(f"{self._name}: {line!r} instead of {expected}")
        return line


async def measure(endpoint: Endpoint, modules: int, size: int) -> tuple[float, list[float], list[str]]:
    """One alone, then all at once: seconds of the one, of each, and what went wrong."""
    tls = context()
    alone = await Module(endpoint, tls, modules, size).visit()
    visits = [Module(endpoint, tls, number, size).visit() for number in range(modules)]
    outcomes = await asyncio.gather(*visits, return_exceptions=True)
    taken = [outcome for outcome in outcomes if isinstance(outcome, float)]
    failures = [f"{type(each).__name__}: {each}" for each in outcomes if not isinstance(each, float)]
    return alone, taken, failures


def main() -> int:
    """Measure, print, and say by the exit code whether all went well."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--modules", type=int, default=200, help="how many (default 200)")
    parser.add_argument("--size", type=int, default=16384, help="bytes of each file (default 16384)")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.serve:
        serve()
    with running() as endpoint:
        began, cpu_s = time.monotonic(), endpoint.cpu_s()
        alone, taken, failures = asyncio.run(measure(endpoint, arguments.modules, arguments.size))
        elapsed = time.monotonic() - began - alone
        core = (endpoint.cpu_s() - cpu_s) / elapsed
    figures = {
        "alone_s": round(alone, 2),
        "median_s": round(statistics.median(taken), 2) if taken else None,
        "slowest_s": round(max(taken), 2) if taken else None,
        "failures": failures,
        "server_core": round(core, 2),
    }
    if arguments.json:
        print(json.dumps(figures))
    else:
        print(f"one module over {NETWORK:16} {figures['alone_s']} s")
        print(f"{arguments.modules} at once, median          {figures['median_s']} s")
        print(f"{arguments.modules} at once, the slowest     {figures['slowest_s']} s")
        print(
            f"the server took             {figures['server_core']} of a core; failures: {failures[:3] or 'none'}"
        )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
